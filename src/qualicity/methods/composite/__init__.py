"""Composite indices."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
