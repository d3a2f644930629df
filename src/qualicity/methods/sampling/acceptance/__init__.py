"""Acceptance sampling by attributes, and how a sample is shared out."""

from qualicity.methods.sampling.acceptance.allocation import allocate
from qualicity.methods.sampling.acceptance.curve import oc
from qualicity.methods.sampling.acceptance.plans import single_plan
from qualicity.methods.sampling.acceptance.registered import METHODS
from qualicity.methods.sampling.acceptance.search import find_plan
from qualicity.methods.sampling.acceptance.switching import switching

__all__ = ["METHODS", "allocate", "find_plan", "oc", "single_plan", "switching"]
