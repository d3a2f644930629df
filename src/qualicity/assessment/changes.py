"""Why a verdict changed between two dates: five parts, substituted one after the other in one fixed order.

| after | known by then |
|---|---|
| before | everything as of the first date |
| `target` | the words in which the promise stands on the second date |
| `definition` | the definition that a ruling has named since; definitions and methods of today (see below) |
| `revision` | the periods of which a figure was known take the values that are known on the second date |
| `performance` | the last figure of the second date, held against what was required of the last one of the first |
| `time` | everything as of the second date: the figure's own period, the due date, rulings that give a status |

Definitions and methods are those of today on any date. What changing them did to figures between the two dates is
taken from the log of computed figures and undone for the first date; a logged change that is due to evidence
as well cannot be told apart and is not undone.

Each part has the status after it and an amount: what it adds to the margin (see `margin`). The amounts add up exactly to the
difference of the two margins. Where a verdict in between has no margin, the part that took it away bears what
changes until there is one again. Without a margin on either date no part has an amount.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from qualicity.assessment.judge import judge
from qualicity.assessment.margin import margin
from qualicity.assessment.model import Assessment, Status
from qualicity.assessment.operators import rounded
from qualicity.assessment.scorecard import figures_of
from qualicity.assessment.undo import as_made_on
from qualicity.assessment.view import PlanView
from qualicity.errors import Text, UsageError
from qualicity.indicators import Figures, Logged, Observation, read_log
from qualicity.plan import Plan, Ruling, Target, parse_period

Part = Literal["target", "definition", "revision", "performance", "time"]
PARTS: tuple[Part, ...] = ("target", "definition", "revision", "performance", "time")
"""In the order in which they are substituted."""

_PLACES = 6
"""Amounts have so many decimals, fewer where numbers are large."""
_DIGITS = 14
"""Amounts have at most so many digits and one: a floating-point number then writes exactly the same decimal."""


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to judge by on a day: the current figures of the target's indicator in its area.

    `verdict` is what was judged of them, where that is known already.
    """

    day: date
    figures: tuple[Observation, ...]
    verdict: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """All that is known on a day, with the verdicts by target as far as they are at hand."""

    day: date
    figures: Figures
    verdicts: Mapping[str, Assessment] = field(default_factory=dict)

    @classmethod
    def of(cls, view: PlanView) -> Day:
        """The day of a view."""
        card = view.scorecard
        return cls(card.as_of, view.figures, {a.target.id: a for a in card.assessments})

    def known(self, target: Target) -> Known:
        """What there is to judge a target by."""
        return Known(self.day, figures_of(self.figures, target), self.verdicts.get(target.id))


@dataclass(frozen=True, slots=True)
class Side:
    """The verdict on one of the two dates, and its margin."""

    assessment: Assessment
    margin: Decimal | None

    @property
    def status(self) -> Status:
        """The verdict's status."""
        return self.assessment.status

    @property
    def value(self) -> float | None:
        """The value of its figure."""
        return self.assessment.figure.value if self.assessment.figure else None


@dataclass(frozen=True, slots=True)
class PartOfChange:
    """What one part did: the verdict after it, and what it added to the margin (None where that is not known)."""

    part: Part
    amount: Decimal | None
    after: Assessment

    @property
    def status(self) -> Status:
        """The status after the part was substituted."""
        return self.after.status


@dataclass(frozen=True, slots=True)
class Change:
    """A target's verdict on two dates, and the parts of what changed; `before` is None where it was not known yet.

    `remade` says that the log of computed figures tells of another definition or method since the first date.
    """

    plan: Plan
    target: Target
    first: date
    last: date
    before: Side | None
    after: Side
    parts: tuple[PartOfChange, ...]
    remade: bool = False

    @property
    def changed(self) -> bool:
        """Whether the status or the figure's value is another one, or the target is new."""
        was = self.before
        return was is None or (was.status, was.value) != (self.after.status, self.after.value)

    def moves(self) -> tuple[PartOfChange, ...]:
        """The parts that changed the status."""
        return tuple(p for p, was in zip(self.parts, self.statuses(), strict=True) if p.status != was)

    def statuses(self) -> tuple[Status | None, ...]:
        """The status before each part."""
        return (self.before.status if self.before else None, *(p.status for p in self.parts[:-1]))


def changes(before: PlanView, after: PlanView, only: Collection[str] | None = None) -> tuple[Change, ...]:
    """What changed of every verdict between two views of a plan, in the order of the plan.

    Targets that became known in between are among them; `only` asks for the targets of these ids.
    Errors: `UsageError` when the first date is after the second.
    """
    return changes_since(Day.of(before), after, only)


def changes_since(before: Day, after: PlanView, only: Collection[str] | None = None) -> tuple[Change, ...]:
    """The same, where of the first date only the figures may be known."""
    now = Day.of(after)
    require_order(before.day, now.day)
    plan, log = after.plan, read_log(after.store.workspace, after.plan)

    def change(target: Target) -> Change:
        of = (target.indicator, target.area or plan.place.code)
        logged = (r for r in log if (r.indicator, r.area) == of)
        return change_of(plan, target, before.known(target), now.known(target), logged)

    return tuple(change(t) for t in plan.targets if t.known <= now.day and (only is None or t.id in only))


def require_order(first: date, last: date) -> None:
    """Errors: `UsageError` when the first date is after the second."""
    if first > last:
        raise UsageError(
            Text(
                f"the first date, {first}, is after the second, {last}: give the earlier one as the first",
                f"起始日期{first}晚于截止日期{last}：请以较早的日期为起始日期",
            )
        )


