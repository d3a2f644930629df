"""Forecasts of yearly series with honest intervals, and the probability of meeting a target."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
