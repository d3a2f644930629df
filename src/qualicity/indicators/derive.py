"""Derived datasets: a method's rows, made once for each fingerprint of what they come from.

Where the same method has run before on nearly the same input, only the rows that the difference can reach
are made anew (`patch`); a full and a partial run give the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from qualicity.evidence.sql import name, names
from qualicity.indicators import manifest
from qualicity.indicators.computation import Computation
from qualicity.indicators.manifest import Manifest, matching
from qualicity.indicators.parts import content_hash, write_parquet, write_text
from qualicity.indicators.patch import Run, bring_up_to_date
from qualicity.indicators.recipe import arguments_of, recipe_of, with_contents
from qualicity.indicators.slices import slices
from qualicity.indicators.step import Derive
from qualicity.methods import running
from qualicity.methods.registry import Method


def derive(
    work: Computation, db: duckdb.DuckDBPyConnection, step: Derive, started: Callable[[], None]
) -> None:
    """Make a derived dataset, or find it made; `started` is told when a method has to run."""
    dataset = work.plan.dataset(step.dataset)
    made_so = recipe_of(work.plan, dataset) if dataset else None
    if made_so is None:
        raise ValueError(step.dataset)
    found = made_so.method
    arguments = arguments_of(work.plan, found, step.parameters)
    given = json.dumps(with_contents(found, arguments), sort_keys=True, default=str)
    beside = (f"{d} {work.fingerprints[d]}" for d in step.joined)
    mark = (work.engine.mark,) if work.engine else ()
    recipe = content_hash(step.method, found.fingerprint(), given, step.input_sql, *beside, *mark)
    fingerprint = content_hash(recipe, work.fingerprints[step.source])
    folder = work.store.workspace.derived(work.plan.id, step.dataset)
    made = manifest.read(folder / f"{fingerprint}.json")
    if made is None:
        started()
        blank = Manifest(folder, fingerprint, recipe, _source(work, step), f"{fingerprint}.parquet", 0)
        made = None if found.arrays else _elsewhere(work, db, step, found, arguments, blank)
        kept = work.store.workspace.cache("methods") / content_hash(found.fingerprint(), *_versions())
        run = partial(rows_sql, db, method=found, arguments=arguments, kept=kept)
        made = made or bring_up_to_date(work, db, step, found, run, blank)
        made = made or _in_full(db, step, slices(work, db, step, found), run, blank)
    work.fingerprints[step.dataset], work.derived[step.dataset] = fingerprint, made.file
    work.tables[step.dataset] = made.table()
    db.execute(f"create view {name(step.dataset)} as select * from {work.tables[step.dataset]}")


def _source(work: Computation, step: Derive) -> Mapping[str, Any]:
    """What the dataset is made from, as a later computation must know it to tell what has changed since."""
    known = work.known.get(step.source)
    if known is None:
        return {"fingerprint": work.fingerprints[step.source]}
    until = known.until.isoformat() if known.until else None
    return {"version": known.version, "submission": known.submission, "until": until}


def _elsewhere(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    step: Derive,
    found: Method,
    arguments: Mapping[str, Any],
    blank: Manifest,
) -> Manifest | None:
    """All rows, made by the computation's engine, if it has one."""
    if work.engine is None:
        return None
    with work.engine.made(db, work.tables, step.input_sql, found, arguments, blank.folder) as rows:
        written = write_parquet(
            db, f"select * from {rows} order by {names(step.key)}", blank.folder / blank.base
        )
    made = replace(blank, rows=written)
    made.write()
    return made


def _in_full(
    db: duckdb.DuckDBPyConnection, step: Derive, inputs: Sequence[str], run: Run, blank: Manifest
) -> Manifest:
    """All rows, made of one slice of the input after another."""
    first, *others = inputs
    rows = run(first)
    db.execute("set preserve_insertion_order=false")  # what is read in any order is worked on at once
    if others:
        db.execute(f"create or replace temp table _sliced as {rows}")
        for other in others:
            db.execute(f"insert into _sliced {run(other)}")
        rows = "select * from _sliced"
    written = write_parquet(
        db, f"select * from ({rows}) order by {names(step.key)}", blank.folder / blank.base
    )
    db.execute("drop table if exists _sliced; set preserve_insertion_order=true")
    made = replace(blank, rows=written)
    made.write()
    return made


def method_sql(
    db: duckdb.DuckDBPyConnection,
    input_sql: str,
    run: Callable[..., Any],
    arguments: Mapping[str, Any],
    kept: Path | None = None,
) -> str:
    """The SQL by which DuckDB runs a table method over the rows of `input_sql`.

    `kept` is a folder named by a hash of the method: the SQL is kept there, and the next process need not load Ibis.
    """
    db.execute(f"create or replace temp view {running.INPUT} as {input_sql}")
    if kept is None:
        return running.method_sql(db, run, arguments)
    types = db.execute(f"describe {running.INPUT}").fetchall()
    file = kept / f"{content_hash(types, json.dumps(arguments, sort_keys=True, default=str))}.sql"
    try:
        return file.read_text("utf-8")
    except OSError:
        sql = running.method_sql(db, run, arguments)
        write_text(sql, file)
        return sql


def _versions() -> tuple[str, ...]:
    """What writes a method's SQL, but for the method itself."""
    return tuple(f"{part} {version(part)}" for part in ("ibis-framework", "sqlglot", "duckdb"))


def rows_sql(
    db: duckdb.DuckDBPyConnection,
    input_sql: str,
    method: Method,
    arguments: Mapping[str, Any],
    kept: Path | None = None,
) -> str:
    """SQL for the rows that a method makes of those of `input_sql`; over arrays they are made at once."""
    if not method.arrays:
        return method_sql(db, input_sql, method.run, arguments, kept)
    db.execute(f"create or replace temp table _given as {input_sql}")
    running.run_over_arrays(db, method, "select * from _given order by rowid", arguments, "_made")
    have = [row[0] for row in db.execute("describe _given").fetchall()]
    if method.keeps_rows(have):
        both = [c.name for c in method.outputs if c.name in have]  # a result goes before a column of its name
        kept_sql = f"_given.* exclude ({names(both)})" if both else "_given.*"
        return f"select {kept_sql}, _made.* from _given positional join _made"
    by = tuple(c for c in method.by if c in have)
    known = f"select {''.join(name(c) + ', ' for c in by)}max(_known_from) as _known_from from _given"
    known += f" group by {names(by)}" if by else ""
    return (
        f"select m.*, k._known_from from _made m left join ({known}) k on {matching(by, 'm', 'k') or 'true'}"
    )
