"""Queries, roll-ups and formulas → the table of observations; what nothing has touched is carried over."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias

import duckdb

from qualicity.evidence.sql import literal
from qualicity.indicators.aggregate import one_by_one, only
from qualicity.indicators.areas import area_tables
from qualicity.indicators.computation import Computation
from qualicity.indicators.days import over
from qualicity.indicators.parts import content_hash, write_parquet, write_text
from qualicity.indicators.published import published
from qualicity.indicators.reads import all_read, referred, with_sides
from qualicity.indicators.sqltext import pairs
from qualicity.indicators.step import Formula, Key, Query, RollUp, Step
from qualicity.indicators.vintages import Figures, add_vintages
from qualicity.indicators.withheld import withhold
from qualicity.plan import parse_period
from qualicity.plan.model import Definition, Indicator, Plan
from qualicity.plan.once import Once

FORMAT = "5"
"""Part of every fingerprint; changed when the code below computes something else from the same steps."""
COLUMNS = (
    "indicator varchar, definition varchar, area varchar, period varchar, breakdown varchar default '', "
    "authority varchar, vintage timestamp, current boolean, value double, grade varchar, qualifier varchar, "
    "status varchar, reason varchar, denominator double, rows bigint, confidence varchar, note varchar, "
    "source_title varchar, source_url varchar, quote varchar, released varchar, precision varchar, "
    "dataset varchar, line bigint, release_known boolean, origin varchar, freq varchar, period_start date, "
    "period_end date"
)
_READ_AS = {"table_schema", "derived", "known", "concepts", "confidentiality", "min_cell"}
"""What a dataset's file says that its figures depend on."""
_Said: TypeAlias = tuple[tuple[str, ...], tuple[Key, ...], tuple[str, ...]]
_KEPT = 8
"""Among so many of the last computations one is looked for that has most in common with this one."""


def fingerprints(work: Computation) -> dict[Key, str]:
    """Of each definition a hash of all that its figures come from: evidence, methods, definitions, date."""
    said = _said.of(work.plan)
    content = cache(partial(_content, work))  # many definitions read one dataset
    done: dict[Key, str] = {}

    def visit(key: Key) -> str:
        if key not in done and key in said:
            words, others, datasets = said[key]
            behind = [*(visit(other) for other in others), *(content(dataset) for dataset in datasets)]
            done[key] = content_hash(FORMAT, work.as_of, *words, *behind)
        return done.get(key, "")

    for key in said:
        visit(key)
    return done


def _words(plan: Plan) -> dict[Key, _Said]:
    """What the plan says of each definition; the definitions that it is made of, and the datasets."""
    found: dict[Key, _Said] = {}
    for indicator in plan.indicators:
        said = indicator.model_dump_json(include={"unit", "measure", "across_areas"})
        for d in indicator.definitions:
            key, words = (indicator.id, d.id), (plan.place.code, said, d.model_dump_json())
            found[key] = words, tuple(referred(plan, d)), tuple(sorted(all_read(plan, key)))
    return found


_said = Once(_words)


def _content(work: Computation, dataset_id: str) -> str:
    """A hash of a dataset's rows, and of what its file says of how they are read and shown."""
    dataset = work.plan.dataset(dataset_id)
    said = dataset.model_dump_json(include=_READ_AS) if dataset else ""
    return content_hash(work.fingerprints.get(dataset_id, ""), said)


def observe(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    wanted: dict[Key, str],
    progress: Callable[[str, int, int], None],
    earlier: Figures,
) -> None:
    """Make the observations of every definition, or carry them over, and write them to `work.path`.

    `wanted` are the definitions' fingerprints; `earlier` computes figures as known on an earlier day.
    What is computed is noted in `work.recomputed`.
    """
    db.execute(f"create temp table _observations ({COLUMNS})")
    dirty = set(wanted) - _carry_over(work, db, wanted)
    work.recomputed = tuple(k for k in wanted if k in dirty)
    run_steps(work, db, dirty, progress)
    add_vintages(work, db, dirty, earlier)
    write_parquet(
        db,
        "select * from _observations "
        "order by indicator, definition, area, period_start, period, breakdown, vintage, authority",
        work.path,
    )
    listed = [[*key, value] for key, value in wanted.items()]
    write_text(json.dumps(listed), work.path.with_suffix(".json"))


def figures_as_known(work: Computation, db: duckdb.DuckDBPyConnection, keys: Collection[Key]) -> None:
    """Make `_observations` with some definitions' figures, and those that they are made of, as known on the date."""
    db.execute(f"create temp table _observations ({COLUMNS})")
    run_steps(work, db, with_sides(work.plan, keys), lambda *_: None)


def run_steps(
    work: Computation,
    db: duckdb.DuckDBPyConnection,
    dirty: Collection[Key],
    progress: Callable[[str, int, int], None],
) -> None:
    """Put the figures of the `dirty` definitions into `_observations`."""
    area_tables(work.plan, db)
    steps = [s for s in work.steps if isinstance(s, Query | Formula | RollUp)]
    for n, step in enumerate(steps):
        progress(_about(step), len(work.steps) - len(steps) + n, len(work.steps))
        _run(work, db, step, dirty)
        if not (isinstance(step, Query) and n + 1 < len(steps) and isinstance(steps[n + 1], Query)):
            _mark_periods(work, db)


