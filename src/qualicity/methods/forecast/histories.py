"""Yearly series as arrays: read from columns, checked, cut to what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

LEAST_POINTS = 6
"""With fewer there is no forecast: five changes are the least that a spread is judged by."""
MOST_POINTS = 20
"""Of a longer series the last so many points count: older ones made forecasts of real series worse."""
MOST_YEARS = 60
"""Points that lie so many years or more before the last are not looked at."""
BEYOND = "a value lies beyond the bounds"
CROSSED = "lower is not below upper"


@dataclass(frozen=True, slots=True)
class Histories:
    """S series, with the points that are looked at in one run of rows, by series and year.

    `ids`, `points` (how many the series has, all counted), `last_year` (NaN without points), `lower`, `upper`
    (NaN where not declared) and `reason` (why there is no forecast, else None) have one item for each series;
    `series` (its number), `year` and `value` one for each point. `mentioned` is each input row's series,
    −1 for a row without one.
    """

    ids: Any
    points: Any
    last_year: Any
    lower: Any
    upper: Any
    reason: Any
    series: Any
    year: Any
    value: Any
    mentioned: Any


def read_histories(columns: Mapping[str, Any], *, repeats: bool = False) -> Histories:
    """Series from columns series_id, year, value and, where declared, lower and upper, in order of appearance.

    A row without a value counts only as a mention of its series; bounds are those of the series' latest row
    that has them. Gaps in the years are kept. With `repeats` a year may stand in several rows if its value is
    the same.

    Errors: `UsageError` for a value without a series or a whole year, and for two rows of one year.
    """
    year = np.asarray(columns["year"], dtype=float)
    value = np.asarray(columns["value"], dtype=float)
    ids, mentioned = _numbered(columns["series_id"])
    known = np.isfinite(value)
    _refuse(known & (mentioned < 0), "has a value but no series_id", "有数值但没有 series_id")
    _refuse(known & ~(np.isfinite(year) & (year == np.floor(year))), "has no whole year", "没有整数年份")
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((year[rows], mentioned[rows]))]
    rows = _each_year_once(rows, ids, mentioned, year, value if repeats else None)
    series, at, what = mentioned[rows], year[rows], value[rows]
    points = np.bincount(series, minlength=len(ids))
    last_year = np.full(len(ids), np.nan)
    last_year[series] = at  # by year: the last one stays
    left = np.cumsum(points)[series] - np.arange(len(series))
    looked_at = (left <= MOST_POINTS) & (at > last_year[series] - MOST_YEARS)
    series, at, what = series[looked_at], at[looked_at], what[looked_at]
    lower, upper = (latest_said(columns.get(name), mentioned, year, len(ids)) for name in ("lower", "upper"))
    reason = _reasons(points, np.bincount(series, minlength=len(ids)))
    beyond = (what < lower[series]) | (what > upper[series])
    reason[np.unique(series[beyond])] = BEYOND
    reason[lower >= upper] = CROSSED
    return Histories(ids, points, last_year, lower, upper, reason, series, at, what, mentioned)


def _numbered(series_id: Any) -> tuple[Any, Any]:
    """Names in order of appearance, and each row's number, −1 where it has no name."""
    given = np.asarray(series_id, dtype=object)
    named = are_said(given)
    names, first, code = np.unique(given[named].astype(str), return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(names), dtype=int)
    place[order] = np.arange(len(names))
    numbers = np.full(len(given), -1)
    numbers[named] = place[code]
    return names[order].astype(object), numbers


def are_said(texts: Any) -> Any:
    """Which of the texts say something: not None, NaN or blank."""
    return np.array([str(t).strip() not in ("", "None", "nan") for t in texts], dtype=bool)


def _refuse(bad: Any, what: str, zh: str) -> None:
    if bad.any():
        row = int(np.argmax(bad)) + 1
        more = int(bad.sum()) - 1
        raise UsageError(
            Text(
                f"row {row} {what}" + (f"; so do {more} others" if more else ""),
                f"第 {row} 行{zh}" + (f"；另有 {more} 行同样如此" if more else ""),
            )
        )


def _each_year_once(rows: Any, ids: Any, series: Any, year: Any, value: Any | None) -> Any:
    """Rows by series and year without repeats of the same value; without `value` every repeat is an error."""
    again = (np.diff(series[rows]) == 0) & (np.diff(year[rows]) == 0)
    wrong = again if value is None else again & (np.diff(value[rows]) != 0)
    if wrong.any():
        at = rows[int(np.argmax(wrong))]
        name, when = ids[series[at]], int(year[at])
        raise UsageError(
            Text(
                f"series '{name}' has more than one value for {when}; keep one, or give each series its own series_id",
                f"序列“{name}”在 {when} 年有多个数值；请只保留一个，或为各序列使用不同的 series_id",
            )
        )
    return rows[np.append(True, ~again)[: len(rows)]]


def latest_said(column: Any, series: Any, year: Any, count: int) -> Any:
    """The number that each series' latest row says, NaN where none does."""
    declared = np.full(count, np.nan)
    if column is not None:
        bound = np.asarray(column, dtype=float)
        rows = np.flatnonzero(np.isfinite(bound) & (series >= 0))
        rows = rows[np.argsort(np.nan_to_num(year[rows], nan=-np.inf), kind="stable")]
        declared[series[rows]] = bound[rows]
    return declared


def _reasons(points: Any, used: Any) -> Any:
    reason = np.full(len(points), None, dtype=object)
    short = np.flatnonzero(used < LEAST_POINTS)
    reason[short] = [f"insufficient data: {used[s]} of {LEAST_POINTS} points" for s in short]
    old = short[points[short] > used[short]]
    reason[old] = [f"{reason[s]} within {MOST_YEARS} years" for s in old]
    return reason
