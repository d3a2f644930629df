"""Supervision: acceptance sampling, rates with their intervals, draws that anybody can check."""

from qualicity.methods.sampling import acceptance, draw, estimates

METHODS = (*acceptance.METHODS, *estimates.METHODS, *draw.METHODS)
