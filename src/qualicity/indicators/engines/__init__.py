"""Engines other than DuckDB for what reads the evidence: Apache Spark, and Sail, which speaks Spark Connect.

`open_engine` gives an engine by its name, or None for DuckDB in this process. `compute` asks an engine
for what rows give (aggregates, derived rows, published figures) and does the rest (rounding, periods,
formulas) in DuckDB, so that the figures of every engine pass through one and the same end.
"""

from qualicity.indicators.engines.base import Engine, EngineError
from qualicity.indicators.engines.choose import open_engine

__all__ = ["Engine", "EngineError", "open_engine"]
