"""What every scheme is given and gives: courses from a base to now and a target, and the verdicts on them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.errors import Text
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

Array = Any
"""A NumPy array with one element for each case."""
_DIGITS = 12
"""Shares and growth rates are rounded to so many digits before they are compared with a bound."""
_ALIKE = 10.0**-_DIGITS
"""A value that differs from its target by no more than this share meets it: such is the noise of arithmetic."""

REASONS: Mapping[str, Text] = {
    "no_data": Text("there is no value in any year", "没有任何年份的数值"),
    "no_base": Text("there is no value in the base year or later", "基年及以后没有数值"),
    "no_time": Text("there is no value after the base year", "基年之后没有数值"),
    "no_direction": Text("no direction is given (up or down)", "没有给出方向（up 或 down）"),
    "no_target": Text("no target is given", "没有给出目标值"),
    "no_target_year": Text("no target year is given", "没有给出目标年"),
    "target_year": Text("the target year is not after the base year", "目标年不在基年之后"),
    "signs": Text("base and current value have opposite signs", "基期值与现值符号相反"),
    "target_sign": Text("base value and target have opposite signs", "基期值与目标值符号相反"),
    "base_is_target": Text("base value and target are equal", "基期值与目标值相等"),
    "zero_base": Text("the base value is 0, growth from it is undefined", "基期值为0，增长率无定义"),
    "zero_target": Text("the target is 0, no rate of growth leads to it", "目标值为0，没有增长率可以达到"),
    "target_behind": Text("the base value already met the target", "基期值已达到目标"),
    "gap": Text(
        "a year between the base and the latest change has no value", "基年与最近年份之间有年份缺少数值"
    ),
    "reduction": Text(
        "the target is not a reduction between 0 and 100 %, written without sign",
        "目标应为0至100%之间的降低幅度，不带负号",
    ),
    "upward": Text("the direction is up, and a reduction goes down", "方向为 up，而降低幅度应为下降"),
    "no_year": Text("there is no value from the base year to the target year", "基年至目标年之间没有数值"),
}
"""Why something cannot be judged, by code."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where cases came from, stand and should go: arrays of equal length, NaN where something is not known.

    Values, `target` and `limit` are in the unit of the series; years are whole numbers; `direction` is 1 where
    more is better and -1 where less is.
    """

    base_value: Array
    base_year: Array
    value: Array
    year: Array
    direction: Array
    target: Array
    target_year: Array
    limit: Array

    @classmethod
    def of(
        cls,
        base_value: Any,
        base_year: Any,
        value: Any,
        year: Any,
        *,
        direction: Any = float("nan"),
        target: Any = float("nan"),
        target_year: Any = float("nan"),
        limit: Any = float("nan"),
    ) -> Course:
        """Courses from single numbers or arrays; a single number holds for all cases."""
        given = (base_value, base_year, value, year, direction, target, target_year, limit)
        return cls(*np.broadcast_arrays(*(np.atleast_1d(np.asarray(g, dtype=float)) for g in given)))

    @property
    def met(self) -> Array:
        """Whether the current value meets the target; false where either or the heading is not known."""
        gap = self.heading * (self.value - self.target)
        return gap >= -_ALIKE * np.maximum(np.abs(self.value), np.abs(self.target))

    @property
    def heading(self) -> Array:
        """The direction, and where none is given the one that leads from the base value to the target."""
        way = np.sign(self.target - self.base_value)
        return np.where(np.isnan(self.direction), np.where(way == 0, np.nan, way), self.direction)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a scheme says of courses: arrays with one element for each case.

    `reason` holds codes of `REASONS` where a case cannot be judged, else None; `base_value` is the one that the
    scheme reckoned with; `more` the rest of the scheme's arithmetic.
    """

    base_value: Array
    progress_value: Array
    status: Array
    score: Array
    reason: Array
    more: Mapping[str, Array] = field(default_factory=dict)


def growth(value: Array, base: Array, years: Array) -> Array:
    """The mean rate of growth per year (CAGR) as a share; NaN where the signs are opposite."""
    with np.errstate(all="ignore"):
        return np.power(value / base, 1 / years) - 1


def first_reason(*doubts: tuple[Array, str]) -> Array:
    """For each case the number in `REASONS`, from 1, of the first doubt that holds of it, or 0."""
    codes = list(REASONS)
    return np.select([holds for holds, _ in doubts], [codes.index(code) + 1 for _, code in doubts], 0)


def doubts_of_time(course: Course) -> tuple[tuple[Array, str], ...]:
    """What every scheme that measures a pace needs: values, a base among them, and a later one."""
    return (
        (np.isnan(course.year), "no_data"),
        (np.isnan(course.base_year), "no_base"),
        (course.year <= course.base_year, "no_time"),
    )


def doubts_of_target(course: Course) -> tuple[tuple[Array, str], ...]:
    """What every scheme needs that measures a pace towards a target."""
    return (
        (np.isnan(course.target), "no_target"),
        (np.isnan(course.target_year), "no_target_year"),
        (course.target_year <= course.base_year, "target_year"),
        (course.target == course.base_value, "base_is_target"),
    )


def classify(scheme: str, basis: str, share: Array, factor: Array | float = 1.0) -> Array:
    """The class of a share or growth rate by the scheme's table, whose bounds are multiplied by `factor`."""
    share = np.round(share, _DIGITS)
    rows = [row for row in _classes() if (row["scheme"], row["basis"]) == (scheme, basis)]
    above = []
    for row in rows[:-1]:
        bound = np.round(float(row["bound"]) * np.asarray(factor), _DIGITS)
        above.append(share > bound if row["sense"] == "gt" else share >= bound)
    return np.select(above, [row["status"] for row in rows[:-1]], rows[-1]["status"]).astype(object)


def named(scheme: str, basis: str) -> str:
    """The scheme's word for a class that has no bound, such as a target that is met."""
    return next(row["status"] for row in _classes() if (row["scheme"], row["basis"]) == (scheme, basis))


def judged(
    status: Array, reason: Array, met: Array, met_status: Array | str, unjudged: str | None = None
) -> tuple[Array, Array]:
    """Statuses and codes of reasons: a met target overrides all; what cannot be judged says so and why."""
    reason = np.where(met, 0, reason)
    told = [unjudged or f"cannot be judged: {text.en}" for text in REASONS.values()]
    status = np.where(reason > 0, np.array([None, *told], dtype=object)[reason], status)
    return np.where(met, met_status, status), np.array([None, *REASONS], dtype=object)[reason]


@lru_cache(maxsize=1)
def _classes() -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / "tables" / "classes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
