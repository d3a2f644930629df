"""A sample shared out among strata: Neyman's optimum, in proportion, or equally, in whole numbers.

Source: Neyman (1934); Cochran, Sampling Techniques (1977), 5.5 to 5.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.acceptance.columns import first_reason

np = lazy_module("numpy")
Array = Any

RULES = ("neyman", "proportional", "equal")


def allocate(
    columns: Mapping[str, Array], n: int = 0, rule: str = "neyman", least: int = 1
) -> dict[str, Array]:
    """The sample of each stratum, beside its row: `N` units, `S` their standard deviation, `n` in all.

    Errors: `UsageError` without a total, with two of them, or for Neyman's rule without a column `S`.
    """
    units = columns["N"]
    size = len(units)
    if rule == "neyman" and "S" not in columns:
        raise UsageError(
            Text(
                "Neyman's rule needs each stratum's standard deviation in a column 'S'; "
                "without it: --set rule=proportional",
                "内曼分配需要“S”列给出各层标准差；没有时请用 --set rule=proportional",
            )
        )
    total = _total(columns.get("n"), n, size)
    spread = columns["S"] if rule == "neyman" else np.ones(size)
    unknown = np.isnan(units) | np.isnan(spread)
    if unknown.any():
        reason = first_reason(
            size,
            (np.isnan(units), "N is missing"),
            (np.isnan(spread), "S is missing"),
            (True, "N or S of another stratum is missing"),
        )
        nothing = np.full(size, np.nan)
        return {"n_h": nothing, "n_exact": nothing, "weight": nothing, "reason": reason}
    spread = spread / max(float(spread.max(initial=0)), 1)  # so that a product is never infinite
    share = {"neyman": units * spread, "proportional": units, "equal": np.ones(size)}[rule]
    exact = shared(total, units, share, least)
    taken = rounded(exact, min(total, float(units.sum())))
    with np.errstate(all="ignore"):
        weight = np.where(taken > 0, units / taken, np.nan)
    reason = first_reason(
        size,
        (total > units.sum(), "n is above the sum of all N: every unit is taken"),
        ((taken == 0) & (units > 0), "n is too small for a sample here"),
    )
    return {"n_h": taken, "n_exact": exact, "weight": weight, "reason": reason}


def _total(cells: Array | None, given: int, size: int) -> float:
    said = np.unique(cells[~np.isnan(cells)]) if cells is not None else np.zeros(0)
    if len(said) > 1:
        raise UsageError(
            Text(
                f"column 'n' is the total sample, one for all strata, but holds {said[0]:g} and {said[1]:g}",
                f"“n”列为总样本量，各层应相同，却有 {said[0]:g} 和 {said[1]:g}",
            )
        )
    if len(said):
        if given > 0 and given != said[0]:
            raise UsageError(
                Text(
                    f"n={given} is asked for, but column 'n' says {said[0]:g}: take one away",
                    f"给出了 n={given}，而“n”列为 {said[0]:g}：请去掉其一",
                )
            )
        return float(said[0])
    if given <= 0 and size:
        raise UsageError(
            Text(
                "the total sample is not given: --set n=500, or a column 'n' with the same total in every row",
                "未给出总样本量：请用 --set n=500，或增加“n”列（各行相同）",
            )
        )
    return float(given)


def shared(total: float, most: Array, share: Array, least: int) -> Array:
    """Shares of `total` in proportion to `share`, none above `most`, none below `least` where that can be.

    What a full or a minimal stratum leaves or takes is shared anew among the others; where their shares are all
    zero, by size. If the total is too small for `least` in every stratum, the largest smaller minimum holds.
    """
    total = min(total, float(most.sum()))
    while least and np.minimum(most, least).sum() > total:
        least -= 1
    low = np.minimum(most, least)
    made, free = np.zeros(len(most)), most > 0
    while free.any():
        rest = total - made[~free].sum()
        part = np.where(free, share if (share[free] > 0).any() else most, 0.0)
        made = np.where(free, rest * part / part.sum(), made)
        over, under = free & (made > most), free & (made < low)
        excess, lack = (made - most)[over].sum(), (low - made)[under].sum()
        if not (over | under).any():
            break
        fixed = over if excess >= lack else under
        if excess == lack:
            fixed = over | under
        made = np.where(fixed, np.where(over, most, low), made)
        free &= ~fixed
    return made


def rounded(exact: Array, total: float) -> Array:
    """Whole numbers that add up to `total`: rounded down, and one more for the largest remainders, ties in order."""
    whole = np.floor(exact + 1e-9)
    rest = round(total - whole.sum())
    by_rest = np.argsort(-np.round(exact - whole, 9), kind="stable")
    whole[by_rest[:rest]] += 1
    return whole
