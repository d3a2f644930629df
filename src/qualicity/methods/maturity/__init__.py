"""Maturity of intelligent manufacturing."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
