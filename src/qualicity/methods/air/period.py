"""Months and years of a city's or a station's days: attaining days, means, percentiles, validity.

Sources: HJ 663-2013 (percentiles by linear interpolation), GB 3095-2012 (valid days: table 4).
"""

from __future__ import annotations

from typing import Any

from qualicity.methods.air.days import KNOWN_FROM
from qualicity.methods.air.index import DAILY, level_of, with_index
from qualicity.methods.lazy import lazy_module

ibis = lazy_module("ibis")  # a second to load, for methods that run

PERCENTILES = {"so2": 98, "no2": 98, "co": 95, "o3_8h": 90, "pm10": 95, "pm25": 95}
"""The percentile of daily values by which each pollutant's year is judged (HJ 663-2013; of SO2, NO2, PM recalled)."""
ATTAINING, HEAVY = 100, 200
"""Up to this index a day attains; above this one its pollution is heavy."""
MONTH_DAYS, FEBRUARY_DAYS, YEAR_DAYS, MONTHS = 27, 25, 324, 12
"""Valid days that a month, a February and a year need, and valid months of a year (GB 3095-2012, table 4)."""
LEVELS = range(1, 7)
_OF = ("city", "station")
_NEEDED = {"valid": "valid_days"} | {f"valid_{p}": f"days_{p}" for p in DAILY}
"""What is valid when enough of which days are there."""


def period_summary(days: Any, edition: str = "given") -> Any:
    """Days of cities or stations → one row for each of them and month, and for each and year.

    Takes: date, any of so2 no2 co o3_8h pm10 pm25 aqi valid city station; one row for each city (or station)
    and day. A day counts as valid when it has an index and its `valid` is not false. The index is `aqi`; it
    is made from the values where `edition` is 2012 or 2026 or the days have none.
    Gives: city, station, period (2016-03, 2016), freq (M, A), days (rows), valid_days, attaining_days,
    attaining_share (% of valid days), bad_days, heavy_days, days_level1 … days_level6, valid; and of each
    pollutant days_*, mean_*, its percentile (such as o3_8h_p90) and valid_*.
    """
    judged = _judged(days, edition)
    figures = _figures(judged)
    months = judged.group_by(*_OF, "year", "month").aggregate(**figures)
    needed = ibis.ifelse(months.month == 2, FEBRUARY_DAYS, MONTH_DAYS)
    months = months.mutate(**{v: months[n] >= needed for v, n in _NEEDED.items()}, period=_month(months))
    held = months.group_by(*_OF, "year").aggregate(
        **{f"_{v}": months.count(where=months[v]) for v in _NEEDED}
    )
    years = judged.group_by(*_OF, "year").aggregate(**figures)
    years = years.inner_join(held, [*_OF, "year"])
    full = {v: (years[n] >= YEAR_DAYS) & (years[f"_{v}"] == MONTHS) for v, n in _NEEDED.items()}
    years = years.mutate(**full, period=years.year.cast("string"))
    columns = [*_OF, "period", "freq", *figures, *_NEEDED]
    both = months.mutate(freq=ibis.literal("M")).select(columns)
    both = both.union(years.mutate(freq=ibis.literal("A")).select(columns))
    return both.mutate(attaining_share=100.0 * both.attaining_days / both.valid_days.nullif(0))


def days_behind(days: Any, edition: str = "given") -> Any:
    """The days, each twice: with the city, station and month, and with the city, station and year that it counts in."""
    del edition
    rows = _grouped(days)
    months = rows.mutate(period=_month(rows))
    return months.union(rows.mutate(period=rows.year.cast("string"))).drop("year", "month")


def _grouped(days: Any) -> Any:
    """Days that have a date, with their city, station, year and month."""
    absent = {c: ibis.literal("") for c in _OF if c not in days.columns}
    days = days.filter(days.date.notnull())
    return days.mutate(**absent, year=days.date.year(), month=days.date.month())


def _month(rows: Any) -> Any:
    return rows.year.cast("string") + "-" + rows.month.cast("string").lpad(2, "0")


def _judged(days: Any, edition: str) -> Any:
    """Days with the index by which they count and its level; those that are not valid have none."""
    rows = _grouped(days)
    absent = {p: ibis.null("float64") for p in DAILY if p not in rows.columns}
    rows = rows.mutate(**absent) if absent else rows
    if edition != "given" or "aqi" not in rows.columns:
        rows = with_index(rows, "2012" if edition == "given" else edition)
    if "valid" in rows.columns:
        rows = rows.mutate(aqi=ibis.cases((rows.valid.fill_null(True), rows.aqi)))
    return rows.mutate(level=level_of(rows.aqi))


def _figures(rows: Any) -> dict[str, Any]:
    """What is counted and averaged of the days of a group."""
    figures = {
        "days": rows.count(),
        "valid_days": rows.aqi.count(),
        "attaining_days": rows.count(where=rows.aqi <= ATTAINING),
        "bad_days": rows.count(where=rows.aqi > ATTAINING),
        "heavy_days": rows.count(where=rows.aqi > HEAVY),
    }
    figures |= {f"days_level{n}": rows.count(where=rows.level == n) for n in LEVELS}
    for p in DAILY:
        figures |= {f"days_{p}": rows[p].count(), f"mean_{p}": rows[p].mean()}
        figures[f"{p}_p{PERCENTILES[p]}"] = rows[p].quantile(PERCENTILES[p] / 100)
    if KNOWN_FROM in rows.columns:
        figures[KNOWN_FROM] = rows[KNOWN_FROM].max()
    return figures
