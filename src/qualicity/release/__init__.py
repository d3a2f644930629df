"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.cascade import cascade, clause_rows, conflict, over_target
from qualicity.release.changes import verdict_changes
from qualicity.release.records import explanation, observation, plain, scorecard, target, to_csv
from qualicity.release.summaries import summaries, summary
from qualicity.release.tasks import action, delivery, programme, tasks, work
from qualicity.release.text import both
from qualicity.release.track import forecast, track
from qualicity.release.whatif import supposed

__all__ = [
    "action",
    "both",
    "cascade",
    "clause_rows",
    "conflict",
    "delivery",
    "explanation",
    "forecast",
    "observation",
    "over_target",
    "plain",
    "programme",
    "scorecard",
    "summaries",
    "summary",
    "supposed",
    "target",
    "tasks",
    "to_csv",
    "track",
    "verdict_changes",
    "work",
]
