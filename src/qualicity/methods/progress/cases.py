"""From rows of many cases to one course for each, and from verdicts to columns; no loop over rows or cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress.course import REASONS, Array, Course, Verdicts

np = lazy_module("numpy")
pa = lazy_module("pyarrow")

_UP, _DOWN = ("up", "higher", "positive", "1", "+1", "1.0"), ("down", "lower", "negative", "-1", "-1.0")
DIRECTIONS = {**dict.fromkeys(_UP, 1.0), **dict.fromkeys(_DOWN, -1.0)}
"""The words for the good direction; the second and third pair are those of plans and of open-sdg, then its sign."""
_CONSTANTS = ("target", "target_year", "base_year", "limit")


@dataclass(frozen=True, slots=True)
class Series:
    """The values of all cases in the order of cases and years; `case` is a position in the list of cases."""

    case: Array
    year: Array
    value: Array

    def where(self, keep: Array) -> Series:
        """The rows for which `keep` is true."""
        return Series(self.case[keep], self.year[keep], self.value[keep])


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases in the order in which they first appear, their series, and what is the same in all their rows.

    Each constant is an array with one element for each case: `direction` (1 or −1), `target`, `target_year`,
    `base_year` (requested) and `limit`; NaN where no row gives one.
    """

    names: Array
    series: Series
    constants: Mapping[str, Array]

    def course(self, series: Series | None = None) -> Course:
        """Each case's course: its base year is the requested one or the next with a value, else its first."""
        series = self.series if series is None else series
        requested = self.constants["base_year"]
        nothing = np.full(len(self.names), np.nan)
        base_value, base_year, value, year = (nothing.copy() for _ in range(4))
        from_base = series.where(~(series.year < requested[series.case]))
        cases, first = np.unique(from_base.case, return_index=True)
        base_value[cases], base_year[cases] = from_base.value[first], from_base.year[first]
        last = np.flatnonzero(np.diff(series.case, append=len(self.names)))
        value[series.case[last]], year[series.case[last]] = series.value[last], series.year[last]
        given = {name: array for name, array in self.constants.items() if name != "base_year"}
        return Course(base_value, base_year, value, year, **given)


def read_cases(columns: Mapping[str, Array], defaults: Mapping[str, float] | None = None) -> Cases:
    """Cases from columns of rows; rows without a case are left out, missing values and years too.

    `defaults` stand in for a constant that no row of a case gives.

    Errors: `UsageError` where a year stands twice in a case (several series in one), where a case's rows give
    different constants, and for a word that is no direction.
    """
    coded = pa.array(columns["case"], type=pa.string(), from_pandas=True).dictionary_encode()
    names = np.array(coded.dictionary.to_pylist(), dtype=object)
    case = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    constants = {
        "direction": _constant("direction", _signs(columns.get("direction"), case, names), case, names)
    }
    for name in _CONSTANTS:
        given = columns.get(name)
        found = np.full(len(case), np.nan) if given is None else np.asarray(given, dtype=float)
        constants[name] = _constant(name, found, case, names)
    for name, default in (defaults or {}).items():
        constants[name] = np.where(np.isnan(constants[name]), default, constants[name])
    return Cases(names, _series(columns, case, names), constants)


def as_columns(cases: Cases, course: Course, verdicts: Verdicts) -> dict[str, Array]:
    """One row for each case: the arithmetic, the verdict and the reason where there is none."""
    reason = np.full(len(cases.names), None, dtype=object)
    for code, text in REASONS.items():
        reason[verdicts.reason == code] = text.en
    return {
        "case": cases.names,
        "base_year": course.base_year,
        "base_value": verdicts.base_value,
        "current_year": course.year,
        "current_value": course.value,
        "progress_value": verdicts.progress_value,
        "status": verdicts.status,
        "score": verdicts.score,
        **verdicts.more,
        "reason": reason,
    }


def _series(columns: Mapping[str, Array], case: Array, names: Array) -> Series:
    year, value = (np.asarray(columns[name], dtype=float) for name in ("year", "value"))
    kept = (case >= 0) & np.isfinite(year) & np.isfinite(value)
    case, year, value = case[kept], year[kept], value[kept]
    order = np.lexsort((year, case))
    case, year, value = case[order], year[order], value[order]
    twice = np.flatnonzero((np.diff(case) == 0) & (np.diff(year) == 0))
    if len(twice):
        name, when = names[case[twice[0]]], f"{year[twice[0]]:g}"
        raise UsageError(
            Text(
                f"case '{name}' has more than one value for {when}; give each of its series a case of its own",
                f"“{name}”在{when}年有多个数值；请让每个序列各为一个 case",
            )
        )
    return Series(case, year, value)


def _constant(name: str, given: Array, case: Array, names: Array) -> Array:
    """The one value that a case's rows give for a column, NaN where none does."""
    known = np.flatnonzero((case >= 0) & ~np.isnan(given))
    found = np.full(len(names), np.nan)
    found[case[known]] = given[known]
    differs = known[given[known] != found[case[known]]]
    if len(differs):
        of = names[case[differs[0]]]
        one, other = (_told(name, v) for v in (given[differs[0]], found[case[differs[0]]]))
        raise UsageError(
            Text(
                f"case '{of}' has two values in column {name}: {one} and {other}; it must be the same in all its rows",
                f"“{of}”的 {name} 列有两个不同的值：{one} 和 {other}；同一 case 的各行应相同",
            )
        )
    return found


def _told(name: str, value: float) -> str:
    if name == "direction":
        return "up" if value > 0 else "down"
    return f"{value:.12g}"


def _signs(words: Any, case: Array, names: Array) -> Array:
    """1 for up, −1 for down, NaN where no direction is given."""
    if words is None:
        return np.full(len(case), np.nan)
    coded = pa.array(words, from_pandas=True).cast(pa.string()).dictionary_encode()
    said = [word.strip() for word in coded.dictionary.to_pylist()]
    number = coded.indices.fill_null(len(said)).to_numpy(zero_copy_only=False)
    unknown = np.array([*(word.lower() not in DIRECTIONS for word in said), False])
    wrong = np.flatnonzero(unknown[number] & (case >= 0))
    if len(wrong):
        of, word = names[case[wrong[0]]], said[number[wrong[0]]]
        raise UsageError(
            Text(
                f"case '{of}', column direction: '{word}' is no direction; write up or down, or 1 or -1",
                f"“{of}”的 direction 列：“{word}”不是方向；请写 up 或 down，也可写 1 或 -1",
            )
        )
    return np.array([*(DIRECTIONS.get(word.lower(), np.nan) for word in said), np.nan])[number]
