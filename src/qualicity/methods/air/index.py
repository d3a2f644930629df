"""The air quality index of HJ 633: sub-indices from breakpoints, rounded up; the index, its level, the primary pollutant.

Breakpoints of each edition and the levels lie in `tables/`; concentrations are in µg/m³, CO in mg/m³.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache, reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

from qualicity.methods.lazy import lazy_module

ibis = lazy_module("ibis")  # a second to load, for methods that run

DAILY = ("so2", "no2", "co", "o3_8h", "pm10", "pm25")
"""Daily values: means of 24 hours, of ozone the day's largest mean of 8 hours."""
HOURLY = ("so2", "no2", "co", "o3", "pm10", "pm25")
"""Values of one hour."""
_DAILY_TABLE = {p: p if p == "o3_8h" else f"{p}_24h" for p in DAILY}
_HOURLY_TABLE = {p: f"{p}_24h" if p.startswith("pm") else f"{p}_1h" for p in HOURLY}
"""An hour's particles are judged by the breakpoints of 24 hours: there are no others."""
_NAMED = ("so2", "no2", "co", "pm10", "pm25", "o3", "o3_8h")
"""Primary pollutants that tie are named in this order: the particles before ozone, as the published hours do."""
_EPSILON = 1e-9
"""Sums of floats differ in their last digits by thread; this much is not a difference."""


def aqi_hourly(rows: Any, edition: str = "2012") -> Any:
    """Hours → with the sub-indices, the index, its level and the primary pollutants of the hourly report (HJ 633).

    Takes: so2 no2 co o3 pm10 pm25, the values of one hour (µg/m³, CO mg/m³), any of them missing.
    Gives: every column and row, and iaqi_*, aqi, level (1–6), level_name, primary (`;`-joined, only above 50).
    """
    return _with_index(rows, {p: rows[p] for p in HOURLY}, _HOURLY_TABLE, edition)


def aqi_daily(rows: Any, edition: str = "2012") -> Any:
    """Daily values → with the sub-indices, the index, its level and the primary pollutants of the day (HJ 633).

    Takes: so2 no2 co pm10 pm25 (means of 24 h), o3_8h (the day's largest 8 h mean), any of them missing; o3,
    the day's largest hour, if there: in the edition of 2012 it gives ozone's sub-index where o3_8h is above 800.
    Gives: as `aqi_hourly`. Values are taken as they are; `with_index` rounds them first.
    """
    instead = {}
    if edition == "2012" and "o3" in rows.columns:
        beyond = (rows.o3_8h > _breakpoints(edition)["o3_8h"][-1][0]).fill_null(False)
        hour, eight = iaqi(rows.o3, "o3_1h", edition), iaqi(rows.o3_8h, "o3_8h", edition)
        instead = {"o3_8h": ibis.ifelse(beyond, hour, eight)}
    return _with_index(rows, {p: rows[p] for p in DAILY}, _DAILY_TABLE, edition, instead)


def with_index(days: Any, edition: str = "2012") -> Any:
    """Daily values → as `aqi_daily`, from values rounded half up as they are published: to 1 µg/m³, CO to 0.1 mg/m³."""
    rounded = {p: _round_half_up(days[p], 1 if p == "co" else 0) for p in DAILY}
    return _with_index(days, rounded, _DAILY_TABLE, edition)


def _with_index(
    rows: Any,
    values: Mapping[str, Any],
    tables: Mapping[str, str],
    edition: str,
    instead: Mapping[str, Any] | None = None,
) -> Any:
    """Step by step, so that an engine computes each sub-index once. `instead` gives sub-indices made elsewhere."""
    sub = {p: iaqi(v, tables[p], edition) for p, v in values.items()} | dict(instead or {})
    rows = rows.mutate(**{f"iaqi_{p}": i for p, i in sub.items()})
    largest = reduce(ibis.greatest, [rows[f"iaqi_{p}"].fill_null(-1) for p in values])
    rows = rows.mutate(aqi=largest.nullif(-1))
    named = [ibis.cases((rows[f"iaqi_{p}"] == rows.aqi, p)) for p in _NAMED if p in values]
    return rows.mutate(
        level=level_of(rows.aqi),
        level_name=_by_level(rows.aqi, "name"),
        primary=ibis.cases((rows.aqi > _levels()[0]["aqi_to"], ibis.literal(";").join(named))),
    )


def iaqi(value: Any, column: str, edition: str = "2012") -> Any:
    """The sub-index of one pollutant: linear between breakpoints, rounded up (HJ 633, formula 1).

    `column` is a column of the edition's breakpoint table, such as `pm25_24h`. Above the last
    breakpoint the index is 500; where the table ends earlier (O3 8 h, SO2 1 h) the edition decides:
    2012 gives none, 2026 the last index of the table. Negative values give none.
    """
    points = _breakpoints(edition)[column]
    lines = []
    for (c0, i0), (c1, i1) in pairwise(points):
        slope = (i1 - i0) / (c1 - c0)
        lines.append((value <= c1, value * slope + (i0 - c0 * slope - _EPSILON)))
    end, last = points[-1]
    above = 500.0 if last == 500 else (float(last) if edition == "2026" else None)
    lines += [(value > end, above)] if above else []
    return ibis.cases((value < 0, ibis.null("float64")), *lines).ceil().cast("int64")  # of nothing, nothing


def level_of(aqi: Any) -> Any:
    """The level of an index, 1 to 6; of none, none."""
    return _by_level(aqi, "level").cast("int64")


def _by_level(aqi: Any, column: str) -> Any:
    *lower, highest = _levels()
    steps = [(aqi <= each["aqi_to"], each[column]) for each in lower]
    return ibis.cases(*steps, (aqi.notnull(), highest[column]))


@lru_cache(maxsize=1)
def _levels() -> list[dict[str, Any]]:
    rows = _read("hj633_levels.csv")
    return [{"level": int(r["level"]), "aqi_to": int(r["aqi_to"] or 500), "name": r["name"]} for r in rows]


@lru_cache(maxsize=4)
def _breakpoints(edition: str) -> dict[str, list[tuple[float, int]]]:
    rows = _read(f"hj633_{edition}_iaqi_breakpoints.csv")
    columns = [c for c in rows[0] if c != "iaqi"]
    return {c: [(float(r[c]), int(r["iaqi"])) for r in rows if r[c]] for c in columns}


def _read(table: str) -> list[dict[str, str]]:
    path = Path(__file__).parent / "tables" / table
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _round_half_up(value: Any, digits: int) -> Any:
    scale = 10**digits
    return (value * scale + (0.5 + _EPSILON)).floor() / scale
