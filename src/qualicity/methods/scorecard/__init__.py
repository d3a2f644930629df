"""Grades of an assessment."""

from qualicity.methods.registry import Method

METHODS: tuple[Method, ...] = ()
