"""Composite indices: one figure of many indicators, every stage of it open, and how firm it is."""

from qualicity.methods.composite.coherence import consistency, cronbach
from qualicity.methods.composite.indexing import index
from qualicity.methods.composite.registered import METHODS
from qualicity.methods.composite.treating import kurtosis, skewness
from qualicity.methods.composite.uncertainty import sensitivity

__all__ = ["METHODS", "consistency", "cronbach", "index", "kurtosis", "sensitivity", "skewness"]
