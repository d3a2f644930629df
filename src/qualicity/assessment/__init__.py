"""The verdict: every target judged by rule from the figures known on a date, with its reason.

And the second light: whether what the plan says will be done is late (`assess_tasks`, `assess_programmes`).
"""

from qualicity.assessment.cascade import Cascade, cascade
from qualicity.assessment.chance import chances
from qualicity.assessment.changes import PARTS, Change, PartOfChange, Side, changes, require_order
from qualicity.assessment.changes_kept import SaidChange, SaidPart, SaidSide, kept_changes, said_of
from qualicity.assessment.changes_words import PART_TITLES, part_words, sentence
from qualicity.assessment.claims import Said, broken_claims, said
from qualicity.assessment.conflicts import PossibleConflict, possible_conflicts
from qualicity.assessment.midterm import SinceMidterm
from qualicity.assessment.model import (
    STATUSES,
    Assessment,
    Chance,
    FanYear,
    Fragility,
    Outlook,
    Pace,
    Recheck,
    SchemeVerdict,
    Scorecard,
    Status,
)
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.outlook import disagreement, outlooks, schemes_of
from qualicity.assessment.parts import share_verdicts, step_verdicts
from qualicity.assessment.rollup import PlanSummaries, Summary, summarise
from qualicity.assessment.rulings import with_rulings
from qualicity.assessment.schemes import SCHEMES
from qualicity.assessment.scorecard import assess, headline, natures
from qualicity.assessment.tasks.board import ActionState, Standing, TaskBoard, assess_tasks
from qualicity.assessment.tasks.contribution import Delivery, Link, deliveries, results_chain, served
from qualicity.assessment.tasks.escalation import COLOUR_WORDS
from qualicity.assessment.tasks.lights import LIGHTS, Light
from qualicity.assessment.tasks.organisations import Asked, Work, work_of
from qualicity.assessment.tasks.programmes import QUOTA_STATUSES, ProgrammeState, assess_programmes
from qualicity.assessment.track import TrackRecord, track_record
from qualicity.assessment.track_score import LEAST, Forecast, Kept, Scores
from qualicity.assessment.view import PlanView, view_plan
from qualicity.assessment.whatif import WhatIf, supposition, what_if

__all__ = [
    "COLOUR_WORDS",
    "LEAST",
    "LIGHTS",
    "PARTS",
    "PART_TITLES",
    "QUOTA_STATUSES",
    "SCHEMES",
    "STATUSES",
    "SYMBOLS",
    "ActionState",
    "Asked",
    "Assessment",
    "Cascade",
    "Chance",
    "Change",
    "Delivery",
    "FanYear",
    "Forecast",
    "Fragility",
    "Kept",
    "Light",
    "Link",
    "Outlook",
    "Pace",
    "PartOfChange",
    "PlanSummaries",
    "PlanView",
    "PossibleConflict",
    "ProgrammeState",
    "Recheck",
    "Said",
    "SaidChange",
    "SaidPart",
    "SaidSide",
    "SchemeVerdict",
    "Scorecard",
    "Scores",
    "Side",
    "SinceMidterm",
    "Standing",
    "Status",
    "Summary",
    "TaskBoard",
    "TrackRecord",
    "WhatIf",
    "Work",
    "assess",
    "assess_programmes",
    "assess_tasks",
    "broken_claims",
    "cascade",
    "chances",
    "changes",
    "deliveries",
    "disagreement",
    "headline",
    "kept_changes",
    "met",
    "natures",
    "number",
    "outlooks",
    "part_words",
    "possible_conflicts",
    "require_order",
    "results_chain",
    "said",
    "said_of",
    "schemes_of",
    "sentence",
    "served",
    "share_verdicts",
    "step_verdicts",
    "summarise",
    "supposition",
    "track_record",
    "view_plan",
    "what_if",
    "with_rulings",
    "wording",
    "work_of",
]