def change_of(plan: Plan, target: Target, first: Known, last: Known, log: Iterable[Logged] = ()) -> Change:
    """What changed of one target's verdict from one day to a later one.

    `log` holds the logged changes of the indicator's figures. The target must be known on the later day.
    """
    then = as_made_on(first.day, last.day, first.figures, log)
    was = _was(plan, target, first, then) if target.known <= first.day else None
    steps = _steps(plan, target, first, last, then, was)
    margins = [margin(plan, was) if was else None, *(m for _, m in steps)]
    margins = _rounded(margins)
    amounts = _amounts(margins)
    return Change(
        plan=plan,
        target=target,
        first=first.day,
        last=last.day,
        before=Side(was, margins[0]) if was else None,
        after=Side(steps[-1][0], margins[-1]),
        parts=tuple(PartOfChange(p, x, a) for p, x, (a, _) in zip(PARTS, amounts, steps, strict=True)),
        remade=then != first.figures,
    )


def _was(plan: Plan, target: Target, first: Known, then: tuple[Observation, ...]) -> Assessment:
    """The verdict of the first day, by the figures as they were made `then`."""
    same = first.verdict if then == first.figures else None
    return same or judge(plan, target, then, first.day)


def _steps(
    plan: Plan,
    target: Target,
    first: Known,
    last: Known,
    then: tuple[Observation, ...],
    was: Assessment | None,
) -> list[tuple[Assessment, Decimal | None]]:
    """The verdict after each part, with its margin before rounding; where nothing is put in, the one before it."""
    words = target.as_known(last.day).model_copy(update={"restated": ()})
    old, new = _ruling(plan, target, first.day), _ruling(plan, target, last.day)
    naming = _definition_only(old, new, first.day)
    restated = was if was and not target.restated else judge(_ruled(plan, old), words, then, first.day)
    ruled = _ruled(plan, naming)
    defined, revised = restated, restated
    if naming is not old or then != first.figures:
        defined = revised = judge(ruled, words, first.figures, first.day)
    known = {(o.definition, o.period_text) for o in first.figures if _says(o)}
    figures = tuple(o for o in last.figures if (o.definition, o.period_text) in known)
    if figures != first.figures:
        revised = judge(ruled, words, figures, first.day)
    performed = revised
    if last.figures != figures:
        performed = _performed(revised, ruled, words, figures, last.figures, first.day)
    now = last.verdict or judge(plan, target, last.figures, last.day)
    time = revised.figure.period if revised.figure else None
    steps = [(a, margin(plan, a)) for a in (restated, defined, revised)]
    return [*steps, (performed, margin(plan, performed, time)), (now, margin(plan, now))]


def _performed(
    revised: Assessment,
    plan: Plan,
    words: Target,
    figures: tuple[Observation, ...],
    all_figures: tuple[Observation, ...],
    day: date,
) -> Assessment:
    """The verdict with the figures of the last period in the place of the one that was the last on the first date.

    Where that one is only where progress is counted from, or there is none, on all figures in their own periods.
    """
    performed = judge(plan, words, all_figures, day)
    new, old, base = performed.figure, revised.figure, revised.base
    if new is None or old is None or new.period is None or old.period is None:
        return performed
    if new.period.end <= old.period.end or (base and old.period.end <= _end(base.period)):
        return performed
    here, there = (new.definition, new.period_text), (old.definition, old.period_text)
    moved = (replace(o, period_text=there[1]) for o in all_figures if (o.definition, o.period_text) == here)
    kept = (o for o in figures if (o.definition, o.period_text) != there)
    return judge(plan, words, (*kept, *moved), day)


def _end(period: str) -> date:
    return parse_period(period).end


def _says(o: Observation) -> bool:
    return o.value is not None or o.grade is not None


def _ruling(plan: Plan, target: Target, day: date) -> Ruling | None:
    """The ruling that holds on a day: the last one."""
    given = [r for r in plan.rulings if r.target == target.id and r.date <= day]
    return max(given, key=lambda r: r.date, default=None)


def _ruled(plan: Plan, ruling: Ruling | None) -> Plan:
    return plan.model_copy(update={"rulings": (ruling,) if ruling else ()})


def _definition_only(old: Ruling | None, new: Ruling | None, day: date) -> Ruling | None:
    """What holds of rulings before the status that people gave since: the definition that was named, the old status."""
    if new is None or new is old or new.definition is None:
        return old
    return new.model_copy(update={"date": min(new.date, day), "status": old.status if old else None})


def _rounded(margins: list[Decimal | None]) -> list[Decimal | None]:
    """All with as many decimals as the largest of them leaves room for."""
    largest = max((abs(m) for m in margins if m is not None), default=Decimal(0))
    places = min(_PLACES, _DIGITS - 1 - largest.adjusted())
    return [None if m is None else rounded(m, places) + 0 for m in margins]


def _amounts(margins: list[Decimal | None]) -> list[Decimal | None]:
    """What each part adds; a margin that is missing in between is that of the next one that is there."""
    filled = list(margins)
    if filled[0] is None or filled[-1] is None:
        return [None] * len(PARTS)
    for n in range(len(filled) - 2, 0, -1):
        if filled[n] is None:
            filled[n] = filled[n + 1]
    whole = [m for m in filled if m is not None]
    return [after - before for before, after in pairwise(whole)]
