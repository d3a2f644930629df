"""Land: areas and shares of zones."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
