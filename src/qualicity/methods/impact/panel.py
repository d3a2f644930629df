"""Rows of units and periods → a balanced panel by cohort: all that the estimates need of it are sums over cohorts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
pa = lazy_module("pyarrow")
_MOST = 30_000_000
"""Groups × periods × the larger of the two: more take gigabytes, and say nothing of any group."""
NEVER = float("inf")
"""The first treatment of a unit that never is: an empty cell, 0 or Inf in a file."""


@dataclass(frozen=True, slots=True)
class Panel:
    """U units × T periods without a gap; cohorts are the units with the same first treatment.

    `times` (T) are the periods; `first` (C) each cohort's first treatment, rising, `NEVER` last; `size` (C) its
    units, `mean` (C × T) their mean; `apart` (U × T) how far each unit is from its cohort's mean, cohort after
    cohort; `spread` (C × T × T) the sums of products of these. `gaps` units are left out for a period without a
    value, `early` ones because they are treated from the first period on.
    """

    times: Any
    first: Any
    size: Any
    mean: Any
    apart: Any
    spread: Any
    gaps: int
    early: int

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.size.sum())


def read_panel(columns: Mapping[str, Any], anticipation: int) -> Panel:
    """The panel of columns unit, time, y, first_treated.

    Units treated from the first period on (or within `anticipation` of it) are left out, then those without a value
    in some period. A unit first treated after the last period counts as never treated.

    Errors: `UsageError` for a value without unit or time, two rows of a unit and period, a unit with two first
    treatments, one that is no whole number; for more groups and periods than can be told apart.
    """
    names, unit = _numbered(columns["unit"])
    time, value, first = (np.asarray(columns[c], dtype=float) for c in ("time", "y", "first_treated"))
    first = np.where(np.isnan(first) | (first == 0), NEVER, first)
    _refuse_nowhere(unit, time, value)
    _refuse_between(names, unit, first)
    rows = np.flatnonzero((unit >= 0) & np.isfinite(time))
    rows = rows[np.lexsort((time[rows], unit[rows]))]
    unit, time, value, first = unit[rows], time[rows], value[rows], first[rows]
    _refuse_repeated(names, unit, time)
    of_unit = _one_each(names, unit, first)
    known = np.isfinite(value)
    start = time[known].min() if known.any() else np.nan
    early = of_unit <= start + anticipation
    kept = known & ~early[unit]
    times, at = np.unique(time[kept], return_inverse=True)
    values = np.full((len(names), len(times)), np.nan)
    values[unit[kept], at] = value[kept]
    whole = np.isfinite(values).all(axis=1) & ~early if len(times) else np.zeros(len(names), dtype=bool)
    last = times[-1] if len(times) else np.nan
    treated = np.where(of_unit > last + anticipation, NEVER, of_unit)[whole]
    gaps = len(names) - int(whole.sum() + early.sum())
    return _by_cohort(times, treated, values[whole], gaps, int(early.sum()))


def _by_cohort(times: Any, treated: Any, values: Any, gaps: int, early: int) -> Panel:
    first, cohort, size = np.unique(treated, return_inverse=True, return_counts=True)
    _refuse_too_fine(len(size), len(times))
    order = np.argsort(cohort, kind="stable")
    values, ends = values[order], np.cumsum(size)
    parts = [values[end - n : end] for n, end in zip(size, ends, strict=True)]
    with np.errstate(over="ignore", invalid="ignore"):  # values too large to add up: told as such later
        mean = np.array([p.mean(axis=0) for p in parts]).reshape(len(size), len(times))
        apart = values - np.repeat(mean, size, axis=0)
        spread = [a.T @ a for a in np.split(apart, ends[:-1])] if len(size) else []
    square = (len(size), len(times), len(times))
    return Panel(times, first, size, mean, apart, np.array(spread).reshape(square), gaps, early)


def _refuse_too_fine(groups: int, periods: int) -> None:
    if groups * periods * max(groups, periods) > _MOST:
        raise UsageError(
            Text(
                f"{groups} groups by first treatment and {periods} periods are too fine: give time and first_treated as years or "
                "quarters, one number for each",
                f"按首次处理分出 {groups} 组、{periods} 个时期，过细：time 和 first_treated 请用年份或季度，每期一个数字",
            )
        )


def _numbered(units: Any) -> tuple[list[str], Any]:
    """Names in order of appearance, and each row's number, −1 where it has none."""
    coded = pa.array(units, type=pa.string(), from_pandas=True).dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)


def _refuse_nowhere(unit: Any, time: Any, value: Any) -> None:
    for name, absent in (("unit", unit < 0), ("time", ~np.isfinite(time))):
        rows = np.flatnonzero(absent & np.isfinite(value))
        if len(rows):
            more, zh = (f"; so do {len(rows) - 1} others", f"；另有 {len(rows) - 1} 行同样如此")
            raise UsageError(
                Text(
                    f"row {rows[0] + 1} has a value but no {name}{more if len(rows) > 1 else ''}: "
                    "mend it, or take it out of the file",
                    f"第 {rows[0] + 1} 行有数值但没有 {name}{zh if len(rows) > 1 else ''}：请补上，或从文件中删去",
                )
            )


def _refuse_between(names: list[str], unit: Any, first: Any) -> None:
    rows = np.flatnonzero((unit >= 0) & np.isfinite(first) & (first != np.floor(first)))
    if len(rows):
        name, said = names[unit[rows[0]]], f"{first[rows[0]]:.12g}"
        raise UsageError(
            Text(
                f"unit '{name}' is first treated at {said}, which is no period: first_treated is a whole number, as time is",
                f"个体“{name}”的 first_treated 为 {said}，不是一个时期：first_treated 与 time 一样应为整数",
            )
        )


def _refuse_repeated(names: list[str], unit: Any, time: Any) -> None:
    again = np.flatnonzero((np.diff(unit) == 0) & (np.diff(time) == 0))
    if len(again):
        name, when = names[unit[again[0]]], f"{time[again[0]]:g}"
        raise UsageError(
            Text(
                f"unit '{name}' has more than one row for {when} (such rows in the file: {len(again)}): a unit and period "
                "stand in one row",
                f"个体“{name}”在 {when} 有多行（文件中共 {len(again)} 处）：每个个体每个时期只能有一行",
            )
        )


def _one_each(names: list[str], unit: Any, first: Any) -> Any:
    """Each unit's first treatment. Errors: `UsageError` where its rows give two."""
    found = np.full(len(names), NEVER)
    found[unit] = first
    differs = np.flatnonzero(first != found[unit])
    if len(differs):
        of = unit[differs[0]]
        one, other = (_said(v) for v in (first[differs[0]], found[of]))
        raise UsageError(
            Text(
                f"unit '{names[of]}' is first treated at two times: {one.en} and {other.en}; first_treated must be the "
                "same in all rows of a unit (empty, 0 or Inf where it never is)",
                f"个体“{names[of]}”的 first_treated 有两个不同的值：{one.zh}和{other.zh}；同一个体的各行应相同"
                "（从未处理的为空、0 或 Inf）",
            )
        )
    return found


def _said(first: float) -> Text:
    return Text("never", "从未") if first == NEVER else Text(f"{first:.12g}", f"{first:.12g}")
