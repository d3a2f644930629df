"""Rates and means from samples, each with its interval and the design that it rests on."""

from qualicity.methods.sampling.estimates.binomial import (
    clopper_pearson,
    jeffreys,
    proportion_interval,
    wilson,
)
from qualicity.methods.sampling.estimates.registered import METHODS
from qualicity.methods.sampling.estimates.survey import survey_mean, survey_proportion

__all__ = [
    "METHODS",
    "clopper_pearson",
    "jeffreys",
    "proportion_interval",
    "survey_mean",
    "survey_proportion",
    "wilson",
]
