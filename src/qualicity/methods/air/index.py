"""The air quality index of HJ 633: sub-indices from breakpoints, rounded up; the index, its level, the primary pollutant.

Breakpoints of each edition lie in `tables/`; concentrations are in µg/m³, CO in mg/m³.
"""

from __future__ import annotations

import csv
from functools import lru_cache, reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

from qualicity.methods.lazy import lazy_module

ibis = lazy_module("ibis")  # a second to load, for methods that run

DAILY = ("so2", "no2", "co", "o3_8h", "pm10", "pm25")
"""Daily values: means of 24 hours, of ozone the day's largest mean of 8 hours."""
_LEVELS = (50, 100, 150, 200, 300)
_EPSILON = 1e-9
"""Sums of floats differ in their last digits by thread; this much is not a difference."""


def with_index(days: Any, edition: str = "2012") -> Any:
    """Daily values → with iaqi_*, aqi, level and primary by the daily rule (HJ 633, clause 4)."""
    columns = {p: _round_half_up(days[p], 1 if p == "co" else 0) for p in DAILY}
    days = days.mutate(
        **{f"iaqi_{p}": iaqi(v, "o3_8h" if p == "o3_8h" else f"{p}_24h", edition) for p, v in columns.items()}
    )
    sub = [days[f"iaqi_{p}"] for p in DAILY]
    largest = reduce(ibis.greatest, [x.fill_null(-1) for x in sub])
    days = days.mutate(aqi=ibis.cases((largest >= 0, largest)))
    level = reduce(lambda a, b: a + b, [(days.aqi > b).cast("int64") for b in _LEVELS]) + 1
    named = [ibis.cases((days[f"iaqi_{p}"] == days.aqi, p + ";"), else_="") for p in DAILY]
    joined = reduce(lambda a, b: a + b, named)
    return days.mutate(
        level=ibis.cases((days.aqi.notnull(), level)),
        primary=ibis.cases((days.aqi > 50, joined.rstrip().re_replace(";$", ""))),
    )


def iaqi(value: Any, column: str, edition: str = "2012") -> Any:
    """The sub-index of one pollutant: linear between breakpoints, rounded up (HJ 633, formula 1).

    `column` is a column of the edition's breakpoint table, such as `pm25_24h`. Above the last
    breakpoint the index is 500; where the table ends earlier (O3 8 h, SO2 1 h) the edition decides:
    2012 gives none, 2026 the last index of the table. Negative values give none.
    """
    points = _breakpoints(edition)[column]
    branches = []
    for (c0, i0), (c1, i1) in pairwise(points):
        linear = (value - c0) * ((i1 - i0) / (c1 - c0)) + i0 - _EPSILON
        branches.append((value <= c1, linear.ceil().cast("int64")))
    last = points[-1][1]
    above = 500 if last == 500 else (last if edition == "2026" else None)
    beyond = ibis.null("int64") if above is None else ibis.literal(above, "int64")
    return ibis.cases((value.isnull() | (value < 0), ibis.null("int64")), *branches, else_=beyond)


@lru_cache(maxsize=4)
def _breakpoints(edition: str) -> dict[str, list[tuple[float, int]]]:
    path = Path(__file__).parent / "tables" / f"hj633_{edition}_iaqi_breakpoints.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [c for c in rows[0] if c != "iaqi"]
    return {c: [(float(r[c]), int(r["iaqi"])) for r in rows if r[c]] for c in columns}


def _round_half_up(value: Any, digits: int) -> Any:
    scale = 10**digits
    return (value * scale + (0.5 + _EPSILON)).floor() / scale
