"""Grades of an assessment."""

from qualicity.methods.scorecard.grading import grade
from qualicity.methods.scorecard.registered import METHODS
from qualicity.methods.scorecard.rules import GRADES, Rules, read_rules

__all__ = ["GRADES", "METHODS", "Rules", "grade", "read_rules"]
