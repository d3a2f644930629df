"""The record: what is published, in the shapes in which it is published."""

from qualicity.release.records import both, explanation, observation, plain, scorecard, to_csv

__all__ = ["both", "explanation", "observation", "plain", "scorecard", "to_csv"]
