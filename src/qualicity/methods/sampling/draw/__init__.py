"""Draws that anybody can check."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
