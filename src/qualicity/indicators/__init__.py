"""The figures: definitions compiled to queries, observations of every vintage, and the way back to rows.

`compute(plan, store, as_of)` makes or finds the observations as known on a date; `Figures` answers
questions about them; `explain` walks from one of them back to the rows.
"""

from qualicity.indicators.aggregate import breakdown_of
from qualicity.indicators.check import check_indicators
from qualicity.indicators.computation import Computation
from qualicity.indicators.compute import compute
from qualicity.indicators.engines import Engine, EngineError, open_engine
from qualicity.indicators.figures import Figures
from qualicity.indicators.lineage import explain, find
from qualicity.indicators.log import Logged, last_reworked, read_log
from qualicity.indicators.model import Explanation, Link, Observation, Quotation, Reconciliation, RowTable
from qualicity.indicators.quality import QualityFacts, quality
from qualicity.indicators.recompute import Recomputed, recompute
from qualicity.indicators.revisions import Revisions, revisions
from qualicity.indicators.steps import describe, plan_computation
from qualicity.indicators.whole import find_problems

__all__ = [
    "Computation",
    "Engine",
    "EngineError",
    "Explanation",
    "Figures",
    "Link",
    "Logged",
    "Observation",
    "QualityFacts",
    "Quotation",
    "Recomputed",
    "Reconciliation",
    "Revisions",
    "RowTable",
    "breakdown_of",
    "check_indicators",
    "compute",
    "describe",
    "explain",
    "find",
    "find_problems",
    "last_reworked",
    "open_engine",
    "plan_computation",
    "quality",
    "read_log",
    "recompute",
    "revisions",
]
