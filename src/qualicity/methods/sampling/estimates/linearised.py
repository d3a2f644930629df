"""Weighted means of domains and their variance by Taylor linearisation, over the whole design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.estimates.design import Design, numbered

np = lazy_module("numpy")

LONELY = ("fail", "adjust", "average", "certainty", "remove")
"""What becomes of a stratum with one unit, as R's package survey calls it."""
_NOISE = 1e-14
"""A standard error of so little of the values is what is left of rounding."""
CENSUS = 1e-7
"""A smaller share that was not drawn: all of the stratum is known."""


@dataclass(frozen=True, slots=True)
class Means:
    """Of each domain: mean and variance; how many rows, units and strata they rest on; design effect.

    `census`: all units of all its strata were drawn, so nothing is left to chance. `lonely`: the number of a stratum
    with one unit that leaves the variance unknown, −1 where there is none. `effective`: rows that count as much as
    these if weights were equal.
    """

    mean: Any
    variance: Any
    rows: Any
    units: Any
    strata: Any
    effect: Any
    effective: Any
    census: Any
    lonely: Any


@dataclass(frozen=True, slots=True)
class _Cells:
    """The strata of each domain that it has rows in: number of the domain and of the stratum, variance."""

    domain: Any
    stratum: Any
    variance: Any
    lone: Any


def domain_means(design: Design, value: Any, domain: Any, domains: int, lonely: str = "fail") -> Means:
    """The mean of `value` in each of `domains`, whose number stands in `domain` (−1: in none).

    A row without a value counts as outside: its unit is still one of those drawn, as R's survey has it. Units of a
    stratum without rows in the domain add nothing to its total, which is what they tell. `lonely` is one of LONELY.
    """
    used = np.flatnonzero(np.isfinite(value) & (design.weight > 0) & (domain >= 0))
    of, weight, y = domain[used], design.weight[used], value[used]
    weight = weight / weight.max() if len(weight) else weight
    sums = np.bincount(of, weight, domains)
    rows = np.bincount(of, minlength=domains)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        first = np.bincount(of, weight * y, domains) / sums
        centre = first + np.bincount(of, weight * (y - first[of]), domains) / sums
        apart = y - centre[of]
        totals, pair_domain, pair_stratum = _totals(design, used, of, weight * apart / sums[of])
        cells = _cells(design, totals, pair_domain, pair_stratum, lonely)
        variance = np.bincount(cells.domain, cells.variance, domains)
        strata = np.bincount(cells.domain, minlength=domains)
        if lonely == "average":
            variance = variance * strata / np.bincount(cells.domain, ~cells.lone, domains)
        largest = np.zeros(domains)
        np.maximum.at(largest, of, np.abs(y))
        variance = np.where(np.sqrt(variance) < _NOISE * largest, 0.0, variance)
        spread = np.bincount(of, weight * apart**2, domains) / sums / (rows - 1)
        population = np.bincount(of, design.weight[used], domains)
        left = np.where(population > rows * (1 + CENSUS), 1 - rows / population, 1.0)
        effect = variance / (spread * left)
        effective = sums**2 / np.bincount(of, weight**2, domains)
    alone = np.full(domains, -1)
    if lonely == "fail":
        alone[cells.domain[cells.lone]] = cells.stratum[cells.lone]
    open_cells = np.bincount(cells.domain, design.beyond[cells.stratum] >= CENSUS, domains)
    units = np.bincount(pair_domain, minlength=domains)
    return Means(
        centre, variance, rows, units, strata, effect, effective, (rows > 0) & (open_cells == 0), alone
    )


def _totals(design: Design, used: Any, of: Any, parts: Any) -> tuple[Any, Any, Any]:
    """The sum of the rows' parts for each unit of each domain, with the number of the domain and the stratum."""
    if design.stratum_of is design.stratum:  # every row is a unit
        return parts, of, design.stratum[used]
    units = len(design.stratum_of)
    found, where = numbered(of * units + design.unit[used])
    return (
        np.bincount(where, parts, len(found)),
        found // max(units, 1),
        design.stratum_of[found % max(units, 1)],
    )


def _cells(design: Design, totals: Any, domain: Any, stratum: Any, lonely: str) -> _Cells:
    """What each stratum adds to each domain's variance: between its units, those without rows in it included."""
    strata = max(len(design.names), 1)
    found, where = numbered(domain * strata + stratum)
    of, drawn = found % strata, design.units[found % strata]
    present, total = np.bincount(where, minlength=len(found)), np.bincount(where, totals, len(found))
    centre = total / drawn
    squares = np.bincount(where, (totals - centre[where]) ** 2, len(found))
    squares = squares + (drawn - present) * centre**2
    beyond = np.where(design.beyond[of] < CENSUS, 0.0, design.beyond[of])
    lone = (drawn == 1) & (beyond > 0)
    # a lone unit has no other to differ from; `adjust` takes its distance from the mean of all
    alone = beyond * total**2 if lonely == "adjust" else np.zeros(len(found))
    return _Cells(
        found // strata,
        of,
        np.where(drawn > 1, beyond * drawn / np.fmax(drawn - 1, 1) * squares, alone),
        lone,
    )
