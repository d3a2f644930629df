"""What computing needs of an engine."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import duckdb

from qualicity.errors import QualicityError
from qualicity.methods.registry import Method

Tables = Mapping[str, str]
"""Datasets by their ids: what DuckDB would select their rows from."""


class EngineError(QualicityError):
    """The engine is not installed, cannot be reached, or cannot run what it is asked to (exit 1)."""


class Engine(Protocol):
    """Runs what reads datasets; it is given DuckDB's SQL and gives back SQL that `db` can finish."""

    @property
    def mark(self) -> str:
        """Goes into the fingerprints of all that is computed, so that equal ones never hide an engine."""

    @property
    def no_result(self) -> tuple[type[Exception], ...]:
        """The errors that say that arithmetic has no answer."""

    def figures(self, db: duckdb.DuckDBPyConnection, tables: Tables, sql: str) -> str:
        """Run the parts of a query that read datasets; the SQL given reads their results instead.

        Errors: one of `no_result`; `EngineError` for what the engine cannot run.
        """

    def made(
        self,
        db: duckdb.DuckDBPyConnection,
        tables: Tables,
        input_sql: str,
        method: Method,
        arguments: Mapping[str, object],
        folder: Path,
    ) -> AbstractContextManager[str]:
        """Run a method over the rows of `input_sql`: what its rows, with `_known_from`, are selected from.

        They lie as Parquet files in `folder` until the context ends. Errors: `EngineError`.
        """
