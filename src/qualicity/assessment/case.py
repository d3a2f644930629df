"""One target with everything that its verdict rests on, and which of its figures are admissible.

Admissible: same definition and area, dated. For the due period a figure covers the period exactly, or is a
stock, level or count inside it. An earlier one is of a period as long as the due one (or a stock …).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qualicity.assessment.operators import HOLDABLE, against, met
from qualicity.indicators import Observation
from qualicity.plan import Base, Indicator, Period, Plan, Ruling, Target, parse_period
from qualicity.plan.targets import plain

SNAPSHOTS = ("stock", "level", "count")
_TRUST = {"high": 2, "medium": 1, "low": 0, None: 1}


def known_on(plan: Plan, target: Target, day: date) -> Target:
    """The target in the words that held on a day, without what the editors found since."""
    known = target.as_known(day)
    return known.model_copy(update={"sought": None}) if plan.encoded and day < plan.encoded else known


@dataclass(frozen=True, slots=True)
class Case:
    """One target as known on a date with its figures: those on its definition, and those `apart` on others.

    `at_due` are the figures of the due period, `earlier` the admissible ones before it, `since` those of them since
    the `base` that progress is counted from; all oldest first. `promise` is the target with the start that it is
    measured against, where it is; `begin` the plan's first day; `scheme` the one that the target, else the plan, names.
    """

    target: Target
    promise: Target
    indicator: Indicator | None
    definition: str | None
    ruling: Ruling | None
    figures: tuple[Observation, ...]
    apart: tuple[Observation, ...]
    at_due: tuple[Observation, ...]
    earlier: tuple[Observation, ...]
    since: tuple[Observation, ...]
    base: Base | None
    measure: str | None
    due: Period
    begin: date
    as_of: date
    scheme: str

    @classmethod
    def of(cls, plan: Plan, target: Target, figures: Iterable[Observation], as_of: date) -> Case:
        """The case of a target on a date; what was said of it or found out later is left out."""
        target = known_on(plan, target, as_of)
        rulings = [r for r in plan.rulings if r.target == target.id and r.date <= as_of]
        ruling = max(rulings, key=lambda r: r.date, default=None)
        definition = target.definition or (ruling.definition if ruling else None)
        dated = sorted((o for o in figures if o.period_text and _has_value(o)), key=by_period)
        indicator = plan.indicator(target.indicator)
        empty: tuple[Observation, ...] = ()
        case = cls(
            target=target,
            promise=target,
            indicator=indicator,
            definition=definition,
            ruling=ruling,
            figures=empty,
            apart=tuple(o for o in dated if o.definition != definition),
            at_due=empty,
            earlier=empty,
            since=empty,
            base=None,
            measure=_measure(indicator, definition),
            due=parse_period(target.due),
            begin=parse_period(plan.period.start).start,
            as_of=as_of,
            scheme=target.scheme or plan.default_scheme,
        )
        return case.with_figures(tuple(o for o in dated if o.definition == definition))

    def with_figures(self, figures: tuple[Observation, ...]) -> Case:
        """The case with other figures on its definition, oldest first."""
        dated = [(o, o.period) for o in figures]
        case = replace(
            self,
            figures=figures,
            at_due=tuple(o for o, period in dated if period and self._of_due(period)),
            earlier=tuple(
                o for o, period in dated if period and period.end <= self.due.start and self.whole(period)
            ),
        )
        return case.with_base(self.target.base)

    def with_base(self, declared: Base | None) -> Case:
        """The case with another base, or with none declared: then the last figure before the plan began."""
        base, since = self._start(declared)
        return replace(self, base=base, since=since, promise=against(self.target, base))

    @property
    def over(self) -> bool:
        """Whether the due period has ended."""
        return self.due.end <= self.as_of

    @property
    def cumulative(self) -> bool:
        """Whether what is counted only adds up, so that a target once met stays met."""
        return self.measure == "count" or plain(self.target.operator) == "count_at_least"

    @property
    def every_year(self) -> bool:
        """Whether the level must hold in every period of the plan."""
        operator = plain(self.target.operator)
        return operator.startswith("hold_") or (self.scheme == "level-every-year" and operator in HOLDABLE)

    @property
    def start(self) -> Period | None:
        """The period that progress is counted from."""
        return parse_period(self.base.period) if self.base else None

    def whole(self, period: Period) -> bool:
        """Whether a period is as long as the due one, or its length does not matter."""
        return self.measure in SNAPSHOTS or period.freq == self.due.freq or period.days > self.due.days

    def met(self, figure: Observation) -> bool | None:
        """Whether a figure meets the target; None where it cannot be told."""
        return met(self.promise, self.indicator, figure)

    def _start(self, declared: Base | None) -> tuple[Base | None, tuple[Observation, ...]]:
        """The base and the figures since then."""
        if declared:
            base = _valued(declared, self.earlier)
            first = parse_period((base or declared).period).end
            return base, tuple(o for o in self.earlier if o.period and o.period.start >= first)
        dated = [(o, o.period) for o in self.earlier]
        before = [o for o, period in dated if period and period.end <= self.begin and o.value is not None]
        since = tuple(o for o, period in dated if period and period.end > self.begin)
        return (as_base(best(before)) if before else None), since

    def _of_due(self, period: Period) -> bool:
        if (period.start, period.end) == (self.due.start, self.due.end):
            return True
        return self.measure in SNAPSHOTS and self.due.covers(period)


def _measure(indicator: Indicator | None, definition: str | None) -> str | None:
    """What kind of number the figures are: the definition's word, else the indicator's."""
    if indicator is None:
        return None
    found = indicator.definition(definition) if definition else None
    return (found.measure if found else None) or indicator.measure


def _has_value(o: Observation) -> bool:
    return o.value is not None or o.grade is not None


def by_period(o: Observation) -> tuple[date, date]:
    """The order of figures in time: by the end of their periods, then by their beginning."""
    period = o.period
    return (period.end, period.start) if period else (date.min, date.min)


def last_of(figures: Iterable[Observation]) -> tuple[Observation, ...]:
    """Those of the figures whose period ends last; several where authorities differ."""
    listed = tuple(figures)
    last = max((by_period(o)[0] for o in listed), default=date.min)
    return tuple(o for o in listed if by_period(o)[0] == last)


def best(figures: Iterable[Observation]) -> Observation:
    """Of several figures the last inside the period, then the better vouched for, then the latest known."""
    listed = tuple(figures)
    if len(listed) == 1:
        return listed[0]
    return max(
        listed,
        key=lambda o: (
            by_period(o)[0],
            _TRUST.get(o.confidence, 1),
            o.vintage or date.min,
            o.authority or "",
        ),
    )


def as_base(figure: Observation) -> Base:
    """A figure as the starting point that progress is counted from."""
    return Base(period=str(figure.period_text), value=Decimal(str(figure.value)))


def _valued(base: Base, earlier: tuple[Observation, ...]) -> Base | None:
    """The declared base; where only its period is declared, with the figure of that or the next that has one."""
    if base.value is not None:
        return base
    start = parse_period(base.period).start
    first = next((o for o in earlier if o.period and o.period.start >= start and o.value is not None), None)
    if first is None:
        return None
    return as_base(best(o for o in earlier if o.period_text == first.period_text and o.value is not None))
