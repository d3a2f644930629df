"""open-sdg: the compound annual growth, against what the target needs or against fixed rates.

Source: the progress measure of the Open SDG platform (sdg-build); checked against 96
published Canadian series.
"""

from __future__ import annotations

from dataclasses import replace

from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress.course import (
    Array,
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

_ZERO = 0.001
"""What stands in for a base value or a target of 0, from which or to which nothing grows."""
_NEAR_LIMIT = 4.44


def open_sdg(course: Course) -> Verdicts:
    """P = sign·direction·CAGR, with a target divided by the size of the CAGR that leads to it; score −5 to 5.

    A `limit` (such as 100 %) lowers the bounds of a series without target the nearer its base value is to it.
    A base value or target of 0 is taken as 0.001.
    """
    coefficient = near_limit(course.base_value, course.limit)
    course = replace(
        course,
        base_value=np.where(course.base_value == 0, _ZERO, course.base_value),
        target=np.where(course.target == 0, _ZERO, course.target),
    )
    aimed = ~np.isnan(course.target)
    reason = first_reason(
        (np.isnan(course.year), "no_data"),
        (np.isnan(course.direction), "no_direction"),
        *doubts_of_time(course),
        (course.value * course.base_value < 0, "signs"),
        (course.target * course.base_value < 0, "target_sign"),
        *((aimed & holds, code) for holds, code in doubts_of_target(course)),
    )
    with np.errstate(all="ignore"):
        ahead = np.where(course.base_value < 0, -1, 1) * course.direction
        rate = ahead * growth(course.value, course.base_value, course.year - course.base_year)
        needed = growth(course.target, course.base_value, course.target_year - course.base_year)
        value = np.where(reason > 0, np.nan, np.where(aimed, rate / np.abs(needed), rate))
    met = course.met & ~np.isnan(course.direction)
    by_target, by_trend = (
        classify("open_sdg", "target", value),
        classify("open_sdg", "trend", value, coefficient),
    )
    status, why = judged(
        np.where(aimed, by_target, by_trend), reason, met, named("open_sdg", "met"), "not_available"
    )
    score = np.where(aimed, _score_to_target(value), _score_of_trend(value, coefficient))
    return Verdicts(course.base_value, value, status, np.where(met, 5.0, score), why)


def open_sdg_indicator(series: Verdicts) -> tuple[float | None, str]:
    """Score and status of an indicator of several series: the mean of the scores of those that have one.

    It is achieved only where all of these are; without any score it is not available.
    """
    scored = ~np.isnan(series.score)
    if not scored.any():
        return None, "not_available"
    score = float(series.score[scored].mean())
    achieved = named("open_sdg", "met")
    if (series.status[scored] == achieved).all():
        return score, achieved
    return score, str(classify("open_sdg", "score", np.array([score]))[0])


def near_limit(base_value: Array, limit: Array) -> Array:
    """The coefficient of the bounds: 0 where the base value is at the limit, 1 far from it or without one."""
    base, limit = np.abs(base_value), np.abs(limit)
    with np.errstate(all="ignore"):
        below, above = base / limit, (2 * limit - base) / limit
        nearness = np.where(base <= limit, below, above)
        far = np.isnan(limit) | np.isnan(base) | (base >= 2 * limit)
        return np.where(far, 1.0, 1 - np.where(far, 0.0, nearness) ** _NEAR_LIMIT)


def _score_to_target(value: Array) -> Array:
    """The score of a ratio to the growth that the target needs."""
    reaching = np.round(value, 12) >= 0.6
    return np.where(reaching, np.minimum(7.1429 * value - 4.2857, 5), np.maximum(4.1667 * value - 2.5, -5))


def _score_of_trend(value: Array, coefficient: Array) -> Array:
    """The score of a growth rate, on bounds that are multiplied by the coefficient."""
    with np.errstate(all="ignore"):
        scaled = value / coefficient
        better = np.select(
            [coefficient == 0, np.round(scaled, 12) >= 0.015, np.round(scaled, 12) >= 0.005],
            [np.where(np.isnan(value), np.nan, 5.0), np.minimum(500 * scaled - 5, 5), 250 * scaled - 1.25],
            500 * scaled - 2.5,
        )
    return np.where(value < 0, np.maximum(125 * value - 2.5, -5), better)