def unfinished(work: Computation) -> str:
    """SQL: the observation is of a period that has not ended, and is no snapshot (stock, level, count)."""
    return f"{over(work.plan)} > date {literal(work.as_of.isoformat())}"


def _carry_over(work: Computation, db: duckdb.DuckDBPyConnection, wanted: dict[Key, str]) -> set[Key]:
    """Take the figures whose fingerprint has not changed from the earlier computation that has most."""
    best, same = None, set[Key]()
    for path, there in _earlier(work.path.parent):
        found = {k for k, v in wanted.items() if there.get(k) == v}
        if len(found) > len(same):
            best, same = path, found
    if best is not None:
        keys = pairs(same)
        db.execute(
            f"insert into _observations by name select * from read_parquet({literal(str(best))}) "
            f"where (indicator, definition) in ({keys})"
        )
    return same


def _earlier(folder: Path) -> Iterator[tuple[Path, dict[Key, str]]]:
    manifests = sorted(folder.glob("*.json"), key=lambda p: p.stat().st_mtime, reverse=True)[:_KEPT]
    for manifest in manifests:
        path = manifest.with_suffix(".parquet")
        try:
            listed = json.loads(manifest.read_text("utf-8"))
        except ValueError:
            continue  # not a list of ours: everything can be computed without it
        if path.exists():
            yield path, {(i, d): value for i, d, value in listed}


def _about(step: Step) -> str:
    if isinstance(step, Formula):
        return step.indicator
    return step.dataset if isinstance(step, Query) else "areas"


def _run(work: Computation, db: duckdb.DuckDBPyConnection, step: Step, dirty: Collection[Key]) -> None:
    if isinstance(step, Query):
        keys = [k for k in step.definitions if k in dirty]
        if keys:
            _insert(work, db, step if len(keys) == len(step.definitions) else _some(work.plan, step, keys))
    elif isinstance(step, Formula) and (step.indicator, step.definition) in dirty:
        _execute(work, db, step)
    elif isinstance(step, RollUp) and any(k in dirty for k in step.definitions):
        depths = db.execute("select distinct depth from _parts order by depth desc").fetchall()
        for (depth,) in depths:
            db.execute(f"insert into _observations by name {step.sql.replace('{depth}', str(int(depth)))}")


def _some(plan: Plan, query: Query, keys: list[Key]) -> Query:
    if not query.published:
        return only(plan, query, keys)
    dataset = plan.dataset(query.dataset)
    listed: list[tuple[Indicator, Definition]] = []
    for indicator_id, definition_id in keys:
        indicator = plan.indicator(indicator_id)
        definition = indicator.definition(definition_id) if indicator else None
        if indicator and definition:
            listed.append((indicator, definition))
    return published(dataset, listed) if dataset else query


def _insert(work: Computation, db: duckdb.DuckDBPyConnection, query: Query) -> None:
    """The figures of a query; arithmetic that has no result in one definition spoils no other."""
    try:
        _execute(work, db, query)
    except _no_result(work):
        if query.published:
            raise
        for single, void in one_by_one(work.plan, query):
            try:
                _execute(work, db, single)
            except _no_result(work):
                _execute(work, db, void)


def _execute(work: Computation, db: duckdb.DuckDBPyConnection, step: Query | Formula) -> None:
    sql = work.engine.figures(db, work.tables, step.sql) if work.engine and step.dataset else step.sql
    db.execute(f"insert into _observations by name {sql}")


def _no_result(work: Computation) -> tuple[type[Exception], ...]:
    """The errors that say that arithmetic has no answer."""
    return work.engine.no_result if work.engine else (duckdb.Error,)


def _mark_periods(work: Computation, db: duckdb.DuckDBPyConnection) -> None:
    """Give new observations the days of their periods.

    A flow or ratio of a period that is not over yet is not a figure of that period, and is withheld
    before anything is made from it; a definition has no computed figure outside of its validity.
    """
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
        f"update _observations set value = null, reason = 'not_over' where authority is null and {unfinished(work)}"
    )
    db.execute(
        f"update _observations set vintage = greatest(vintage, cast({over(work.plan)} as timestamp)) "
        "where authority is null and reason is distinct from 'not_over'"
    )
    withhold(work.plan, db)
    limits = list(_validities(work.plan))
    if limits:
        db.execute(
            f"delete from _observations o using (values {', '.join(limits)}) v(indicator, definition, first, past) "
            "where o.indicator = v.indicator and o.definition = v.definition and o.authority is null and "
            "(o.period_start < v.first or o.period_end > v.past)"
        )


def _validities(plan: Plan) -> Iterator[str]:
    for indicator in plan.indicators:
        for d in indicator.definitions:
            if d.valid_from or d.valid_to:
                first = f"date '{parse_period(d.valid_from).start}'" if d.valid_from else "date '0001-01-01'"
                past = f"date '{parse_period(d.valid_to).end}'" if d.valid_to else "date '9999-12-31'"
                yield f"({literal(indicator.id)}, {literal(d.id)}, {first}, {past})"
