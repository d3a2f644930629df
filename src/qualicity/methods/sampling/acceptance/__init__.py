"""Acceptance sampling by attributes, and how a sample is shared out."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
