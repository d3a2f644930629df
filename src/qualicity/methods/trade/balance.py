"""The trade competitiveness index: exports less imports over both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.registry import Column

ibis = lazy_module("ibis")  # a second to load, for methods that run

SHORT = {"x": "exports", "m": "imports"}
"""What the formula calls them."""


def tc_index(rows: Any) -> Any:
    """Rows with exports and imports (not negative, in one unit) → each with tc = (X − M)/(X + M), from −1 to 1.

    Columns `x` and `m` do as well. Gives every row and column, and: tc, index (the same), reason where there is none.
    """
    sold, bought = (_side(rows, short, name) for short, name in SHORT.items())
    half_sold, half_bought = sold / 2, bought / 2  # so that two large numbers have a sum
    both = half_sold + half_bought
    index = (half_sold - half_bought) / both.nullif(0.0)
    reason = ibis.cases(
        (sold.isnull(), "exports are missing"),
        (bought.isnull(), "imports are missing"),
        (both == 0, "neither exports nor imports"),
    )
    judged = ibis.cases((reason.isnull(), index))
    return rows.mutate(tc=judged, index=judged, reason=reason)


def short_names(arguments: Mapping[str, Any], columns: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a table that are called as in the formula: x and m, or X and M."""
    given = [short for short, name in SHORT.items() if name not in columns and not arguments.get(name)]
    return tuple(
        Column(called, "money", least=0) for s in given for called in (s, s.upper()) if called in columns
    )


def _side(rows: Any, short: str, name: str) -> Any:
    there = [c for c in (name, short, short.upper()) if c in rows.columns]
    if not there:
        raise UsageError(
            Text(
                f"there is no column '{name}' (or '{short}'): say which it is (--set {name}=COLUMN)",
                f"没有列“{name}”（或“{short}”）：请指明（--set {name}=列名）",
            )
        )
    return rows[there[0]].cast("float64")
