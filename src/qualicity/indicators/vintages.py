"""Every vintage of the figures that are computed here: their definition as known on each day that changed them.

A day matters where it brought something to a period that had its figure already: a row revised, ended
or come late. What reads a sensor's hours, each known a fixed time after it, is never revised. On each
such day the definitions that it can reach are computed again as known then, and a vintage is kept
where the figure differs. So the vintages up to a day are those that were computed on that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from qualicity.evidence.sql import literal
from qualicity.indicators.computation import Computation
from qualicity.indicators.days import revision_days
from qualicity.indicators.sqltext import pairs
from qualicity.indicators.step import Key

Figures = Callable[[date, Collection[Key], Path], None]
"""Writes the computed figures of some definitions, as known on a day, to a Parquet file."""

_SAME = "indicator, definition, area, period, breakdown"
_NO_FIGURE = ("not_over", "missing_side", "parts_missing")
"""Reasons by which there was no figure yet: the next vintage is the first."""


def add_vintages(
    work: Computation, db: duckdb.DuckDBPyConnection, dirty: Collection[Key], figures: Figures
) -> None:
    """Give the computed figures of `dirty` definitions in `_observations` their earlier vintages."""
    keys: dict[date, set[Key]] = defaultdict(set)
    for key, days in revision_days(work, db, dirty).items():
        for day in days:
            keys[day].add(key)
    if not keys:
        return
    mine = f"authority is null and (indicator, definition) in ({pairs(set().union(*keys.values()))})"
    db.execute(
        "create or replace temp table _runs as select *, "
        f"date '{work.as_of}' as _day, null::date as _before from _observations where {mine}"
    )
    before: dict[Key, date] = {}
    with TemporaryDirectory(prefix="qualicity-") as folder:
        for day in sorted(keys):
            file = Path(folder) / f"{day}.parquet"
            figures(day, keys[day], file)
            _add_run(db, file, day, keys[day], before)
    _note_before(db, work.as_of, before)
    db.execute(f"delete from _observations where {mine}")
    db.execute(f"insert into _observations by name {_changes(work)}")


def _add_run(
    db: duckdb.DuckDBPyConnection, file: Path, day: date, keys: Collection[Key], before: dict[Key, date]
) -> None:
    db.execute(
        f"insert into _runs by name select *, date '{day}' as _day from read_parquet({literal(str(file))}) "
        f"where (indicator, definition) in ({pairs(keys)}) and coalesce(reason, '') not in {_NO_FIGURE}"
    )
    _note_before(db, day, {k: before[k] for k in keys if k in before})
    before.update(dict.fromkeys(keys, day))


def _note_before(db: duckdb.DuckDBPyConnection, day: date, before: Mapping[Key, date]) -> None:
    """Note of each figure of a day the last day before it on which it was looked for."""
    if not before:
        return
    rows = ", ".join(f"({literal(i)}, {literal(d)}, date '{b}')" for (i, d), b in before.items())
    db.execute(
        f"update _runs r set _before = b.day from (values {rows}) b(indicator, definition, day) "
        f"where r.indicator = b.indicator and r.definition = b.definition and r._day = date '{day}'"
    )


def _changes(work: Computation) -> str:
    """SQL: of each figure a row for every stretch of days on which it was the same.

    The row says what its last day says, and is known from its first: the time that the query tells, if
    that is not before the last day on which the figure was different or not there.
    """
    same = f"partition by {_SAME}"
    after = "greatest(vintage, coalesce(cast(_before + 1 as timestamp), vintage))"
    since = (
        f"case when _stretch = 1 and coalesce(reason, '') in {_NO_FIGURE} then vintage when _stretch = 1 or "
        f"coalesce(reason, '') in {_NO_FIGURE} then {after} when cast(vintage as date) = _day then vintage "
        "else cast(_day as timestamp) end"
    )
    return (
        "with _told as (select *, value is distinct from lag(value) over w or reason is distinct from lag(reason) "
        f"over w or lag(_day) over w is null as _new from _runs window w as ({same} order by _day)), "
        f"_stretches as (select *, sum(_new::int) over ({same} order by _day) as _stretch from _told), "
        f"_dated as (select *, first_value({since}) over ({same}, _stretch order by _day) as _since from _stretches) "
        "select * exclude (_day, _before, _new, _stretch, _since) "
        f"replace (_since as vintage, _day = date '{work.as_of}' as current) "
        f"from _dated qualify row_number() over ({same}, _stretch order by _day desc) = 1"
    )
