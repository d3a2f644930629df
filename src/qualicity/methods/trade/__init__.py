"""Quality of trade."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
