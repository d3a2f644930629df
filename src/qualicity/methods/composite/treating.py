"""Outliers: winsorised point by point while skewness and kurtosis are high, else put on a logarithm.

As COINr does: first the most extreme points, on the side to which the distribution leans, are set to the value next to
them; where `winmax` points are not enough, the untouched values are put on a logarithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

TREATMENTS = ("winsorise_log", "winsorise", "log", "none")
LOGS = ("log_ct", "log_ct_plus", "log_ct_orig", "log_gii")


@dataclass(frozen=True, slots=True)
class Limits:
    """When values are treated, and how far: both |skewness| and kurtosis at or above their limits."""

    how: str = "winsorise_log"
    winmax: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    log: str = "log_ct"
    combine: bool = False


@dataclass(frozen=True, slots=True)
class Treated:
    """An indicator after its treatment: `high` and `low` tell which points were winsorised, `log` the transform."""

    values: Any
    before: tuple[float, float]
    after: tuple[float, float]
    high: Sequence[int] = field(default_factory=tuple)
    low: Sequence[int] = field(default_factory=tuple)
    log: str = ""

    @property
    def done(self) -> bool:
        """Whether anything was."""
        return bool(self.high or self.low or self.log)


def skewness(values: Any) -> float:
    """Sample-adjusted skewness (type 2 of Joanes and Gill); NaN below 3 values, or where all are the same."""
    x = _centred(values)
    n, square = len(x), float((x**2).sum())
    if n < 3 or square == 0:
        return float("nan")
    return float(np.sqrt(n) * (x**3).sum() / square**1.5 * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: Any) -> float:
    """Sample-adjusted excess kurtosis (type 2); NaN below 4 values, or where all are the same."""
    x = _centred(values)
    n, square = len(x), float((x**2).sum())
    if n < 4 or square == 0:
        return float("nan")
    ratio = n * (x**4).sum() / square**2
    return float(((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


def _centred(values: Any) -> Any:
    """The values that are there less their mean, in units of the largest: neither measure depends on the unit."""
    x = values[~np.isnan(values)]
    if not len(x) or x.min() == x.max():
        return np.zeros(len(x))
    x = x - x.mean()
    return x / np.abs(x).max()


def treat(values: Any, limits: Limits) -> Treated:
    """One indicator treated as far as `limits` say; values without skewness and kurtosis stay as they are."""
    before = skewness(values), kurtosis(values)
    if limits.how == "none" or _passes(before, limits) or any(np.isnan(before)):
        return Treated(values, before, before)
    made = Treated(values, before, before)
    if limits.how.startswith("winsorise"):
        found = _winsorised(values, before, limits)
        if found is None or _passes(found.after, limits) or limits.how == "winsorise":
            return found or made
        made = found
    base = made if limits.combine else Treated(values, before, before)
    logged, name = logarithm(base.values, limits.log)
    after = skewness(logged), kurtosis(logged)
    return Treated(logged, before, after, base.high, base.low, name)


def _passes(measures: tuple[float, float], limits: Limits) -> bool:
    return abs(measures[0]) < limits.skewness or measures[1] < limits.kurtosis


def _winsorised(values: Any, before: tuple[float, float], limits: Limits) -> Treated | None:
    """Extreme points set to the next value, one after the other; ties count together, so they may be over `winmax`.

    None where that would make all values the same: nothing is left to tell units apart by.
    """
    x, high, low = values.copy(), np.array([], dtype=int), np.array([], dtype=int)
    now = before
    while not _passes(now, limits) and len(high) + len(low) < limits.winmax:
        if now[0] >= 0:
            high = np.flatnonzero(x == np.nanmax(x))
            x[high] = np.nanmax(np.delete(x, high))
        else:
            low = np.flatnonzero(x == np.nanmin(x))
            x[low] = np.nanmin(np.delete(x, low))
        now = skewness(x), kurtosis(x)
        if any(np.isnan(now)):
            return None
    return Treated(x, before, now, high.tolist(), low.tolist())


def logarithm(x: Any, how: str) -> tuple[Any, str]:
    """Values on a logarithm whose zero lies near the least value; and the name of the transform that was used."""
    least, most = np.nanmin(x), np.nanmax(x)
    part = 0.01 * (most - least)
    match how:
        case "log_ct":
            return np.log(x - least + part), how
        case "log_ct_plus" if skewness(x) > 0:
            return np.log(x - least + part), "log_ct"
        case "log_ct_plus":
            return -np.log(most + part - x), "log_ct_neg"
        case "log_ct_orig":
            return np.log(x - least + 1), how
        case _:
            return np.log((most - 1) * (x - least) / (most - least) + 1), how
