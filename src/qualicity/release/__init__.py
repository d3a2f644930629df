"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.cascade import cascade, clause_rows, conflict, over_target
from qualicity.release.changes import verdict_changes
from qualicity.release.records import explanation, observation, plain, scorecard, to_csv
from qualicity.release.summaries import summaries, summary
from qualicity.release.text import both
from qualicity.release.track import forecast, track
from qualicity.release.whatif import supposed

__all__ = [
    "both",
    "cascade",
    "clause_rows",
    "conflict",
    "explanation",
    "forecast",
    "observation",
    "over_target",
    "plain",
    "scorecard",
    "summaries",
    "summary",
    "supposed",
    "to_csv",
    "track",
    "verdict_changes",
]
