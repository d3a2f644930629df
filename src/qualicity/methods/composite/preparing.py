"""The first stages of an index: divided by a denominator, filled in, units with too little data set apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.composite.framework import Framework
from qualicity.methods.composite.sheets import number, open_sheet, refuse
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

IMPUTERS = ("none", "mean", "median", "group_mean", "group_median")
SCREENS = ("none", "data", "nonzero", "both")


def denominate(values: Any, framework: Framework, denominators: Mapping[str, Any]) -> Any:
    """Each indicator divided by its denominator; missing where that is missing or not above zero.

    `values` is units × indicators, `denominators` has an array over the units for each denominator.
    """
    made = values.copy()
    for n, node in enumerate(framework.indicators):
        if node.denominator:
            by = denominators[node.denominator]
            made[:, n] = np.where(by > 0, values[:, n] / np.where(by > 0, by, 1.0), np.nan)
    return made


def read_denominators(path: str | Path, units: Any, framework: Framework) -> dict[str, Any]:
    """The denominators that a file of their own has, by name: an array over the `units`, NaN for a unit without.

    The units are in the column of the file that names most of them.
    Errors: `UsageError` where none does, for a unit twice, for a denominator that is no number.
    """
    sheet = open_sheet(Path(path))
    known = {*units.tolist()}
    place = max(sheet.headers, key=lambda c: sum(line[c] in known for line in sheet.lines))
    if known and not any(line[place] in known for line in sheet.lines):
        some = next(iter(known))
        raise UsageError(
            Text(
                f"{path}: no column of it has the units of the data, such as '{some}'",
                f"{path}：没有一列包含数据中的单位（如“{some}”）",
            )
        )
    lines: dict[str, Any] = {}
    for line in sheet.lines:
        unit = line[place]
        if unit in lines and unit in known:
            raise refuse(sheet, line, f"{place} '{unit}' is there twice", f"{place}“{unit}”重复")
        lines[unit] = line
    wanted = {i.denominator for i in framework.indicators if i.denominator} & {*sheet.headers}
    found = {}
    for name in wanted:
        cells = [number(sheet, lines[u], name) if u in lines else None for u in units.tolist()]
        found[name] = np.array([np.nan if c is None else c for c in cells], dtype=np.float64)
    return found


def impute(values: Any, how: str, group: Any = None) -> Any:
    """Missing values filled in, indicator by indicator, with the mean or median of all units or of a unit's `group`.

    A unit without a group, and one in whose group nobody has a value, stays without.
    """
    if how == "none" or not values.size:
        return values
    middle = np.nanmean if how.endswith("mean") else np.nanmedian
    if not how.startswith("group_"):
        return _filled(values, np.ones(len(values), dtype=bool), middle)
    if group is None:
        raise UsageError(
            Text(
                f"impute={how} needs the column that tells the groups: --set group=COLUMN",
                f"impute={how} 须指明分组的列：--set group=列名",
            )
        )
    made = values.copy()
    for each in {g for g in group.tolist() if g is not None}:
        inside = group == each
        made[inside] = _filled(values, inside, middle)[inside]
    return made


def _filled(values: Any, of: Any, middle: Any) -> Any:
    some = ~np.isnan(values[of]).all(axis=0)
    fill = np.full(values.shape[1], np.nan)
    fill[some] = middle(values[of][:, some], axis=0)
    return np.where(np.isnan(values), fill, values)


def screen(values: Any, by: str, data: float, nonzero: float) -> Any:
    """Which units stay: those with a share of at least `data` of their values there, `nonzero` of them not zero."""
    there = ~np.isnan(values)
    enough = there.mean(axis=1) >= data - 1e-12 if values.size else np.ones(len(values), dtype=bool)
    zeros = ((values == 0) & there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    alive = 1 - zeros >= nonzero - 1e-12
    every = np.ones(len(values), dtype=bool)
    return {"none": every, "data": enough, "nonzero": alive, "both": enough & alive}[by]
