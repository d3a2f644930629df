"""The verdict: every target judged by rule from the figures known on a date, with its reason."""

from qualicity.assessment.cascade import Cascade, cascade
from qualicity.assessment.chance import chances
from qualicity.assessment.changes import PARTS, Change, PartOfChange, Side, changes, require_order
from qualicity.assessment.changewords import PART_TITLES, part_words, sentence
from qualicity.assessment.conflicts import PossibleConflict, possible_conflicts
from qualicity.assessment.model import STATUSES, Assessment, Chance, FanYear, Scorecard, Status
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.outlook import disagreement, outlooks, schemes_of
from qualicity.assessment.parts import share_verdicts, step_verdicts
from qualicity.assessment.rollup import PlanSummaries, Summary, summarise
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
    "Cascade",
    "Chance",
    "Change",
    "FanYear",
    "Forecast",
    "Kept",
    "PartOfChange",
    "PlanSummaries",
    "PlanView",
    "PossibleConflict",
    "Scorecard",
    "Scores",
    "Side",
    "Status",
    "Summary",
    "TrackRecord",
    "WhatIf",
    "assess",
    "cascade",
    "chances",
    "changes",
    "disagreement",
    "headline",
    "met",
    "natures",
    "number",
    "outlooks",
    "part_words",
    "possible_conflicts",
    "require_order",
    "schemes_of",
    "sentence",
    "share_verdicts",
    "step_verdicts",
    "summarise",
    "supposition",
    "track_record",
    "view_plan",
    "what_if",
    "wording",
]
