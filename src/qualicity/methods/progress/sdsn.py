"""SDSN trend: the actual mean annual change against the linear change that the target requires."""

from __future__ import annotations

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


def sdsn_trend(course: Course) -> Verdicts:
    """(v − v0)/(t − t0) over (target − v0)/(T − t0); negative where it leads away from the good direction."""
    reason = first_reason(*doubts_of_time(course), *doubts_of_target(course))
    with np.errstate(all="ignore"):
        actual = (course.value - course.base_value) / (course.year - course.base_year)
        required = (course.target - course.base_value) / (course.target_year - course.base_year)
        value = np.where(reason > 0, np.nan, course.heading * actual / np.abs(required))
    status, why = judged(
        classify("sdsn_trend", "target", value), reason, course.met, named("sdsn_trend", "met")
    )
    known = reason == 0
    more = {
        "annual_change": np.where(known, actual, np.nan),
        "annual_change_required": np.where(known, required, np.nan),
    }
    return Verdicts(course.base_value, value, status, np.full(len(value), np.nan), why, more)
