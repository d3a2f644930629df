"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.changes import verdict_changes
from qualicity.release.records import both, explanation, observation, plain, scorecard, to_csv
from qualicity.release.whatif import supposed

__all__ = [
    "both",
    "explanation",
    "observation",
    "plain",
    "scorecard",
    "supposed",
    "to_csv",
    "verdict_changes",
]
