"""The yearly history that a forecast rests on: one figure a year, on one definition, for one area."""

from __future__ import annotations

from datetime import date

from qualicity.assessment.case import SNAPSHOTS
from qualicity.assessment.model import Assessment
from qualicity.indicators import Observation
from qualicity.plan import Period, Plan

_BOUNDS = ("at_least", "more_than", "at_most", "less_than")
"""A figure that is only a bound says too little of what was."""
_TRUST = {"high": 2, "medium": 1, "low": 0, None: 1}


def yearly(assessment: Assessment, plan: Plan) -> dict[int, Observation]:
    """Each year's figure, by year in order: the one of the whole year or, of what has a level, at its end.

    Of several the judged authority's comes first (the target's own, else that of the judged figure), then the
    better vouched for, then the latest known.
    """
    target, judged = assessment.target, assessment.figure
    first = target.authority or (judged.authority if judged else None)
    snapshot = _measure(assessment, plan) in SNAPSHOTS
    found: dict[int, Observation] = {}
    for o in assessment.history:
        period = o.period
        if period is None or o.value is None or o.qualifier in _BOUNDS:
            continue
        if period.freq == "A" or (snapshot and _ends_a_year(period)):
            year = period.last.year
            if year not in found or _rank(o, first) > _rank(found[year], first):
                found[year] = o
    return dict(sorted(found.items()))


def _measure(assessment: Assessment, plan: Plan) -> str | None:
    indicator = plan.indicator(assessment.target.indicator)
    if indicator is None:
        return None
    definition = indicator.definition(assessment.definition) if assessment.definition else None
    return (definition.measure if definition else None) or indicator.measure


def _ends_a_year(period: Period) -> bool:
    """Whether a period lies in one year and ends with it."""
    return (period.last.month, period.last.day) == (12, 31) and period.start.year == period.last.year


def _rank(o: Observation, first: str | None) -> tuple[bool, bool, int, date, str]:
    whole_year = o.period is not None and o.period.freq == "A"
    return (
        o.authority == first,
        whole_year,
        _TRUST.get(o.confidence, 1),
        o.vintage or date.min,
        o.authority or "",
    )
