"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.records import both, explanation, observation, plain, scorecard, to_csv
from qualicity.release.track import forecast, track

__all__ = ["both", "explanation", "forecast", "observation", "plain", "scorecard", "to_csv", "track"]
