"""A level to be held every year (稳定在…以上): each year is judged by itself, no pace is asked for."""

from __future__ import annotations

from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress.cases import Series
from qualicity.methods.progress.course import Course, Verdicts, classify, first_reason, judged, named

np = lazy_module("numpy")


def level_every_year(series: Series, course: Course) -> Verdicts:
    """The share of years in the series whose value meets the target; the status is that of its last year."""
    cases, size = series.case, len(course.target)
    each = Course.of(
        np.nan,
        np.nan,
        series.value,
        series.year,
        direction=course.direction[cases],
        target=course.target[cases],
    )
    reason = first_reason(
        (np.isnan(course.year), "no_year"),
        (np.isnan(course.direction), "no_direction"),
        (np.isnan(course.target), "no_target"),
    )
    years = np.bincount(cases, minlength=size).astype(float)
    met = np.bincount(cases[each.met], minlength=size).astype(float)
    missed = np.full(size, np.nan)
    missed[cases[~each.met]] = series.year[~each.met]
    with np.errstate(all="ignore"):
        share = met / years
    classes = np.where(
        missed == course.year,
        named("level_every_year", "not met"),
        classify("level_every_year", "target", share),
    )
    more = {"years": years, "years_met": met, "last_missed_year": missed}
    share, *arrays = (np.where(reason > 0, np.nan, array) for array in (share, *more.values()))
    status, why = judged(classes, reason, np.zeros(size, dtype=bool), "")
    nothing = np.full(size, np.nan)
    return Verdicts(course.base_value, share, status, nothing, why, dict(zip(more, arrays, strict=True)))
