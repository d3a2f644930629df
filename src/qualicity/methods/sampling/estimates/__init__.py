"""Rates and means from samples, each with its interval."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
