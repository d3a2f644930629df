"""Run the steps of a computation on DuckDB; what is computed once is kept under its fingerprint.

Derived datasets and observations are Parquet files named by a hash of everything they come from, so
that an equal fingerprint is never computed again and a file never changes.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from qualicity.evidence import EvidenceStore, connect
from qualicity.evidence.known import visible
from qualicity.evidence.sql import literal, name
from qualicity.indicators.steps import Derive, Formula, Query, Step, one_by_one, plan_computation
from qualicity.plan import parse_period
from qualicity.plan.model import Plan

FORMAT = "1"
"""Part of every fingerprint; changed when the code below computes something else from the same steps."""
COLUMNS = (
    "indicator varchar, definition varchar, area varchar, period varchar, authority varchar, vintage timestamp, "
    "current boolean, value double, grade varchar, qualifier varchar, status varchar, reason varchar, "
    "denominator double, rows bigint, confidence varchar, note varchar, source_title varchar, source_url varchar, "
    "quote varchar, released varchar, precision varchar, dataset varchar, line bigint, release_known boolean, "
    "freq varchar, period_start date, period_end date"
)


@dataclass(slots=True)
class Computation:
    """A computation as known on a date: its steps, and what each dataset means in it.

    `tables` maps a dataset's id to SQL that can be selected from; `fingerprints` to what its content
    comes from; `derived` to the Parquet file of a derived dataset.
    """

    plan: Plan
    store: EvidenceStore
    as_of: date
    steps: tuple[Step, ...]
    tables: dict[str, str] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    derived: dict[str, Path] = field(default_factory=dict)
    path: Path = Path()
    fresh: bool = False

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB in which every dataset is a view, as known on the date."""
        db = connect()
        for dataset, source in self.tables.items():
            db.execute(f"create view {name(dataset)} as select * from {source}")
        db.execute(f"create view _observations as select * from read_parquet({literal(str(self.path))})")
        return db


def compute(
    plan: Plan, store: EvidenceStore, as_of: date, progress: Callable[[str, int, int], None] = lambda *_: None
) -> Computation:
    """Compute all observations of a plan as known on a date, or find them computed.

    `progress(step, done, total)` is told of each step that runs.
    Errors: `NotLoadedError` when the evidence has not been loaded.
    """
    store.require_loaded()
    work = Computation(plan, store, as_of, plan_computation(plan))
    with connect() as db:
        _entered(work, db)
        derivations = [s for s in work.steps if isinstance(s, Derive)]
        for n, derivation in enumerate(derivations):
            _derive(work, db, derivation, partial(progress, derivation.dataset, n, len(work.steps)))
        work.path = store.workspace.observations(plan.id) / f"{_observations_fingerprint(work)}.parquet"
        if not work.path.exists():
            _observe(work, db, progress)
            work.fresh = True
    return work


def _entered(work: Computation, db: duckdb.DuckDBPyConnection) -> None:
    """Entered datasets as known on the date; their content is told by version and by the last known row."""
    figures = {s.dataset for s in work.steps if isinstance(s, Query) and s.published}
    for table in work.store.entered():
        dataset = table.dataset.id
        known = db.execute(
            f"select max(_known_from) from {table.stored()} where {visible(work.as_of)}"
        ).fetchone()
        commit = table.commits[0].submission if table.commits else ""
        work.fingerprints[dataset] = _hash(dataset, table.version, commit, str(known[0] if known else None))
        rows = table.vintages(work.as_of) if dataset in figures else table.current(work.as_of)
        work.tables[dataset] = rows
        db.execute(f"create view {name(dataset)} as select * from {rows}")


def _derive(
    work: Computation, db: duckdb.DuckDBPyConnection, step: Derive, started: Callable[[], None]
) -> None:
    from qualicity.methods import method  # loads Ibis: only where a plan derives datasets

    found = method(step.method)
    arguments = found.arguments(step.parameters)
    fingerprint = _hash(
        step.method, found.fingerprint(), json.dumps(arguments, sort_keys=True, default=str), step.input_sql,
        work.fingerprints[step.source],
    )  # fmt: skip
    path = work.store.workspace.derived(work.plan.id, step.dataset) / f"{fingerprint}.parquet"
    if not path.exists():
        started()
        _run_method(db, step, found, arguments, path)
    work.fingerprints[step.dataset], work.derived[step.dataset] = fingerprint, path
    work.tables[step.dataset] = f"read_parquet({literal(str(path))})"
    db.execute(f"create view {name(step.dataset)} as select * from {work.tables[step.dataset]}")


