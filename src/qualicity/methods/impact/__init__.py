"""What a programme did: effects against units that it had not reached."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
