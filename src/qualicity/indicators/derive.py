"""Derived datasets: a method's rows as Parquet, made once for each fingerprint of what they come from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from qualicity.evidence.sql import literal, name
from qualicity.indicators.computation import Computation
from qualicity.indicators.parts import content_hash, write_parquet
from qualicity.indicators.step import Derive


def derive(
    work: Computation, db: duckdb.DuckDBPyConnection, step: Derive, started: Callable[[], None]
) -> None:
    """Make a derived dataset, or find it made; `started` is told when a method has to run."""
    from qualicity.methods import method  # loads Ibis: only where a plan derives datasets

    found = method(step.method)
    arguments = found.arguments(step.parameters)
    fingerprint = content_hash(
        step.method, found.fingerprint(), json.dumps(arguments, sort_keys=True, default=str), step.input_sql,
        work.fingerprints[step.source], *(work.fingerprints[d] for d in step.joined),
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
    write_parquet(
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
