"""The verdict: every target judged by rule from the figures known on a date, with its reason."""

from qualicity.assessment.cascade import Cascade, cascade
from qualicity.assessment.conflicts import PossibleConflict, possible_conflicts
from qualicity.assessment.model import STATUSES, Assessment, Scorecard, Status
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.rollup import PlanSummaries, Summary, summarise
from qualicity.assessment.schemes import SCHEMES
from qualicity.assessment.scorecard import assess, headline
from qualicity.assessment.view import PlanView, view_plan

__all__ = [
    "SCHEMES",
    "STATUSES",
    "SYMBOLS",
    "Assessment",
    "Cascade",
    "PlanSummaries",
    "PlanView",
    "PossibleConflict",
    "Scorecard",
    "Status",
    "Summary",
    "assess",
    "cascade",
    "headline",
    "met",
    "number",
    "possible_conflicts",
    "summarise",
    "view_plan",
    "wording",
]
