"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.cascade import cascade, clause_rows, conflict, over_target
from qualicity.release.records import explanation, observation, plain, scorecard, to_csv
from qualicity.release.summaries import summaries, summary
from qualicity.release.text import both

__all__ = [
    "both",
    "cascade",
    "clause_rows",
    "conflict",
    "explanation",
    "observation",
    "over_target",
    "plain",
    "scorecard",
    "summaries",
    "summary",
    "to_csv",
]
