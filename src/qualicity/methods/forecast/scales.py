"""The scale on which a series is forecast: where its ups and downs are most alike at every level.

Logarithms for all were much worse in backtests on real series, values as they are somewhat; roots for all would do as
well as this, but for calm series nothing then keeps a positive value positive (`benchmarks/RESULTS.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualicity.methods.forecast.histories import Histories
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

PLAIN, LOG, ROOT, LOGIT, ARCSINE = range(5)
CALM = 0.1
"""On the logarithmic (or logit) scale the spread of a calm series is below this: changes of about 10 % a year.

On a jumpier one, wide intervals put back from logarithms explode; the square root (arcsine) stays tame.
"""


@dataclass(frozen=True, slots=True)
class Scales:
    """One scale for each series: `kind`, and `base`, `width`, `side` that turn its values v into (v − base)·side/width.

    `side` is −1 where only an upper bound is declared: what is measured then is the distance below it.
    """

    kind: Any
    base: Any
    width: Any
    side: Any

    @property
    def jumpy(self) -> Any:
        """Whether a series is on one of the scales for jumpy series."""
        return (self.kind == ROOT) | (self.kind == ARCSINE)

    def there(self, value: Any, series: Any) -> Any:
        """Values of the numbered series on their scales; what a scale does not reach is ±infinity or its end."""
        base, width, side = self.base[series], self.width[series], self.side[series]
        u = (value - base) * side / width
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip(u, 0, 1)
            z = np.select(
                [self.kind[series] == k for k in (LOG, ROOT, LOGIT, ARCSINE)],
                [
                    np.log(np.maximum(u, 0)),
                    np.sign(u) * np.sqrt(np.abs(u)),
                    np.log(share / (1 - share)),
                    np.arcsin(np.sqrt(share)),
                ],
                u,
            )
        return z * side

    def back(self, z: Any) -> Any:
        """Values from an array on the scales whose first axis is the series."""
        shape = (-1,) + (1,) * (z.ndim - 1)
        kind, base, width, side = (x.reshape(shape) for x in (self.kind, self.base, self.width, self.side))
        z = z * side
        u = np.select(
            [kind == k for k in (LOG, ROOT, LOGIT, ARCSINE)],
            [
                np.exp(np.clip(z, -700, 700)),
                np.sign(z) * z**2,
                1 / (1 + np.exp(np.clip(-z, -700, 700))),
                np.sin(np.clip(z, 0, np.pi / 2)) ** 2,
            ],
            z,
        )
        return base + width * side * u


def choose_scales(histories: Histories) -> Scales:
    """Each series' scale, from its bounds and values.

    With both bounds: logit, or arcsine of the square root where a value is on a bound or the series is jumpy.
    With one: the logarithm of the distance to it, or its square root likewise. Without any: the logarithm of
    positive values or the square root of values that are not negative, with the sign kept, so that this
    root's intervals may go below zero; values as they are where one is negative.
    """
    lower, upper = histories.lower, histories.upper
    low, high = np.isfinite(lower), np.isfinite(upper)
    both = low & high
    least = _least(histories, histories.value)
    base = np.where(low, lower, np.where(high, upper, 0.0))
    width = np.where(both & (upper > lower), upper - lower, 1.0)
    side = np.where(high & ~low, -1.0, 1.0)
    plain = ~low & ~high & (least < 0)

    def calm(kind: int) -> Any:
        everywhere = np.full(len(lower), kind)
        z = Scales(everywhere, base, width, side).there(histories.value, histories.series)
        unreached = np.bincount(histories.series[~np.isfinite(z)], minlength=len(lower)) > 0
        _, spread = steps(histories, np.where(np.isfinite(z), z, 0.0))
        return ~unreached & (spread < CALM)

    on_bounds = np.where(calm(LOGIT), LOGIT, ARCSINE)
    on_one = np.where(calm(LOG), LOG, ROOT)
    return Scales(np.where(both, on_bounds, np.where(plain, PLAIN, on_one)), base, width, side)


def steps(histories: Histories, z: Any) -> tuple[Any, Any]:
    """Mean and standard deviation of the yearly changes of each series on its scale, NaN below three points.

    Across a gap of g years a change is expected to be g times as large and its variance too; without gaps
    this is the plain standard deviation of the differences.
    """
    count = len(histories.ids)
    within = np.diff(histories.series) == 0
    of = histories.series[1:][within]
    years = np.diff(histories.year)[within]
    change = np.diff(z)[within]
    number = np.bincount(of, minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(of, change, count) / np.bincount(of, years, count)
        off = (change - mean[of] * years) ** 2 / years
        return mean, np.where(number > 1, np.sqrt(np.bincount(of, off, count) / (number - 1)), np.nan)


def _least(histories: Histories, value: Any) -> Any:
    least = np.full(len(histories.ids), np.inf)
    np.minimum.at(least, histories.series, value)
    return least
