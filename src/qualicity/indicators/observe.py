"""Queries and formulas → the table of observations."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from qualicity.evidence.sql import literal
from qualicity.indicators.computation import Computation
from qualicity.indicators.parts import write_parquet
from qualicity.indicators.steps import Formula, Query, one_by_one
from qualicity.plan import parse_period

COLUMNS = (
    "indicator varchar, definition varchar, area varchar, period varchar, authority varchar, vintage timestamp, "
    "current boolean, value double, grade varchar, qualifier varchar, status varchar, reason varchar, "
    "denominator double, rows bigint, confidence varchar, note varchar, source_title varchar, source_url varchar, "
    "quote varchar, released varchar, precision varchar, dataset varchar, line bigint, release_known boolean, "
    "freq varchar, period_start date, period_end date"
)


def observe(
    work: Computation, db: duckdb.DuckDBPyConnection, progress: Callable[[str, int, int], None]
) -> None:
    """Run the queries and formulas and write the observations to `work.path`."""
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
    write_parquet(
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
        f"update _observations set value = null, reason = 'not_over' where authority is null and {unfinished(work)}"
    )


def unfinished(work: Computation) -> str:
    """SQL: the observation is of a period that has not ended, and is no snapshot (stock, level, count)."""
    snapshots = [
        f"({literal(i.id)}, {literal(d.id)})"
        for i in work.plan.indicators
        for d in i.definitions
        if (d.measure or i.measure) in ("stock", "level", "count")
    ]
    excepted = f" and (indicator, definition) not in ({', '.join(snapshots)})" if snapshots else ""
    return f"period_end > date {literal(work.as_of.isoformat())} + interval 1 day{excepted}"
