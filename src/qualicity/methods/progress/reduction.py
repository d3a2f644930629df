"""Progress of a cumulative reduction, as the statistical bureaus of China reckon energy saving over a plan.

Source: 青海省统计局, 关于节能目标完成情况的计算方法 (2009-09-17), whose worked example is reproduced.
"""

from __future__ import annotations

from dataclasses import replace

from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress.cases import Cases
from qualicity.methods.progress.course import Array, Course, Verdicts, classify, first_reason, judged, named

np = lazy_module("numpy")

UNITS = ("auto", "percent", "share")
"""`auto`: a target of 1 or more, and the changes with it, is in percent; one below 1 is a share."""


def cumulative_reduction(course: Course) -> Verdicts:
    """cum = value/base − 1; progress = ln(1 + cum) / ln(1 − target); the target is a share between 0 and 1.

    The class compares the progress with the share of the time gone, which the same rate every year would have
    reached. `more` holds shares.
    """
    target, index = course.target, course.value / course.base_value
    gone, whole = course.year - course.base_year, course.target_year - course.base_year
    reason = first_reason(
        (np.isnan(course.year), "no_data"),
        (course.direction > 0, "upward"),
        (np.isnan(target), "no_target"),
        ((target <= 0) | (target >= 1), "reduction"),
        (gone <= 0, "no_time"),
        (np.isnan(index), "gap"),
    )
    known = reason == 0
    with np.errstate(all="ignore"):
        left = (1 - target) / index
        progress = np.log(index) / np.log(1 - target)
        more = {
            "cumulative": index - 1,
            "mean_annual": index ** (1 / gone) - 1,
            "planned_annual": (1 - target) ** (1 / whole) - 1,
            "remaining": left - 1,
            "remaining_annual": np.where(whole > gone, left ** (1 / (whole - gone)) - 1, np.nan),
            "years_done": progress * whole,
            "time_share": gone / whole,
        }
        pace = progress / more["time_share"]
    met = known & (np.round(index - (1 - target), 12) <= 0)
    in_time = first_reason((np.isnan(whole), "no_target_year"), (whole <= 0, "target_year"))
    early = np.where(
        course.year < course.target_year, named("schedule", "met early"), named("schedule", "met")
    )
    status, why = judged(classify("schedule", "target", pace), np.where(known, in_time, reason), met, early)
    progress, *arrays = (
        np.where(known & np.isfinite(array), array, np.nan) for array in (progress, *more.values())
    )
    shown = dict(zip(more, arrays, strict=True))
    return Verdicts(course.base_value, progress, status, np.full(len(status), np.nan), why, shown)


def percent_of(cases: Cases, unit: str = "auto") -> Array:
    """What 100 % is in each case's unit: 100 or 1."""
    size = len(cases.names)
    if unit == "auto":
        return np.where(cases.constants["target"] < 1, 1.0, 100.0)
    return np.full(size, 100.0 if unit == "percent" else 1.0)


def course_of_changes(cases: Cases, whole: Array) -> Course:
    """Courses of the index (base 100) that yearly changes add up to; no value where a year lacks its change.

    The base year is the requested one, else the year before the first change; `whole` is 100 % in the unit.
    """
    requested = cases.constants["base_year"]
    series = cases.series.where(~(cases.series.year <= requested[cases.series.case]))
    course = cases.course(series)
    base_year = np.where(np.isnan(requested), course.base_year - 1, requested)
    index = np.full(len(whole), np.nan)
    present, starts, years = np.unique(series.case, return_index=True, return_counts=True)
    if len(present):
        factors = 1 + series.value / whole[series.case]
        complete = years == course.year[present] - base_year[present]
        index[present] = np.where(complete, 100 * np.multiply.reduceat(factors, starts), np.nan)
    base_value = np.where(np.isnan(course.year), np.nan, 100.0)
    return replace(
        course, base_value=base_value, base_year=base_year, value=index, target=course.target / whole
    )
