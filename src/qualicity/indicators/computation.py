"""A computation as known on a date: its steps, and what each dataset means in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from qualicity.evidence import AsKnown, EvidenceStore, connect
from qualicity.evidence.sql import literal, name
from qualicity.indicators.areas import area_tables
from qualicity.indicators.engines import Engine
from qualicity.indicators.step import Key, Step
from qualicity.plan.model import Plan


@dataclass(slots=True)
class Computation:
    """A computation as known on a date: its steps, and what each dataset means in it.

    `tables` maps a dataset's id to SQL that can be selected from; `fingerprints` to what its content
    comes from; `known` to what is known of an entered dataset; `derived` to the manifest of a derived one.
    `fresh` says that observations were computed, `recomputed` of which definitions. `engine` reads the
    datasets; None is DuckDB. `kept` is the database that all connections share, made for the first one;
    it takes so many `threads`, 0 as many as there are cores. `held` are datasets of which
    it has the rows, where every published figure will be asked for; None where it need not have them. `asked` is the
    dataset and the indicator of which they were asked for last, and these rows by what they are figures of.
    """

    plan: Plan
    store: EvidenceStore
    as_of: date
    steps: tuple[Step, ...]
    tables: dict[str, str] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    known: dict[str, AsKnown] = field(default_factory=dict)
    derived: dict[str, Path] = field(default_factory=dict)
    path: Path = Path()
    fresh: bool = False
    recomputed: tuple[Key, ...] = ()
    engine: Engine | None = None
    kept: duckdb.DuckDBPyConnection | None = None
    threads: int = 0
    held: set[str] | None = None
    asked: tuple[tuple[str, str], dict[tuple[Any, ...], list[tuple[Any, ...]]]] | None = None

    def keep(self, threads: int) -> None:
        """Let questions take so many threads: where many small ones are asked, or many computations are open at once."""
        self.threads = threads
        if self.kept is not None:
            self.kept.execute(f"set threads={int(threads)}")

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB in which every dataset is a view, as known on the date: what else is made in it must be temporary."""
        if self.kept is None:
            self.kept = self._database()  # two threads may both make one; either will do
        return self.kept.cursor()

    def rows_of(self, dataset: str) -> str:
        """What the published figures of a dataset are selected from: a table, made once, where a site asks for every one.

        A view sorts the vintages of all of them for each question.
        """
        if self.held is None:
            return name(dataset)
        table = name(f"_held_{dataset}")
        if dataset not in self.held:
            self.connection().execute(f"create table {table} as select * from {name(dataset)}")
            self.held.add(dataset)
        return table

    def _database(self) -> duckdb.DuckDBPyConnection:
        db = connect(self.store.workspace)
        if self.threads:
            db.execute(f"set threads={int(self.threads)}")
        for dataset, source in self.tables.items():
            db.execute(f"create view {name(dataset)} as select * from {source}")
        area_tables(self.plan, db)
        db.execute(f"create view _observations as select * from read_parquet({literal(str(self.path))})")
        return db
