"""The margin of a verdict: how far its figure lies on the good side of what the promise asks for at that time.

What is asked for is the straight line from the base to the target where the scheme judges by pace, or the line over the
plan's own steps where 时序进度 judges by these, but never more than the target itself: a level met early is enough.
Under a scheme without pace, for a level to be held every year, or where there is no base, or one that meets the target
already, it is the target's own level.
"""

from __future__ import annotations

from decimal import Decimal

from qualicity.assessment.model import Assessment
from qualicity.assessment.operators import limits
from qualicity.assessment.schemes import chosen
from qualicity.assessment.schemes.schedule import SCHEDULE, on_steps, step_target
from qualicity.plan import Base, Period, Plan, Target, parse_period
from qualicity.plan.targets import plain

WITHOUT_PACE = frozenset({"level", "level-every-year", "range", "running-mean", "yes-no"})
"""Schemes that ask for a level, not for a pace."""


def margin(plan: Plan, a: Assessment, at: Period | None = None) -> Decimal | None:
    """The figure of a verdict minus what is required of it, in the indicator's unit; positive is better.

    `at` is the period for which the requirement is taken, by default the figure's own. None where there is no
    figure, where it is a grade, where the promise names no number, or where people decided.
    """
    figure = a.figure
    if figure is None or figure.value is None or figure.period is None or a.rule == "ruling":
        return None
    low, high = required(plan, a, at or figure.period)
    value = Decimal(str(figure.value))
    rooms = [value - low] if low is not None else []
    rooms += [high - value] if high is not None else []
    return min(rooms, default=None)


def required(plan: Plan, a: Assessment, at: Period) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest value that the promise asks for at a period, None where it has no such bound."""
    target = a.promise
    low, high, _ = limits(target, plan.indicator(target.indicator))
    if _by_steps(plan, target):
        return _on_steps(plan, a, at, low, high)
    start = a.base.value if a.base else None
    if a.base is None or start is None or not _has_pace(plan, target):
        return low, high
    share = _share_of_time(a.base, at, parse_period(target.due))
    if low is not None and start < low:
        low = min(low, _on_line(start, _end(target, low), share))
    elif high is not None and start > high:
        high = max(high, _on_line(start, _end(target, high), share))
    return low, high


def _by_steps(plan: Plan, target: Target) -> bool:
    return bool(target.steps) and chosen(plan, target)[0] == SCHEDULE.name


def _on_steps(
    plan: Plan, a: Assessment, at: Period, low: Decimal | None, high: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """What the steps ask for at a period, in the promise's own words where one is for that period."""
    line = on_steps(a.promise, a.base, at)
    if line is None:
        return low, high
    asked, step = line
    least, most = asked, asked
    if step is not None:
        bounds = limits(step_target(a.promise, step), plan.indicator(a.promise.indicator))
        least, most = (asked if x is None else x for x in bounds[:2])
    if low is not None and least < low:
        return least, high
    return low, high if high is None else max(high, most)


def _has_pace(plan: Plan, target: Target) -> bool:
    scheme = target.scheme or plan.default_scheme
    return scheme not in WITHOUT_PACE and not plain(target.operator).startswith("hold_")


def _end(target: Target, bound: Decimal) -> Decimal:
    """Where the line leads: to the target's number, which of `about` is not the bound that is tolerated."""
    about = plain(target.operator) == "about" and target.value is not None
    return target.value if about and target.value is not None else bound


def _share_of_time(base: Base, at: Period, due: Period) -> Decimal:
    """How much of the time from the base to the due year is gone, from 0 to 1, in years as schedules count them."""
    first = parse_period(base.period).last.year
    years = due.last.year - first
    if years <= 0:
        return Decimal(1)
    return min(max(Decimal(at.last.year - first) / years, Decimal(0)), Decimal(1))


def _on_line(start: Decimal, end: Decimal, share: Decimal) -> Decimal:
    return start + (end - start) * share
