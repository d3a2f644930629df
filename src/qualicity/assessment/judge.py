"""Status by rule: from a target and the figures known on a date to a verdict with its reason.

1. The definition: the target's own, else the one that a ruling names; without either nothing is judged.
2. Admissible: same definition and area, dated. For the due period it covers the period exactly, or is a
   stock, level or count inside it. An earlier one is of a period as long as the due one (or a stock …).
3. With the due period's figure: met → achieved; not met and the date has passed → missed. Authorities
   that disagree about it → cannot be judged.
4. Before the date, with an earlier figure: met → achieved if cumulative, else on course; not met → the
   scheme's class through its printed map.
5. Date passed without the due period's figure → cannot be judged. Nothing due and no figure → not due.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualicity.assessment import reasons
from qualicity.assessment.model import Assessment, Status
from qualicity.assessment.operators import met, plain
from qualicity.assessment.schemes import SCHEMES
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Base, Indicator, Period, Plan, Ruling, Target, parse_period

SNAPSHOTS = ("stock", "level", "count")
_TRUST = {"high": 2, "medium": 1, "low": 0, None: 1}


@dataclass(frozen=True, slots=True)
class _Case:
    """One target with everything that its verdict rests on."""

    plan: Plan
    target: Target
    indicator: Indicator | None
    definition: str | None
    ruling: Ruling | None
    figures: tuple[Observation, ...]
    apart: tuple[Observation, ...]
    as_of: date

    @property
    def base(self) -> Base | None:
        """Where progress is counted from."""
        return _base(self, _earlier(self))[0]

    @property
    def due(self) -> Period:
        return parse_period(self.target.due)

    @property
    def over(self) -> bool:
        """Whether the due period has ended."""
        return self.due.end <= self.as_of

    @property
    def measure(self) -> str | None:
        definition = (
            self.indicator.definition(self.definition) if self.indicator and self.definition else None
        )
        return (definition.measure if definition else None) or (
            self.indicator.measure if self.indicator else None
        )

    @property
    def cumulative(self) -> bool:
        """Whether what is counted only adds up, so that a target once met stays met."""
        return self.measure == "count" or plain(self.target.operator) == "count_at_least"

    def verdict(
        self,
        status: Status,
        rule: str,
        reason: Text,
        figure: Observation | None = None,
        conflicts: tuple[Observation, ...] = (),
    ) -> Assessment:
        ruling = self.ruling
        if ruling and ruling.definition and self.target.definition is None and rule != "ruling":
            reason = reasons.on_ruling(reason, self.indicator, ruling)
        return Assessment(
            self.target,
            status,
            rule,
            reason,
            self.definition,
            self.ruling,
            figure,
            self.figures,
            self.apart,
            conflicts,
            self.base,
        )


def judge(plan: Plan, target: Target, figures: Iterable[Observation], as_of: date) -> Assessment:
    """The verdict on one target by the current figures of its indicator and area, as known on a date."""
    target = target.as_known(as_of)
    if plan.encoded and as_of < plan.encoded:  # what the editors found since was not known then
        target = target.model_copy(update={"sought": None})
    case = _case(plan, target, figures, as_of)
    if case.ruling and case.ruling.status:
        return case.verdict(case.ruling.status, "ruling", reasons.by_ruling(case.ruling))
    if target.operator == "judged" or case.indicator is None:
        if not case.over:
            return case.verdict("not_due", "none", reasons.not_due_judged(target))
        return case.verdict("cannot_judge", "none", reasons.nobody_judged(target))
    if case.definition is None:
        status: Status = "cannot_judge" if case.over or case.apart else "not_due"
        return case.verdict(status, "none", reasons.no_definition(case.indicator, case.apart, case.target))
    at_due = tuple(o for o in case.figures if _at_due(case, o))
    if at_due:
        verdict = _by_due_figure(case, at_due)
        if verdict:
            return verdict
    if case.over:
        return _nothing_at_due(case)
    return _before_due(case)


def _case(plan: Plan, target: Target, figures: Iterable[Observation], as_of: date) -> _Case:
    indicator = plan.indicator(target.indicator)
    rulings = [r for r in plan.rulings if r.target == target.id and r.date <= as_of]
    ruling = max(rulings, key=lambda r: r.date, default=None)
    definition = target.definition or (ruling.definition if ruling else None)
    dated = tuple(sorted((o for o in figures if o.period and _has_value(o)), key=_by_period))
    return _Case(
        plan=plan,
        target=target,
        indicator=indicator,
        definition=definition,
        ruling=ruling,
        figures=tuple(o for o in dated if o.definition == definition),
        apart=tuple(o for o in dated if o.definition != definition),
        as_of=as_of,
    )


def _has_value(o: Observation) -> bool:
    return o.value is not None or o.grade is not None


def _by_period(o: Observation) -> tuple[date, date]:
    period = o.period
    return (period.end, period.start) if period else (date.min, date.min)


def _at_due(case: _Case, o: Observation) -> bool:
    period = o.period
    if period is None:
        return False
    if (period.start, period.end) == (case.due.start, case.due.end):
        return True
    return case.measure in SNAPSHOTS and case.due.covers(period)


def _earlier(case: _Case) -> list[Observation]:
    """Admissible figures of periods before the due one, oldest first."""
    return [o for o in case.figures if o.period and o.period.end <= case.due.start and _whole(case, o.period)]


def _whole(case: _Case, period: Period) -> bool:
    """Whether a period is as long as the due one, or its length does not matter."""
    return case.measure in SNAPSHOTS or period.freq == case.due.freq or period.days > case.due.days


def _best(figures: tuple[Observation, ...]) -> Observation:
    """Of several figures the last inside the period, then the better vouched for, then the latest known."""
    return max(
        figures,
        key=lambda o: (
            _by_period(o)[0],
            _TRUST.get(o.confidence, 1),
            o.vintage or date.min,
            o.authority or "",
        ),
    )


def _by_due_figure(case: _Case, at_due: tuple[Observation, ...]) -> Assessment | None:
    target = case.target
    if target.authority:
        at_due = tuple(o for o in at_due if o.authority == target.authority) or at_due
    last = max(_by_period(o)[0] for o in at_due)
    latest = tuple(o for o in at_due if _by_period(o)[0] == last)
    figure = _best(latest)
    conflicts = tuple(o for o in latest if o is not figure and o.authority != figure.authority)
    answers = {met(target, case.indicator, o) for o in latest}
    if answers == {True}:
        broken = _broken_year(case)
        if broken:
            return case.verdict("missed", "level", reasons.broken(target, case.indicator, broken), broken)
        reason = reasons.met_at_due(target, case.indicator, figure, conflicts)
        return case.verdict("achieved", "level", reason, figure, conflicts)
    if not case.over:
        return None
    if answers == {False}:
        reason = reasons.not_met(target, case.indicator, figure, conflicts)
        return case.verdict("missed", "level", reason, figure, conflicts)
    if len(answers) > 1:
        reason = reasons.authorities_disagree(target, case.indicator, latest)
        return case.verdict("cannot_judge", "none", reason, figure, conflicts)
    return case.verdict("cannot_judge", "none", reasons.vague_figure(target, case.indicator, figure), figure)


def _broken_year(case: _Case) -> Observation | None:
    """For a level to be held every year: the first full period of the plan in which it was not."""
    if not plain(case.target.operator).startswith("hold_"):
        return None
    start = parse_period(case.plan.period.start).start
    return next(
        (
            o
            for o in _earlier(case)
            if o.period and o.period.start >= start and met(case.target, case.indicator, o) is False
        ),
        None,
    )


def _nothing_at_due(case: _Case) -> Assessment:
    earlier = _earlier(case)
    broken = _broken_year(case)
    if broken:
        return case.verdict("missed", "level", reasons.broken(case.target, case.indicator, broken), broken)
    if earlier and case.cumulative and met(case.target, case.indicator, earlier[-1]):
        reason = reasons.met_early(case.target, case.indicator, earlier[-1])
        return case.verdict("achieved", "level", reason, earlier[-1])
    inside = [o for o in case.figures if o.period and o.period.overlaps(case.due)]
    after = [
        o for o in case.figures if o.period and o.period.start >= case.due.end and _whole(case, o.period)
    ]
    last = earlier[-1] if earlier else None
    reason = reasons.nothing_at_due(
        case.target, case.indicator, last, inside[-1] if inside else None, after[0] if after else None
    )
    return case.verdict("cannot_judge", "none", reason, last)


def _before_due(case: _Case) -> Assessment:
    target, earlier = case.target, _earlier(case)
    base, since = _base(case, earlier)
    inside = [o for o in case.figures if _at_due(case, o)]
    last = _last(inside or since)
    if last is None:
        known = earlier[-1] if earlier else None
        return case.verdict("not_due", "none", reasons.not_due(target, case.indicator, known), known)
    broken = _broken_year(case)
    if broken:
        return case.verdict("missed", "level", reasons.broken(target, case.indicator, broken), broken)
    same = tuple(o for o in case.figures if o.period_text == last.period_text)
    if len({met(target, case.indicator, o) for o in same}) > 1:
        reason = reasons.authorities_disagree(target, case.indicator, same)
        return case.verdict("cannot_judge", "none", reason, last)
    if met(target, case.indicator, last):
        status: Status = "achieved" if case.cumulative else "on_course"
        return case.verdict(status, "level", reasons.met_early(target, case.indicator, last), last)
    name = target.scheme or case.plan.default_scheme
    judged = SCHEMES[name].judge(target, base, last)
    if judged is None:
        return case.verdict("cannot_judge", name, reasons.undefined(base, case.indicator, last, name), last)
    return case.verdict(judged.status, name, reasons.by_scheme(case.indicator, judged, name), last)


def _last(figures: list[Observation]) -> Observation | None:
    """The best vouched-for figure of the last period."""
    return _best(tuple(figures)) if figures else None


def _base(case: _Case, earlier: list[Observation]) -> tuple[Base | None, list[Observation]]:
    """Where progress is counted from, and the figures since then.

    The target's own base, else the last figure for a period that ended before the plan began.
    """
    start = parse_period(case.plan.period.start).start
    if case.target.base:
        base = _valued(case.target.base, earlier)
        first = parse_period((base or case.target.base).period).end
        return base, [o for o in earlier if o.period and o.period.start >= first]
    before = [o for o in earlier if o.period and o.period.end <= start and o.value is not None]
    since = [o for o in earlier if o.period and o.period.end > start]
    last = _last(before)
    if last is None:
        return None, since
    return _as_base(last), since


def _valued(base: Base, earlier: list[Observation]) -> Base | None:
    """The declared base; where only its period is declared, with the figure of that or the next that has one."""
    if base.value is not None:
        return base
    start = parse_period(base.period).start
    values = (o for o in earlier if o.period and o.period.start >= start and o.value is not None)
    first = next(values, None)
    return _as_base(first) if first else None


def _as_base(figure: Observation) -> Base:
    return Base(period=str(figure.period_text), value=Decimal(str(figure.value)))
