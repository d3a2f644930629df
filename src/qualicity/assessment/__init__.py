"""The verdict: every target judged by rule from the figures known on a date, with its reason."""

from qualicity.assessment.changes import PARTS, Change, PartOfChange, Side, changes, require_order
from qualicity.assessment.changewords import PART_TITLES, part_words, sentence
from qualicity.assessment.model import STATUSES, Assessment, Scorecard, Status
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.schemes import SCHEMES
from qualicity.assessment.scorecard import assess, headline
from qualicity.assessment.view import PlanView, view_plan
from qualicity.assessment.whatif import WhatIf, supposition, what_if

__all__ = [
    "PARTS",
    "PART_TITLES",
    "SCHEMES",
    "STATUSES",
    "SYMBOLS",
    "Assessment",
    "Change",
    "PartOfChange",
    "PlanView",
    "Scorecard",
    "Side",
    "Status",
    "WhatIf",
    "assess",
    "changes",
    "headline",
    "met",
    "number",
    "part_words",
    "require_order",
    "sentence",
    "supposition",
    "view_plan",
    "what_if",
    "wording",
]
