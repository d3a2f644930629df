"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.records import both, explanation, observation, plain, scorecard, to_csv
from qualicity.release.tasks import action, delivery, programme, tasks, work

__all__ = [
    "action",
    "both",
    "delivery",
    "explanation",
    "observation",
    "plain",
    "programme",
    "scorecard",
    "tasks",
    "to_csv",
    "work",
]
