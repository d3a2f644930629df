"""时序进度: a value against the straight line from base to target, for one case or for arrays of them.

Source: 时序进度 as China's plan monitoring uses it (required value on a straight line from base to target).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress.course import (
    Course,
    Verdicts,
    classify,
    doubts_of_target,
    doubts_of_time,
    first_reason,
    judged,
    named,
)

np = lazy_module("numpy")


@dataclass(frozen=True, slots=True)
class SchedulePace:
    """Where a value stands against the straight line from base to target.

    `completion` is the share of the way gone, `time_share` the share of the time gone, `required` the
    value that the line asks for now (in the series' unit), `pace` = completion / time_share.
    """

    completion: Decimal
    time_share: Decimal
    required: Decimal

    @property
    def pace(self) -> Decimal:
        """How fast, against the line: 1 is exactly on it."""
        return self.completion / self.time_share


def china_schedule(
    base: Decimal, base_year: int, value: Decimal, year: int, target: Decimal, target_year: int
) -> SchedulePace | None:
    """时序进度: required = base + (target − base)·(t − t0)/(T − t0); completion = (v − base)/(target − base).

    Returns: None where the arithmetic is undefined (base equals target, or no time has passed).
    """
    if target == base or target_year <= base_year or year <= base_year:
        return None
    share = Decimal(year - base_year) / Decimal(target_year - base_year)
    return SchedulePace(*_line(base, value, target, share))


def schedule(course: Course) -> Verdicts:
    """时序进度 of many cases in floating point; `progress_value` is the pace, completion / time share."""
    behind = course.direction * (course.target - course.base_value) < 0
    reason = first_reason(*doubts_of_time(course), *doubts_of_target(course), (behind, "target_behind"))
    with np.errstate(all="ignore"):
        share = (course.year - course.base_year) / (course.target_year - course.base_year)
        completion, share, required = _line(course.base_value, course.value, course.target, share)
        pace = completion / share
    more = {"completion": completion, "time_share": share, "required": required, "pace": pace}
    more = {name: np.where(reason > 0, np.nan, array) for name, array in more.items()}
    met = np.where(course.year < course.target_year, named("schedule", "met early"), named("schedule", "met"))
    status, why = judged(classify("schedule", "target", more["pace"]), reason, course.met, met)
    return Verdicts(course.base_value, more["pace"], status, np.full(len(status), np.nan), why, more)


def _line(base: Any, value: Any, target: Any, share: Any) -> tuple[Any, Any, Any]:
    """Completion, the share of the time gone as given, and the value that the line requires."""
    return (value - base) / (target - base), share, base + (target - base) * share
