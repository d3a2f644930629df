"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.records import explanation, observation, plain, scorecard, to_csv
from qualicity.release.summaries import summaries, summary
from qualicity.release.text import both

__all__ = [
    "both",
    "explanation",
    "observation",
    "plain",
    "scorecard",
    "summaries",
    "summary",
    "to_csv",
]
