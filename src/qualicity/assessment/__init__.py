"""The verdict: every target judged by rule from the figures known on a date, with its reason.

And the second light: whether what the plan says will be done is late (`assess_tasks`, `assess_programmes`).
"""

from qualicity.assessment.contribution import Delivery, Link, deliveries, results_chain, served
from qualicity.assessment.escalation import COLOUR_WORDS
from qualicity.assessment.lights import LIGHTS, Light
from qualicity.assessment.model import STATUSES, Assessment, Scorecard, Status
from qualicity.assessment.operators import SYMBOLS, met, number, wording
from qualicity.assessment.organisations import Work, work_of
from qualicity.assessment.programmes import QUOTA_STATUSES, ProgrammeState, assess_programmes
from qualicity.assessment.schemes import SCHEMES
from qualicity.assessment.scorecard import assess, headline
from qualicity.assessment.tasks import ActionState, Standing, TaskBoard, assess_tasks
from qualicity.assessment.view import PlanView, view_plan

__all__ = [
    "COLOUR_WORDS",
    "LIGHTS",
    "QUOTA_STATUSES",
    "SCHEMES",
    "STATUSES",
    "SYMBOLS",
    "ActionState",
    "Assessment",
    "Delivery",
    "Light",
    "Link",
    "PlanView",
    "ProgrammeState",
    "Scorecard",
    "Standing",
    "Status",
    "TaskBoard",
    "Work",
    "assess",
    "assess_programmes",
    "assess_tasks",
    "deliveries",
    "headline",
    "met",
    "number",
    "results_chain",
    "served",
    "view_plan",
    "wording",
    "work_of",
]
