"""The verdict: every target judged by rule from the figures known on a date, with its reason."""

from qualicity.assessment.chance import chances
from qualicity.assessment.model import STATUSES, Assessment, Chance, FanYear, Scorecard, Status
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.outlook import disagreement, outlooks, schemes_of
from qualicity.assessment.parts import share_verdicts, step_verdicts
from qualicity.assessment.schemes import SCHEMES
from qualicity.assessment.score import LEAST, Forecast, Kept, Scores
from qualicity.assessment.scorecard import assess, headline, natures
from qualicity.assessment.track import TrackRecord, track_record
from qualicity.assessment.view import PlanView, view_plan

__all__ = [
    "LEAST",
    "SCHEMES",
    "STATUSES",
    "SYMBOLS",
    "Assessment",
    "Chance",
    "FanYear",
    "Forecast",
    "Kept",
    "PlanView",
    "Scorecard",
    "Scores",
    "Status",
    "TrackRecord",
    "assess",
    "chances",
    "disagreement",
    "headline",
    "met",
    "natures",
    "number",
    "outlooks",
    "schemes_of",
    "share_verdicts",
    "step_verdicts",
    "track_record",
    "view_plan",
    "wording",
]
