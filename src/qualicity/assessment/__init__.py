"""The verdict: every target judged by rule from the figures known on a date, with its reason."""

from qualicity.assessment.chance import chances
from qualicity.assessment.changes import PARTS, Change, PartOfChange, Side, changes, require_order
from qualicity.assessment.changewords import PART_TITLES, part_words, sentence
from qualicity.assessment.model import STATUSES, Assessment, Chance, FanYear, Scorecard, Status
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.outlook import disagreement, outlooks, schemes_of
from qualicity.assessment.parts import share_verdicts, step_verdicts
from qualicity.assessment.schemes import SCHEMES
from qualicity.assessment.score import LEAST, Forecast, Kept, Scores
from qualicity.assessment.scorecard import assess, headline, natures
from qualicity.assessment.track import TrackRecord, track_record
from qualicity.assessment.view import PlanView, view_plan
from qualicity.assessment.whatif import WhatIf, supposition, what_if

__all__ = [
    "LEAST",
    "PARTS",
    "PART_TITLES",
    "SCHEMES",
    "STATUSES",
    "SYMBOLS",
    "Assessment",
    "Chance",
    "Change",
    "FanYear",
    "Forecast",
    "Kept",
    "PartOfChange",
    "PlanView",
    "Scorecard",
    "Scores",
    "Side",
    "Status",
    "TrackRecord",
    "WhatIf",
    "assess",
    "chances",
    "changes",
    "disagreement",
    "headline",
    "met",
    "natures",
    "number",
    "outlooks",
    "part_words",
    "require_order",
    "schemes_of",
    "sentence",
    "share_verdicts",
    "step_verdicts",
    "supposition",
    "track_record",
    "view_plan",
    "what_if",
    "wording",
]
