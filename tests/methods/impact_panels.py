"""Panels for tests of effects: as rows, and the effects worked out unit by unit, as the paper writes them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

NEVER = np.inf


def rows(values: Any, first: Any, times: Any) -> dict[str, Any]:
    """A matrix units × times with each unit's first treatment → columns, NaN left as rows without a value."""
    units, periods = np.shape(values)
    return {
        "unit": np.repeat(np.array([f"企业{n}" for n in range(units)], dtype=object), periods),
        "time": np.tile(np.asarray(times, dtype=float), units),
        "y": np.asarray(values, dtype=float).ravel(),
        "first_treated": np.repeat(np.asarray(first, dtype=float), periods),
    }


def drawn(seed: int, sizes: Mapping[float, int], times: Any) -> dict[str, Any]:
    """Random units by first treatment (inf: never)."""
    rng = np.random.default_rng(seed)
    first = np.repeat(list(sizes), list(sizes.values()))
    values = rng.normal(10, 2, (len(first), 1)) + rng.normal(0, 1, (len(first), len(times)))
    return rows(values, first, times)


def by_hand(
    columns: Mapping[str, Any], g: float, t: float, control: str, anticipation: int = 0
) -> tuple[float, Any]:
    """ATT(g, t) with a varying base, and the influence of every unit, divided by the number of units."""
    times = np.unique(columns["time"])
    values = columns["y"].reshape(-1, len(times))
    first = columns["first_treated"].reshape(-1, len(times))[:, 0]
    at = {x: n for n, x in enumerate(times)}
    base = max(x for x in times if x < g - anticipation) if t >= g - anticipation else times[at[t] - 1]
    change = values[:, at[t]] - values[:, at[base]]
    treated = first == g
    if control == "nevertreated":
        compared = first == NEVER
    else:
        compared = (first > max(t, base) + anticipation) & ~treated
    att = change[treated].mean() - change[compared].mean()
    influence = np.where(treated, (change - change[treated].mean()) / treated.sum(), 0)
    return att, influence - np.where(compared, (change - change[compared].mean()) / compared.sum(), 0)


def of(made: Mapping[str, Any], aggregation: str, column: str = "att", **where: float) -> float:
    """One number of a result."""
    found = made["aggregation"] == aggregation
    for name, value in where.items():
        found &= made[name] == value
    (row,) = np.flatnonzero(found)
    return float(made[column][row])
