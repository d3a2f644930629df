"""What is needed each year from now on, beside what was: in exact decimals, in the indicator's unit per year."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

from qualicity.assessment.case import Case, best
from qualicity.assessment.model import Assessment, Pace
from qualicity.assessment.operators import direction, limits, to_places
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan.targets import DIRECTIONS, plain

_DIGITS = 12
NO_FIGURE = Text("there is no figure to start from", "没有可作为起点的数值")
NO_NUMBER = Text("the promise names no number to be reached", "承诺没有要达到的数值")
TO_HOLD = Text("a level to be held every year has no pace", "每年保持的水平没有进度")
OVER = Text("its date has passed", "期限已过")
NO_TIME = Text("no full year is left before its date", "距期限不足一年")


def pace_of(a: Assessment, case: Case) -> Pace:
    """The pace that is needed, the best and the mean one so far, and when the target is met at the mean one.

    Yearly changes are those since the base. A target that is met needs none.
    """
    figure = a.figure
    values = _yearly(case, figure) if figure is not None else {}
    mean, best_ = _so_far(a, case, values)
    why = _unknown(a, case)
    if why or figure is None or figure.value is None:
        return Pace(None, best_, mean, None, why or NO_FIGURE)
    value = Decimal(str(figure.value))
    now = max(values, default=case.due.last.year)
    if case.met(figure):
        in_time = a.status != "cannot_judge"
        return Pace(Decimal(0) if in_time else None, best_, mean, now, None if in_time else OVER)
    low, high, included = limits(case.promise, case.indicator)
    gap = _gap(value, low, high)
    if gap is None:
        return Pace(None, best_, mean, None, NO_NUMBER)
    met_in = _met_in(now, gap, mean, 1 if high is None or value < high else -1, included)
    left = case.due.last.year - now
    if case.over or left <= 0:
        return Pace(None, best_, mean, met_in, OVER if case.over else NO_TIME)
    return Pace(_round(gap / left), best_, mean, met_in)


def _unknown(a: Assessment, case: Case) -> Text | None:
    """Why a promise has no pace, whatever its figures."""
    operator = plain(a.target.operator)
    if a.rule == "ruling" or operator in (*DIRECTIONS, "judged", "yes", "status"):
        return NO_NUMBER
    if case.every_year:
        return TO_HOLD
    return NO_FIGURE if a.figure is None else None


def _yearly(case: Case, figure: Observation) -> dict[int, Decimal]:
    """The values from the base to the judged figure, the best one of each year."""
    listed: dict[int, list[Observation]] = {}
    for o in (*case.since, *case.at_due, figure):
        if o.period and o.value is not None and figure.period and o.period.end <= figure.period.end:
            listed.setdefault(o.period.last.year, []).append(o)
    values = {year: Decimal(str(best(each).value)) for year, each in listed.items()}
    if figure.period and figure.value is not None:
        values[figure.period.last.year] = Decimal(str(figure.value))
    if case.base and case.base.value is not None and case.start:
        values.setdefault(case.start.last.year, case.base.value)
    return dict(sorted(values.items()))


def _so_far(a: Assessment, case: Case, values: dict[int, Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """The mean and the best yearly change; the best is that furthest in the promise's direction."""
    if len(values) < 2:
        return None, None
    years, way = list(values), direction(a.target, case.indicator)
    if way is None:
        low, high, _ = limits(case.promise, case.indicator)
        gap = _gap(values[years[-1]], low, high)
        way = -1 if gap is not None and gap < 0 else 1
    changes = [(values[y1] - values[y0]) / (y1 - y0) for y0, y1 in pairwise(years)]
    mean = (values[years[-1]] - values[years[0]]) / (years[-1] - years[0])
    return _round(mean), _round(max(changes, key=lambda change: way * change))


def _gap(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """How far it is to the nearest limit that is not kept, with sign; 0 where only strictness is missing."""
    if low is not None and value <= low:
        return low - value
    if high is not None and value >= high:
        return high - value
    return None


def _met_in(now: int, gap: Decimal, mean: Decimal | None, way: int, included: bool) -> int | None:
    """The first year in which the mean pace reaches the target; None where it never does."""
    if mean is None or way * mean <= 0:
        return None
    years = gap / mean
    return now + (ceil(years) if included else floor(years) + 1)


def _round(value: Decimal) -> Decimal:
    return to_places(value, _DIGITS)
