"""How sure effects are: variances clustered by unit, bands for many effects at once, and the test of what came before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.methods.impact.effects import Averages, Cells
from qualicity.methods.impact.panel import Panel
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
stats = lazy_module("scipy.stats")
_LOW, _HIGH = (1 - 5**0.5) / 2, (1 + 5**0.5) / 2
_SHARE_LOW = _HIGH / 5**0.5
"""Mammen's two multipliers, with mean zero and variance and third moment one."""
_BLOCK = 4_000_000
_MOST_RESTRICTIONS = 2000


def of_cells(panel: Panel, found: Cells) -> Any:
    """Standard errors of effects by group and time: the root of the sum of the units' squared influences."""
    c = np.arange(len(panel.size))
    at, base = found.at[:, None], found.base[:, None]
    moved = panel.spread[c, at, at] + panel.spread[c, base, base] - 2 * panel.spread[c, at, base]
    return np.sqrt(np.maximum((found.part**2 * moved + panel.size * found.shift**2).sum(axis=1), 0))


def of_averages(panel: Panel, found: Averages) -> Any:
    """The same of averages."""
    squared = np.einsum("act,ctu,acu->a", found.part, panel.spread, found.part, optimize=True)
    return np.sqrt(np.maximum(squared + found.shift**2 @ panel.size, 0))


def covariance(panel: Panel, found: Cells, chosen: Any) -> Any:
    """The covariances of the effects at places `chosen`."""
    at, base, part, shift = (a[chosen] for a in (found.at, found.base, found.part, found.shift))
    total = np.zeros((len(at), len(at)))
    for c, (size, s) in enumerate(zip(panel.size, panel.spread, strict=True)):
        moved = s[np.ix_(at, at)] - s[np.ix_(at, base)] - s[np.ix_(base, at)] + s[np.ix_(base, base)]
        total += np.outer(part[:, c], part[:, c]) * moved + size * np.outer(shift[:, c], shift[:, c])
    return total


def before_treatment(panel: Panel, found: Cells) -> tuple[float, float, int]:
    """Wald's statistic that all effects before treatment are zero, its p and its degrees of freedom.

    NaN where there are none, or so many that the units do not tell them apart.
    """
    chosen = np.flatnonzero(found.before & ~found.reference & np.isfinite(found.att))
    nothing = (float("nan"), float("nan"), len(chosen))
    if not len(chosen) or len(chosen) > min(panel.units - 1, _MOST_RESTRICTIONS):
        return nothing
    total = covariance(panel, found, chosen)
    root = np.sqrt(np.diag(total))
    if not np.isfinite(total).all() or (root <= 0).any():
        return nothing
    alike = total / np.outer(root, root)
    if np.linalg.cond(alike) > 1e12:
        return nothing
    scaled = found.att[chosen] / root
    wald = float(scaled @ np.linalg.solve(alike, scaled))
    return wald, float(stats.chi2.sf(wald, len(chosen))), len(chosen)


def sizes_of_bands(
    panel: Panel,
    found: Cells,
    families: Mapping[str, Averages],
    errors: Mapping[str, Any],
    *,
    confidence: float,
    reps: int,
    seed: int,
) -> dict[str, float]:
    """For each family of effects how many standard errors a band takes that holds all of them at once.

    `errors` has the standard errors of each family, NaN where an effect is no part of the band, and those of the
    effects by group and time as `group_time`. A multiplier bootstrap over units; the same seed gives the same.
    """
    point = float(stats.norm.ppf((1 + confidence) / 2))
    if reps == 0 or not panel.units:
        return dict.fromkeys(errors, float("nan"))
    rng = np.random.default_rng(seed)
    largest: dict[str, list[Any]] = {name: [] for name in errors}
    for done in range(0, reps, each := max(1, min(reps, _BLOCK // panel.units))):
        sums, counts = _draws(panel, rng, min(each, reps - done))
        for name, error in errors.items():
            kept = np.flatnonzero(np.isfinite(error))
            if name == "group_time":
                drawn = _drawn_cells(found, kept, sums, counts)
            else:
                family = families[name]
                drawn = np.einsum("bct,act->ba", sums, family.part[kept], optimize=True)
                drawn = drawn + counts @ family.shift[kept].T
            largest[name].append(np.abs(drawn / error[kept]).max(axis=1, initial=0))
    return {
        name: max(point, float(np.quantile(np.concatenate(drawn), confidence)))
        for name, drawn in largest.items()
    }


def _draws(panel: Panel, rng: Any, reps: int) -> tuple[Any, Any]:
    """Sums over each cohort of multiplier × `apart` (reps × C × T), and of the multipliers (reps × C)."""
    low = (rng.random((reps, panel.units)) < _SHARE_LOW).astype(float)
    multiplier = _HIGH + (_LOW - _HIGH) * low
    ends = np.cumsum(panel.size)
    places = [slice(end - n, end) for n, end in zip(panel.size, ends, strict=True)]
    sums = np.stack([multiplier[:, p] @ panel.apart[p] for p in places], axis=1)
    return sums, np.stack([multiplier[:, p].sum(axis=1) for p in places], axis=1)


def _drawn_cells(found: Cells, kept: Any, sums: Any, counts: Any) -> Any:
    drawn = counts @ found.shift[kept].T
    for c in range(counts.shape[1]):
        of = kept[found.part[kept, c] != 0]
        moved = sums[:, c, found.at[of]] - sums[:, c, found.base[of]]
        drawn[:, np.searchsorted(kept, of)] += found.part[of, c] * moved
    return drawn
