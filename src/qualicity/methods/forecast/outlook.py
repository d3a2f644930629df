"""The forecast of each series on its scale, before anything is said of its errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualicity.methods.forecast.components import combined
from qualicity.methods.forecast.histories import Histories
from qualicity.methods.forecast.scales import Scales, choose_scales, steps
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

CONSTANT = "constant series: it has no spread to scale intervals by"
_NOTHING = 1e-9
"""A spread smaller than this share of the values' size is rounding, not spread."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """For S series and horizons 1…H: `centre` (S × H) and `spread` (S) on the `scales`.

    `spread` is the root mean square of the yearly changes: with sd(diff) alone a steady series would look
    certain. `points` are all that the series has. `reason` says why a series has no forecast (its numbers are
    then NaN), else it is None. `level` is the value at which a constant series stands, NaN for any other.
    """

    scales: Scales
    centre: Any
    spread: Any
    points: Any
    reason: Any
    level: Any

    def errors(self, value: Any, series: Any, ahead: Any) -> Any:
        """Standardised errors of values `ahead` years ahead: (value − centre) / (spread·√ahead), on the scale."""
        z = self.scales.there(value, series)
        return (z - self.centre[series, ahead - 1]) / (self.spread[series] * np.sqrt(ahead))


def look_out(histories: Histories, horizon: int) -> Outlook:
    """Forecast every series for the years 1…horizon after its last."""
    scales = choose_scales(histories)
    z = scales.there(histories.value, histories.series)
    z = np.where(np.isfinite(z), z, 0.0)  # only of series that have a reason
    count = len(histories.ids)
    mean, deviation = steps(histories, z)
    spread = np.hypot(mean, deviation)
    size = np.zeros(count)
    np.maximum.at(size, histories.series, np.abs(z))
    reason = histories.reason.copy()
    last = np.zeros(count)
    last[histories.series] = histories.value  # by year: the last one stays
    still = np.equal(reason, None) & ~(spread > _NOTHING * size)
    level = np.where(still & np.isfinite(spread), last, np.nan)
    reason[still] = CONSTANT
    sound = np.equal(reason, None)
    first = np.zeros(count)
    first[histories.series[::-1]] = histories.year[::-1]  # by year: the first one stays
    spread = np.where(sound, spread, np.nan)
    years = np.where(sound, histories.last_year - first, 0)
    centre = _centre(histories, z, sound, years, horizon)
    return Outlook(scales, centre, spread, histories.points, reason, level)


def _centre(histories: Histories, z: Any, sound: Any, years: Any, horizon: int) -> Any:
    """Series by how many years they span; a gap is bridged by a straight line on the scale."""
    centre = np.full((len(sound), horizon), np.nan)
    of = histories.series
    place = years[of] - (histories.last_year[of] - histories.year)
    for span in np.unique(years[sound]).astype(int):
        members = np.flatnonzero(sound & (years == span))
        number = np.full(len(sound), -1)
        number[members] = np.arange(len(members))
        rows = number[of] >= 0
        x = np.full((len(members), span + 1), np.nan)
        x[number[of[rows]], place[rows].astype(int)] = z[rows]
        centre[members] = combined(_bridged(x), horizon)
    return centre


def _bridged(x: Any) -> Any:
    """Straight lines over the gaps; first and last are always there."""
    known = np.isfinite(x)
    if known.all():
        return x
    at = np.broadcast_to(np.arange(x.shape[1]), x.shape)
    before = np.maximum.accumulate(np.where(known, at, 0), axis=1)
    after = np.minimum.accumulate(np.where(known, at, x.shape[1])[:, ::-1], axis=1)[:, ::-1]
    left, right = (np.take_along_axis(x, i, axis=1) for i in (before, after))
    return left + (right - left) * (at - before) / np.maximum(after - before, 1)
