"""The base rate beside a forecast: how often real series moved so far, whatever the series in question is like.

It is the climatology that a probability must beat: it knows of a series only its last value and how much it
usually changes. The table that ships (`tables/moves.csv`) is made from the same series as that of the errors.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.methods.forecast.calibration import ORIGINS, draw_windows
from qualicity.methods.forecast.errors import HORIZON
from qualicity.methods.forecast.histories import Histories
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

LENGTHS = (10, 15, 20)
"""Points of history that moves were counted after."""
RANKS = (0.005, 0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99, 0.995)
"""The shares of series at which moves are kept."""
TABLE = Path(__file__).parent / "tables" / "moves.csv"


@dataclass(frozen=True, slots=True)
class BaseRates:
    """`moves[horizon − 1, rank]`: with that share, (value − last) / (sd(diff)·√horizon) was at most so much."""

    moves: Any

    def within(self, histories: Histories, least: Any, most: Any, horizon: int) -> Any:
        """The share of series that kept the limits, S × horizons; NaN without limits or without any change."""
        last, size = last_and_size(histories)
        found = np.full((len(last), horizon), np.nan)
        asked = (np.isfinite(least) | np.isfinite(most)) & (size > 0)
        for h in range(1, horizon + 1):
            unit = np.where(size > 0, size, 1.0) * np.sqrt(h)
            below = self._share((np.where(np.isfinite(most), most, np.inf) - last) / unit, h)
            under = self._share((np.where(np.isfinite(least), least, -np.inf) - last) / unit, h)
            found[asked, h - 1] = np.maximum(below - under, 0)[asked]
        return found

    def _share(self, move: Any, h: int) -> Any:
        """The share of moves up to `move`: linear between the ranks, that of the outermost beyond them."""
        inside = np.interp(move, self.moves[h - 1], RANKS)
        return np.where(np.isneginf(move), 0.0, np.where(np.isposinf(move), 1.0, inside))


def last_and_size(histories: Histories) -> tuple[Any, Any]:
    """Last value and sd(diff) of each series, in its unit; NaN where there are too few points."""
    count = len(histories.ids)
    last = np.full(count, np.nan)
    last[histories.series] = histories.value  # by year: the last one stays
    of = histories.series[1:][np.diff(histories.series) == 0]
    change = np.diff(histories.value)[np.diff(histories.series) == 0]
    number = np.bincount(of, minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(of, change, count) / number
        squares = np.bincount(of, (change - mean[of]) ** 2, count)
        return last, np.where(number > 1, np.sqrt(squares / (number - 1)), np.nan)


def count_moves(columns: Mapping[str, Any], seed: int) -> BaseRates:
    """How far series moved after drawn years: the table of base rates of series as `calibrate` takes them."""
    rng = np.random.default_rng(seed)
    moves, after = [], []
    for length in LENGTHS:
        windows, value, window, ahead = draw_windows(columns, length, ORIGINS, rng)
        last, size = last_and_size(windows)
        some = size[window] > 0
        value, window, ahead = value[some], window[some], ahead[some]
        moves.append((value - last[window]) / (size[window] * np.sqrt(ahead)))
        after.append(ahead)
    moved, ahead = np.concatenate(moves), np.concatenate(after)
    return BaseRates(np.array([np.quantile(moved[ahead == h], RANKS) for h in range(1, HORIZON + 1)]))


def write_rates(rates: BaseRates, to: Path) -> None:
    """Write the table as CSV."""
    with to.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["horizon", *RANKS])
        for h, moves in enumerate(rates.moves, start=1):
            out.writerow([h, *(f"{move:.4g}" for move in moves)])


@lru_cache(maxsize=1)
def shipped_rates() -> BaseRates:
    """The table that ships."""
    with TABLE.open(encoding="utf-8", newline="") as opened:
        return BaseRates(
            np.array([[float(cell) for cell in row[1:]] for row in list(csv.reader(opened))[1:]])
        )
