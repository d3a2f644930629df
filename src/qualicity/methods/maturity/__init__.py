"""Maturity of intelligent manufacturing."""

from qualicity.methods.maturity.registered import METHODS
from qualicity.methods.maturity.score import added_up, score

__all__ = ["METHODS", "added_up", "score"]
