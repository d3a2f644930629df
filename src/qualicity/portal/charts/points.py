"""Which figures a chart draws, and as what: whole periods by definition, parts, earlier releases, others' figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qualicity.assessment import Assessment, FanYear, PlanView
from qualicity.assessment.case import SNAPSHOTS
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Indicator, Period, Target, parse_period
from qualicity.plan.targets import DIRECTIONS, plain
from qualicity.portal.charts.words import UNKNOWN_BODIES, definition_titles

Role = Literal["whole", "longer", "part", "earlier", "other"]
_TRUST = {"high": 2, "medium": 1, "low": 0, None: 1}
_YEAR = parse_period("2000")


@dataclass(frozen=True, slots=True)
class Point:
    """One figure that is drawn.

    `at` is the middle of its period. Only `whole` points are joined; `part` covers less than the
    periods that are compared and `longer` more, `earlier` was revised since by the same authority, and
    `other` is another authority's figure for a period that has one already.
    """

    figure: Observation
    period: Period
    value: float
    role: Role

    @property
    def at(self) -> date:
        """The middle of the period."""
        return middle(self.period)

    @property
    def firm(self) -> bool:
        """Whether the figure is neither preliminary nor an estimate."""
        return self.figure.status not in ("preliminary", "estimate")


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one definition; `main` marks the one that is judged (or comes first)."""

    definition: str
    title: Text
    main: bool
    points: tuple[Point, ...]

    def of(self, role: Role) -> tuple[Point, ...]:
        """The points of one role, oldest first."""
        return tuple(p for p in self.points if p.role == role)

    @property
    def whole(self) -> tuple[Point, ...]:
        """The points that the line joins."""
        return self.of("whole")

    @property
    def computed(self) -> bool:
        """Whether its figures are computed here and not published by somebody."""
        return all(p.figure.computed for p in self.points)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target on the chart: its due period and the value promised, with where its path starts."""

    assessment: Assessment
    due: Period
    value: float
    upper: float | None
    start: tuple[date, float] | None

    @property
    def target(self) -> Target:
        """The target itself, with the start that it is measured against."""
        return self.assessment.promise

    @property
    def at(self) -> date:
        """The middle of the due period: a figure for that period stands straight above or below."""
        return middle(self.due)


@dataclass(frozen=True, slots=True)
class Fan:
    """The forecast of a target's figure from its last one (`start`) on: the years ahead with their intervals."""

    start: tuple[date, float]
    years: tuple[FanYear, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that one chart shows, without language or pixels.

    `judged` is the observation that a verdict rests on; `undrawn` are figures of the same area that
    have no place on it: withheld, graded or undated ones.
    """

    view: PlanView
    indicator: Indicator
    area: str
    series: tuple[Series, ...]
    aims: tuple[Aim, ...]
    judged: Observation | None
    undrawn: tuple[Observation, ...]
    fan: Fan | None = None

    @property
    def main(self) -> Series | None:
        """The series that is judged, or comes first, where it has a point."""
        return next((s for s in self.series if s.main), None)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of all series."""
        return tuple(p for s in self.series for p in s.points)

    @property
    def band(self) -> Period:
        """The plan's period as one stretch."""
        first = parse_period(self.view.plan.period.start)
        last = parse_period(self.view.plan.period.end)
        return Period(f"{first}/{last}", "R", first.start, last.end)


def middle(period: Period) -> date:
    """The day in the middle of a period."""
    return period.start + timedelta(days=period.days // 2)


def mid_year(year: int) -> date:
    """Where a year's figure stands: the middle of the year."""
    return middle(parse_period(str(year)))


def draw_target(view: PlanView, assessment: Assessment, *, ahead: bool = True) -> Drawing | None:
    """What the chart of a target shows, with the years `ahead` unless it has no room for them.

    None where there is nothing to draw.
    A target that only names a direction has no mark, and one figure alone shows no direction.
    """
    target = assessment.target
    directional = plain(target.operator) in DIRECTIONS
    indicator = view.plan.indicator(target.indicator)
    if indicator is None or (assessment.aim is None and not directional):
        return None
    area = target.area or view.plan.place.code
    main = assessment.definition
    due = parse_period(target.due)
    series, undrawn = _series(view, indicator, area, main, due, assessment.figure, target.authority)
    if not series or (directional and sum(len(s.points) for s in series) < 2):
        return None
    aims = () if directional else (_aim(view, assessment),)
    fan = _fan(view, assessment, series) if ahead else None
    return Drawing(view, indicator, area, series, aims, assessment.figure, undrawn, fan)


def _fan(view: PlanView, assessment: Assessment, series: tuple[Series, ...]) -> Fan | None:
    """The forecast that the chance of meeting the target rests on, where there is one."""
    chance = view.outlooks[assessment.target.id].chance
    main = next((s for s in series if s.main), None)
    last = (
        next((p for p in reversed(main.whole) if p.period.last.year == chance.last), None) if main else None
    )
    return Fan((last.at, last.value), chance.fan) if last and chance.fan else None


def draw_indicator(view: PlanView, indicator: Indicator) -> Drawing | None:
    """What the chart of an indicator shows for the plan's own area.

    None where it has no number there, or a single one and no target: a lone dot shows nothing.
    """
    area = view.plan.place.code
    uses = [a for a in view.scorecard.on(indicator.id) if a.aim is not None and a.target.area in (None, area)]
    with_figures = [d.id for d in indicator.definitions if view.figures.of(indicator.id, d.id, area)]
    main = next((a.definition for a in uses if a.definition), None) or next(iter(with_figures), None)
    due = parse_period(uses[0].target.due) if uses else _YEAR
    judged = uses[0].figure if uses else None
    series, undrawn = _series(view, indicator, area, main, due, judged, None)
    if not series or (not uses and sum(len(s.points) for s in series) < 2):
        return None
    return Drawing(view, indicator, area, series, tuple(_aim(view, a) for a in uses), judged, undrawn)


def _series(
    view: PlanView,
    indicator: Indicator,
    area: str,
    main: str | None,
    due: Period,
    judged: Observation | None,
    authority: str | None,
) -> tuple[tuple[Series, ...], tuple[Observation, ...]]:
    """The series of an indicator's definitions in an area, the main one first, and what is not drawn."""
    with_figures = {o.definition for o in view.figures.of(indicator.id, area=area)}
    titles = definition_titles(indicator, with_figures)
    found: list[Series] = []
    undrawn: list[Observation] = []
    for definition in sorted(indicator.definitions, key=lambda d: d.id != main):
        figures = view.figures.of(indicator.id, definition.id, area)
        undrawn += [o for o in figures if o.current and (o.value is None or o.period is None)]
        measure = definition.measure or indicator.measure
        points = _points(figures, measure in SNAPSHOTS, due, judged, authority)
        if points:
            found.append(Series(definition.id, titles[definition.id], definition.id == main, points))
    return tuple(found), tuple(undrawn)


def _points(
    figures: tuple[Observation, ...],
    snapshots: bool,
    due: Period,
    judged: Observation | None,
    authority: str | None,
) -> tuple[Point, ...]:
    """The figures of one definition as points, oldest first: one `whole` or `part` for each period."""
    dated = [(o, o.period, o.value) for o in figures if o.period is not None and o.value is not None]

    def preference(o: Observation) -> tuple[bool, bool, int, bool, date, str]:
        """The judged one, the target's authority, the better vouched for, a named body's, the latest known."""
        trust, named = _TRUST.get(o.confidence, 1), o.authority not in UNKNOWN_BODIES
        return (o == judged, o.authority == authority, trust, named, o.vintage or date.min, o.authority or "")

    best: dict[str, Observation] = {}
    for o, period, _ in dated:
        if o.current and (period.text not in best or preference(o) > preference(best[period.text])):
            best[period.text] = o
    points = []
    for o, period, value in dated:
        role = "whole" if snapshots else _length(period, due)
        if not o.current:
            role = "earlier"
        elif best[period.text] is not o:
            role = "other"
        points.append(Point(o, period, value, role))
    return tuple(sorted(points, key=lambda p: (p.at, p.role, p.figure.vintage or date.min)))


def _length(period: Period, due: Period) -> Role:
    """Whether a period is as long as the due one, shorter or longer."""
    if period.freq == due.freq:
        return "whole"
    if period.days < due.days:
        return "part"
    return "whole" if period.days < 1.1 * due.days else "longer"


def _aim(view: PlanView, assessment: Assessment) -> Aim:
    """A target as a mark, its path counted from its own base or the last figure before the plan."""
    target, due = assessment.target, parse_period(assessment.target.due)
    start: tuple[date, float] | None = None
    begin = parse_period(view.plan.period.start).start
    base = assessment.base
    if target.base is None and target.operator.removeprefix("strive_").startswith("hold_"):
        start = (begin, float(target.value)) if target.value is not None else None
    elif base and base.value is not None:
        start = (middle(parse_period(base.period)), float(base.value))
    upper = float(target.upper) if target.upper is not None else None
    return Aim(assessment, due, float(assessment.aim or 0), upper, start)
