"""Eurostat: the actual against the required compound annual growth, or ±1 % a year where there is no target."""

from __future__ import annotations

from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress.course import (
    Course,
    Verdicts,
    classify,
    doubts_of_target,
    doubts_of_time,
    first_reason,
    growth,
    judged,
    named,
)

np = lazy_module("numpy")


def eurostat(course: Course) -> Verdicts:
    """R = CAGR actual / CAGR required from base to target; without a target the growth in the good direction.

    Growth that leads away from the good direction is negative, whatever the sign of the base value.
    """
    aimed = ~np.isnan(course.target)
    reason = first_reason(
        *doubts_of_time(course),
        (np.isnan(course.heading) & ~aimed, "no_direction"),
        (course.base_value == 0, "zero_base"),
        (course.value * course.base_value < 0, "signs"),
        (course.target == 0, "zero_target"),
        (course.target * course.base_value < 0, "target_sign"),
        *((aimed & holds, code) for holds, code in doubts_of_target(course)),
    )
    years = course.year - course.base_year
    with np.errstate(all="ignore"):
        actual = growth(course.value, course.base_value, years)
        required = growth(course.target, course.base_value, course.target_year - course.base_year)
        ahead = np.sign(course.base_value) * course.heading * actual
        value = np.where(reason > 0, np.nan, np.where(aimed, ahead / np.abs(required), ahead))
    classes = np.where(aimed, classify("eurostat", "target", value), classify("eurostat", "trend", value))
    status, why = judged(classes, reason, course.met, named("eurostat", "met"))
    more = {
        "cagr": np.where(reason > 0, np.nan, actual),
        "cagr_required": np.where(reason > 0, np.nan, required),
    }
    return Verdicts(course.base_value, value, status, np.full(len(value), np.nan), why, more)
