"""Forecasts of yearly series with honest intervals, and the probability of meeting a target."""

from qualicity.methods.forecast.calibration import calibrate
from qualicity.methods.forecast.chances import probability
from qualicity.methods.forecast.errors import ErrorTable, read_table, shipped_table
from qualicity.methods.forecast.fans import fan
from qualicity.methods.forecast.registered import METHODS

__all__ = ["METHODS", "ErrorTable", "calibrate", "fan", "probability", "read_table", "shipped_table"]
