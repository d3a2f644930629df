"""The schemes over rows of many cases: one row out for each case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from qualicity.methods.progress.cases import as_columns, read_cases
from qualicity.methods.progress.course import Array, Course, Verdicts
from qualicity.methods.progress.eurostat import eurostat
from qualicity.methods.progress.level import level_every_year
from qualicity.methods.progress.open_sdg import open_sdg
from qualicity.methods.progress.reduction import course_of_changes, cumulative_reduction, percent_of
from qualicity.methods.progress.schedule import schedule
from qualicity.methods.progress.sdsn import sdsn_trend

Columns = Mapping[str, Array]


def _run(judge: Callable[[Course], Verdicts], columns: Columns) -> dict[str, Array]:
    cases = read_cases(columns)
    course = cases.course()
    return as_columns(cases, course, judge(course))


def run_open_sdg(columns: Columns, base_year: int = 2015, target_year: int = 2030) -> dict[str, Array]:
    """`open_sdg` for every case; the years stand in where a case gives none."""
    cases = read_cases(columns, {"base_year": base_year, "target_year": target_year})
    course = cases.course()
    return as_columns(cases, course, open_sdg(course))


def run_eurostat(columns: Columns) -> dict[str, Array]:
    """`eurostat` for every case."""
    return _run(eurostat, columns)


def run_schedule(columns: Columns) -> dict[str, Array]:
    """`schedule` for every case."""
    return _run(schedule, columns)


def run_sdsn_trend(columns: Columns) -> dict[str, Array]:
    """`sdsn_trend` for every case."""
    return _run(sdsn_trend, columns)


def run_cumulative_reduction(columns: Columns, unit: str = "auto") -> dict[str, Array]:
    """`cumulative_reduction` for every case of yearly changes; changes come out in the unit they came in."""
    cases = read_cases(columns)
    whole = percent_of(cases, unit)
    course = course_of_changes(cases, whole)
    verdicts = cumulative_reduction(course)
    shares = ("years_done", "time_share")
    more = {n: a if n in shares else a * whole for n, a in verdicts.more.items()}
    return as_columns(cases, course, replace(verdicts, more=more))


def run_level_every_year(columns: Columns) -> dict[str, Array]:
    """`level_every_year` for every case, over its years from the base year to the target year."""
    cases = read_cases(columns)
    series, base, due = cases.series, cases.constants["base_year"], cases.constants["target_year"]
    series = series.where(~(series.year < base[series.case]) & ~(series.year > due[series.case]))
    course = cases.course(series)
    return as_columns(cases, course, level_every_year(series, course))