def _run_method(
    db: duckdb.DuckDBPyConnection, step: Derive, found: Any, arguments: dict[str, Any], path: Path
) -> None:
    """The method's rows, each with the latest time at which a row behind it became known."""
    rows = method_sql(db, step.input_sql, found.run, arguments)
    behind = method_sql(db, step.input_sql, found.behind, arguments)
    key = ", ".join(name(k) for k in found.key)
    _write(
        db,
        f"with _made as ({rows}), _known as (select {key}, max(_known_from) as _known_from from ({behind}) group by all) "
        f"select _made.*, _known._known_from from _made left join _known using ({key}) order by {key}",
        path,
    )


def method_sql(
    db: duckdb.DuckDBPyConnection, input_sql: str, run: Callable[..., Any], arguments: dict[str, Any]
) -> str:
    """The SQL by which DuckDB runs a method over the rows of `input_sql`."""
    import ibis

    db.execute(f"create or replace temp view _input as {input_sql}")
    types = db.execute("describe _input").fetchall()
    schema = ibis.schema({row[0]: _ibis_type(row[1]) for row in types})
    return str(ibis.to_sql(run(ibis.table(schema, name="_input"), **arguments), dialect="duckdb"))


def _ibis_type(kind: str) -> str:
    known = {"VARCHAR": "string", "DOUBLE": "float64", "BIGINT": "int64", "INTEGER": "int32", "DATE": "date",
             "TIMESTAMP": "timestamp", "BOOLEAN": "boolean", "FLOAT": "float32"}  # fmt: skip
    return known.get(kind, "float64" if kind.startswith("DECIMAL") else "string")


def _observations_fingerprint(work: Computation) -> str:
    queries = [s.sql for s in work.steps if not isinstance(s, Derive)]
    used = {s.dataset for s in work.steps if isinstance(s, Query)}
    inputs = [f"{d} {work.fingerprints.get(d, '')}" for d in sorted(used)]
    return _hash(FORMAT, str(work.as_of), _unfinished(work), *inputs, *queries)


def _observe(
    work: Computation, db: duckdb.DuckDBPyConnection, progress: Callable[[str, int, int], None]
) -> None:
    queries = [s for s in work.steps if isinstance(s, Query)]
    total = len(work.steps)
    db.execute(f"create temp table _observations ({COLUMNS})")
    for n, step in enumerate(queries):
        progress(step.dataset, total - len(queries) + n, total)
        _insert(work, db, step)
    _mark_periods(work, db)
    for formula in [s for s in work.steps if isinstance(s, Formula)]:
        db.execute(f"insert into _observations by name {formula.sql}")
        _mark_periods(work, db)
    _write(
        db,
        "select * from _observations "
        "order by indicator, definition, area, period_start, period, vintage, authority",
        work.path,
    )


def _insert(work: Computation, db: duckdb.DuckDBPyConnection, query: Query) -> None:
    """The figures of a query; arithmetic that has no result in one definition spoils no other."""
    try:
        db.execute(f"insert into _observations by name {query.sql}")
    except duckdb.Error:
        if query.published:
            raise
        for single, void in one_by_one(work.plan, query):
            try:
                db.execute(f"insert into _observations by name {single.sql}")
            except duckdb.Error:
                db.execute(f"insert into _observations by name {void.sql}")


def _mark_periods(work: Computation, db: duckdb.DuckDBPyConnection) -> None:
    """Give new observations the days of their periods; a flow or ratio of a period that is not over yet
    is not a figure of that period, and is withheld before anything is made from it."""
    query = "select distinct period from _observations where period is not null and freq is null"
    found = [parse_period(r[0]) for r in db.execute(query).fetchall()]
    if not found:
        return
    rows = ", ".join(f"({literal(p.text)}, '{p.freq}', date '{p.start}', date '{p.end}')" for p in found)
    db.execute(
        f"update _observations o set freq = p.freq, period_start = p.start, period_end = p.end "
        f'from (values {rows}) p(period, freq, start, "end") where p.period = o.period and o.freq is null'
    )
    db.execute(
        f"update _observations set value = null, reason = 'not_over' where authority is null and {_unfinished(work)}"
    )


def _unfinished(work: Computation) -> str:
    """SQL: the observation is of a period that has not ended, and is no snapshot (stock, level, count)."""
    snapshots = [
        f"({literal(i.id)}, {literal(d.id)})"
        for i in work.plan.indicators
        for d in i.definitions
        if (d.measure or i.measure) in ("stock", "level", "count")
    ]
    excepted = f" and (indicator, definition) not in ({', '.join(snapshots)})" if snapshots else ""
    return f"period_end > date {literal(work.as_of.isoformat())} + interval 1 day{excepted}"


def _write(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a Parquet file so that it is either whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    db.execute(f"copy ({query}) to {literal(str(part))} (format parquet, compression zstd)")
    part.replace(path)


def _hash(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:20]
