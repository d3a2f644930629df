"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.changes import verdict_changes
from qualicity.release.records import both, explanation, observation, plain, scorecard, to_csv
from qualicity.release.track import forecast, track
from qualicity.release.whatif import supposed

__all__ = [
    "both",
    "explanation",
    "forecast",
    "observation",
    "plain",
    "scorecard",
    "supposed",
    "to_csv",
    "track",
    "verdict_changes",
]
