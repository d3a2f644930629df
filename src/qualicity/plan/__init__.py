"""The promise: a plan folder read into frozen, typed objects.

`read_plan(path)` gives a `Plan` or raises `PlanError` with every problem found; `open_plan` and
`check_plan` give the same step by step. Knows nothing of evidence, figures or people.
"""

from qualicity.plan.basis import BASIS
from qualicity.plan.binding import Binding, Claim
from qualicity.plan.calendar import AnnouncedRelease, Postponement
from qualicity.plan.cascade import Parent, ParentClause, Promise, Related
from qualicity.plan.check import broken_files, check_plan
from qualicity.plan.coverage import Coverage, coverage, links
from qualicity.plan.model import Clause, Definition, Indicator, Plan, Ruling
from qualicity.plan.period import Period, last_possible_day, parse_period, period_of
from qualicity.plan.pictures import Boundaries, Calendar
from qualicity.plan.prose import ProsePage
from qualicity.plan.read import PlanFolder, keep_in, open_plan, read_plan
from qualicity.plan.reporting import Reporter, Reporting
from qualicity.plan.summaries import Rule, Summaries, SummaryRule
from qualicity.plan.tables import Dataset
from qualicity.plan.targets import Base, Target
from qualicity.plan.tasks import Action, Milestone, Mission, Programme
from qualicity.plan.text import inner_quotes
from qualicity.plan.units import UNITS

__all__ = [
    "BASIS",
    "UNITS",
    "Action",
    "AnnouncedRelease",
    "Base",
    "Binding",
    "Boundaries",
    "Calendar",
    "Claim",
    "Clause",
    "Coverage",
    "Dataset",
    "Definition",
    "Indicator",
    "Milestone",
    "Mission",
    "Parent",
    "ParentClause",
    "Period",
    "Plan",
    "PlanFolder",
    "Postponement",
    "Programme",
    "Promise",
    "ProsePage",
    "Related",
    "Reporter",
    "Reporting",
    "Rule",
    "Ruling",
    "Summaries",
    "SummaryRule",
    "Target",
    "broken_files",
    "check_plan",
    "coverage",
    "inner_quotes",
    "keep_in",
    "last_possible_day",
    "links",
    "open_plan",
    "parse_period",
    "period_of",
    "read_plan",
]
