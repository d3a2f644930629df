"""Forecasts of yearly series with honest intervals, and the probability of meeting a target."""

from qualicity.methods.forecast.base_rates import count_moves
from qualicity.methods.forecast.calibration import calibrate
from qualicity.methods.forecast.chances import probability
from qualicity.methods.forecast.errors import ErrorTable, read_table, shipped_table
from qualicity.methods.forecast.fans import fan
from qualicity.methods.forecast.prospects import Prospects, prospects
from qualicity.methods.forecast.registered import METHODS

__all__ = [
    "METHODS",
    "ErrorTable",
    "Prospects",
    "calibrate",
    "count_moves",
    "fan",
    "probability",
    "prospects",
    "read_table",
    "shipped_table",
]
