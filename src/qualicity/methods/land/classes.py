"""Which values of a grid, or which polygons, are what is measured."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_CLASS = re.compile(rf"^({_NUMBER})(?:\s*(?:\.\.|-|–|~)\s*({_NUMBER}))?$")
_SHOWN = 60
"""A grid with more values than these holds no classes: they are not listed."""


def ranges_of(classes: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    """`10`, `30..100` as ranges from and to. Errors: `UsageError` for what is neither."""
    found = []
    for said in classes:
        fits = _CLASS.match(str(said).strip())
        if not fits:
            en = f"classes: '{said}' is no value of a grid such as 41, nor a range such as 30..100"
            raise UsageError(Text(en, f"classes：“{said}”既不是栅格值（如 41），也不是范围（如 30..100）"))
        low, high = float(fits[1]), float(fits[2] or fits[1])
        found.append((min(low, high), max(low, high)))
    return tuple(found)


def chosen(sums: Mapping[float, float], ranges: Sequence[tuple[float, float]]) -> float:
    """The sum over the values within the ranges."""
    return sum((s for value, s in sums.items() if any(low <= value <= high for low, high in ranges)), 0.0)


def listed(areas: Mapping[float, float], valid: float) -> str | None:
    """`1=0.25;12=0.75`: the share of each value; None where there are too many, or none."""
    if not areas or len(areas) > _SHOWN or not valid:
        return None
    return ";".join(f"{value:.10g}={area / valid:.6g}" for value, area in sorted(areas.items()))


def chosen_rows(attributes: Any, where: str, path: Path) -> Any:
    """Which rows `where` means: `leisure=park|garden`, several with `;` between, all of which must hold.

    Errors: `UsageError` for a column that is not there, a value that no row has, or another form.
    """
    kept = np.ones(len(attributes), dtype=bool)
    for said in where.split(";"):
        column, equals, values = (part.strip() for part in said.partition("="))
        if not (column and equals and values):
            en = f"where: '{said}' is no COLUMN=VALUE or COLUMN=VALUE|VALUE"
            raise UsageError(Text(en, f"where：“{said}”应写作 列=值 或 列=值|值"))
        if column not in attributes.column_names:
            near = did_you_mean(column, attributes.column_names)
            there = ", ".join(attributes.column_names)
            en = f"where: {path.name} has no column '{column}'{near.en}; it has: {there}"
            raise UsageError(Text(en, f"where：{path.name} 没有列“{column}”{near.zh}；现有：{there}"))
        wanted = [v.strip() for v in values.split("|")]
        cells = [None if v is None else str(v) for v in attributes.column(column).to_pylist()]
        for value in wanted:
            if value not in cells:
                near = did_you_mean(value, {c for c in cells if c})
                en = f"where: no row of {path.name} has {column} '{value}'{near.en}"
                raise UsageError(Text(en, f"where：{path.name} 中没有 {column} 为“{value}”的行{near.zh}"))
        kept &= np.array([c in wanted for c in cells], dtype=bool)
    return kept
