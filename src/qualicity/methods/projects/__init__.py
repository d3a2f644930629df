"""Projects: earned value and earned schedule."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
