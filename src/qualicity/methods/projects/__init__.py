"""Projects: earned value and earned schedule."""

from qualicity.methods.projects.earned import MEASURES, earned_schedule
from qualicity.methods.projects.registered import METHODS
from qualicity.methods.projects.said import PROMISE, may_end, sentence

__all__ = ["MEASURES", "METHODS", "PROMISE", "earned_schedule", "may_end", "sentence"]
