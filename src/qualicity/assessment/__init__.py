"""The verdict: every target judged by rule from the figures known on a date, with its reason."""

from qualicity.assessment.model import STATUSES, Assessment, Scorecard, Status
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.outlook import disagreement, outlooks, schemes_of
from qualicity.assessment.parts import share_verdicts, step_verdicts
from qualicity.assessment.schemes import SCHEMES
from qualicity.assessment.scorecard import assess, headline, natures
from qualicity.assessment.view import PlanView, view_plan

__all__ = [
    "SCHEMES",
    "STATUSES",
    "SYMBOLS",
    "Assessment",
    "PlanView",
    "Scorecard",
    "Status",
    "assess",
    "disagreement",
    "headline",
    "met",
    "natures",
    "number",
    "outlooks",
    "schemes_of",
    "share_verdicts",
    "step_verdicts",
    "view_plan",
    "wording",
]
