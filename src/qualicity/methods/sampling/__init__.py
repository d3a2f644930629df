"""Supervision: acceptance sampling, rates with their intervals, draws that anybody can check."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
