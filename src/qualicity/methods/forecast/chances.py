"""`forecast.probability`: how likely a yearly series meets a target in the target's year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.forecast.errors import HORIZON, ErrorTable, share_below, shipped_table
from qualicity.methods.forecast.histories import Histories, are_said, read_histories
from qualicity.methods.forecast.outlook import Outlook, look_out
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_SIDES = {"up": 1, "higher": 1, "positive": 1, "down": -1, "lower": -1, "negative": -1}
"""What `direction` may say: whether the target is a least (1) or a most (−1)."""


def probability(columns: Mapping[str, Any], table: ErrorTable | None = None) -> dict[str, Any]:
    """The probability that each series meets its target: at least `target` when up, at most when down.

    Columns series_id, year, value, target, target_year, direction and optionally lower and upper; target,
    target_year and direction may stand in any or all rows of a series, and a series may have several such
    questions, its rows then repeated for each. Gives one row for each: probability in [0, 1] or NaN with a reason.

    Errors: `UsageError` for a missing column, a direction that is neither up nor down, and as of `fan`.
    """
    _refuse_without(columns)
    histories = read_histories(columns, repeats=True)
    asked = _read_questions(columns, histories)
    outlook = look_out(histories, HORIZON)
    last_year = histories.last_year[asked.series]
    ahead = asked.year - last_year
    reason = _reasons(asked, outlook, last_year, ahead)
    answered = np.equal(reason, None)
    found = np.full(len(reason), np.nan)
    series, target, up = (each[answered] for each in (asked.series, asked.target, asked.up))
    years = ahead[answered].astype(int)
    found[answered] = chances(histories, outlook, table or shipped_table(), series, target, up, years)
    return {
        "series_id": histories.ids[asked.series],
        "target": asked.target,
        "target_year": asked.year,
        "direction": np.array([None if u is None else "up" if u else "down" for u in asked.up], dtype=object),
        "probability": found,
        "last_year": last_year,
        "n": histories.points[asked.series].astype(float),
        "reason": reason,
    }


def _refuse_without(columns: Mapping[str, Any]) -> None:
    for name in ("target", "target_year", "direction"):
        if name not in columns:
            raise UsageError(Text(f"column '{name}' is missing", f"缺少列“{name}”"))


def chances(
    histories: Histories, outlook: Outlook, table: ErrorTable, series: Any, target: Any, up: Any, ahead: Any
) -> Any:
    """P(value ≥ target) where `up`, else P(value ≤ target), of the numbered series so many years ahead."""
    z = outlook.scales.there(target, series)
    error = (z - outlook.centre[series, ahead - 1]) / (outlook.spread[series] * np.sqrt(ahead))
    below = share_below(error, table.of(outlook)[series, ahead - 1])
    up = up.astype(bool)
    lower, upper = histories.lower[series], histories.upper[series]
    sure = np.where(up, target <= lower, target >= upper)
    never = np.where(up, target > upper, target < lower)
    return np.where(sure, 1.0, np.where(never, 0.0, np.where(up, 1 - below, below)))


@dataclass(frozen=True, slots=True)
class _Questions:
    """Q questions: of which series, whether the target is a least (None: not said), target and year (NaN)."""

    series: Any
    up: Any
    target: Any
    year: Any


def _read_questions(columns: Mapping[str, Any], histories: Histories) -> _Questions:
    """Each series' different questions in order of appearance; one without any asks nothing, and is told so.

    Where a row lacks a part of its question, it is the first that another row of the series has.
    """
    side = _sides(columns["direction"])
    given = [np.asarray(columns[name], dtype=float) for name in ("target", "target_year")]
    given = [*(np.where(np.isfinite(x), x, np.nan) for x in given), np.where(side == 0, np.nan, side)]
    rows = np.flatnonzero(histories.mentioned >= 0)
    series = histories.mentioned[rows]
    asks = np.isfinite([x[rows] for x in given]).any(axis=0)
    silent = np.bincount(series[asks], minlength=len(histories.ids)) == 0
    rows, series = rows[asks | silent[series]], series[asks | silent[series]]
    parts = np.column_stack([_completed(x[rows], series, len(histories.ids)) for x in given])
    _, one_of_each = np.unique(
        np.column_stack([series, np.nan_to_num(parts, nan=-np.inf)]), axis=0, return_index=True
    )
    one_of_each = np.sort(one_of_each)
    one_of_each = one_of_each[np.argsort(series[one_of_each], kind="stable")]
    target, year, side = parts[one_of_each].T
    up = np.array([None if np.isnan(s) else bool(s > 0) for s in side], dtype=object)
    return _Questions(series[one_of_each], up, target, year)


def _completed(part: Any, series: Any, count: int) -> Any:
    """Missing values filled with the first of the series."""
    known = np.isfinite(part)
    first = np.full(count, np.nan)
    first[series[known][::-1]] = part[known][::-1]
    return np.where(known, part, first[series])


def _sides(direction: Any) -> Any:
    """1 for up, −1 for down, 0 where nothing is said.

    Errors: `UsageError` for anything else.
    """
    given = np.asarray(direction, dtype=object)
    said = are_said(given)
    words = given[said].astype(str)
    side = np.zeros(len(given))
    for word in np.unique(words):
        sign = _SIDES.get(word.strip().lower())
        if sign is None:
            raise UsageError(
                Text(
                    f"direction must be 'up' (at least the target) or 'down' (at most), not '{word}'",
                    f"direction 应为 up（不低于目标）或 down（不高于目标），而不是“{word}”",
                )
            )
        side[said] = np.where(words == word, sign, side[said])
    return side


def _reasons(asked: _Questions, outlook: Outlook, last_year: Any, ahead: Any) -> Any:
    """Why a question has no answer, the weightiest reason, else None."""
    reason = np.full(len(ahead), None, dtype=object)
    for missing, what in (
        (np.equal(asked.up, None), "no direction"),
        (np.isnan(asked.year), "no target_year"),
        (np.isnan(asked.target), "no target"),
    ):
        reason[missing] = what
    said = np.flatnonzero(np.equal(reason, None))
    for q in said[asked.year[said] != np.floor(asked.year[said])]:
        reason[q] = "target_year is not a whole year"
    for q in said[ahead[said] > HORIZON]:
        reason[q] = f"target_year is {ahead[q]:.0f} years ahead: errors are known for {HORIZON}"
    for q in said[ahead[said] <= 0]:
        reason[q] = f"target_year is not after the last year {last_year[q]:.0f}: decided, not forecast"
    of_series = outlook.reason[asked.series]
    return np.where(np.equal(reason, None) | (np.isnan(last_year)), of_series, reason)
