"""Makes the table of errors from real series: forecasts from many past years, held against what then came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qualicity.methods.forecast.errors import HORIZON, LENGTHS, SHARES, ErrorTable
from qualicity.methods.forecast.histories import MOST_POINTS, Histories
from qualicity.methods.forecast.outlook import look_out
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

ORIGINS = 3
"""Forecasts made of each series with each length of history, from years drawn at random: long series count no more."""
_FEWEST = 300
"""With fewer errors a cell of the table is that of the next shorter history."""
_LARGEST = 1000.0
"""A larger error (infinite where a value came that the scale does not reach) counts as this."""


def calibrate(columns: Mapping[str, Any], seed: int) -> ErrorTable:
    """The table of errors of series in columns series_id, year, value, lower, upper, none with a gap in its rows.

    For each length of history, that many consecutive points before each drawn year are forecast and the later
    points are what came. Sizes are quantiles at rank (n + 1)·p; a wider horizon never has smaller errors
    (size·√h does not fall).
    """
    rng = np.random.default_rng(seed)
    cells = np.zeros((len(LENGTHS), 2, HORIZON, len(SHARES)))
    for i, length in enumerate(LENGTHS):
        error, jumpy, ahead = _errors(columns, length, rng)
        size = np.minimum(np.abs(error), _LARGEST)
        for j, h in np.ndindex(2, HORIZON):
            alike = size[(jumpy == j) & (ahead == h + 1)]
            shorter = cells[max(i - 1, 0), j, h]
            cells[i, j, h] = _quantiles(alike) if i == 0 or len(alike) >= _FEWEST else shorter
    root = np.sqrt(np.arange(1, HORIZON + 1))[:, None]
    return ErrorTable(np.maximum.accumulate(cells * root, axis=2) / root)


def _errors(columns: Mapping[str, Any], length: int, rng: Any) -> tuple[Any, Any, Any]:
    windows, value, window, ahead = draw_windows(columns, length, ORIGINS, rng)
    outlook = look_out(windows, HORIZON)
    sound = np.equal(outlook.reason, None)[window]
    value, window, ahead = value[sound], window[sound], ahead[sound]
    error = outlook.errors(value, window, ahead)
    return error, outlook.scales.jumpy[window], ahead


def _quantiles(size: Any) -> Any:
    if len(size) == 0:
        return np.full(len(SHARES), _LARGEST)
    ranks = np.minimum(np.array(SHARES) * (len(size) + 1) / len(size), 1)
    found = np.quantile(size, ranks)
    found[0] = 0.0
    return found


def draw_windows(
    columns: Mapping[str, Any], length: int, origins: int, rng: Any
) -> tuple[Histories, Any, Any, Any]:
    """Histories of `length` points that end in drawn years, and the points that came after them.

    Gives the histories and, for each later point within reach, its value, its window's number, and how many
    years ahead it lies.
    """
    of, year, value, lower, upper = _sorted(columns)
    count = np.bincount(of)[of]
    place = np.arange(len(of)) - np.searchsorted(of, of)
    candidates = np.flatnonzero((place >= length - 1) & (place < count - 1))
    drawn = candidates[np.lexsort((rng.random(len(candidates)), of[candidates]))]
    nth = np.arange(len(drawn)) - np.searchsorted(of[drawn], of[drawn])
    last = drawn[nth < origins]
    used = min(length, MOST_POINTS)
    rows = last[:, None] + np.arange(1 - used, 1)
    number = np.arange(len(last))
    histories = Histories(
        ids=number.astype(object),
        points=np.full(len(last), length),
        last_year=year[last],
        lower=lower[last],
        upper=upper[last],
        reason=np.full(len(last), None, dtype=object),
        series=np.repeat(number, used),
        year=year[rows].ravel(),
        value=value[rows].ravel(),
        mentioned=np.repeat(number, used),
    )
    parts = list(_later(last, of, year))
    window, row, ahead = (np.concatenate([part[k] for part in parts]) for k in range(3))
    return histories, value[row], window, ahead


def _sorted(columns: Mapping[str, Any]) -> tuple[Any, Any, Any, Any, Any]:
    _, code = np.unique(columns["series_id"].astype(str), return_inverse=True)
    order = np.lexsort((columns["year"], code))
    year, value, lower, upper = (columns[c][order] for c in ("year", "value", "lower", "upper"))
    return code[order], year, value, lower, upper


def _later(last: Any, of: Any, year: Any) -> Iterator[tuple[Any, Any, Any]]:
    for step in range(1, HORIZON + 1):
        row = np.minimum(last + step, len(of) - 1)
        ahead = year[row] - year[last]
        there = (last + step < len(of)) & (of[row] == of[last]) & (ahead <= HORIZON)
        yield np.flatnonzero(there), row[there], ahead[there].astype(int)
