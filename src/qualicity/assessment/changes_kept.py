"""What is said of a change of a verdict, without all that it was found from; kept in the workspace while that is the same.

What is said since an earlier day is made from the program, the plan, the two days, the figures of the target's
indicator as known on each, and what was logged of them: one changed figure makes only its own targets' changes anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from qualicity.assessment.changes import Change, Day, Part, Side, changes_since
from qualicity.assessment.changes_words import part_words, sentence
from qualicity.assessment.kept import of_each
from qualicity.assessment.model import Status
from qualicity.assessment.view import PlanView
from qualicity.errors import Text
from qualicity.indicators import Figures, Observation, compute, read_log

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SaidSide:
    """The verdict on one of the two dates: its status and reason, the figure that it rests on, its margin."""

    status: Status
    reason: Text
    figure: Observation | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class SaidPart:
    """What one part did: in words (None where it did nothing), its amount, and the status after it."""

    part: Part
    words: Text | None
    amount: Decimal | None
    status: Status


@dataclass(frozen=True, slots=True)
class SaidChange:
    """What is said of the change of one target's verdict: `title` is the target's; `before` as in `Change`."""

    target: str
    title: Text
    before: SaidSide | None
    after: SaidSide
    changed: bool
    parts: tuple[SaidPart, ...]
    sentence: Text


def said_of(c: Change) -> SaidChange:
    """What is said of a change."""
    parts = (
        SaidPart(p.part, part_words(c, p, amount=False, turned=False), p.amount, p.status) for p in c.parts
    )
    before = _side(c.before) if c.before else None
    return SaidChange(
        c.target.id, c.target.title, before, _side(c.after), c.changed, tuple(parts), sentence(c)
    )


def _side(side: Side) -> SaidSide:
    a = side.assessment
    return SaidSide(a.status, a.reason, a.figure, side.margin)


def kept_changes(view: PlanView, first: date) -> tuple[SaidChange, ...]:
    """What is said of each change between a day and the view's, in the order of the plan, as `changes` finds it.

    Those since one day are kept, so it is for the day that is asked for most. Errors: those of `changes`.
    """
    found = kept_since(view, first, "changes", SaidChange, lambda new: {c.target.id: said_of(c) for c in new})
    return tuple(found[t.id] for t in view.plan.targets if t.id in found)


def kept_since(
    view: PlanView,
    first: date,
    name: str,
    kind: type[_T],
    make: Callable[[Iterable[Change]], Mapping[str, _T]],
) -> Mapping[str, _T]:
    """What is said of the changes since a day by target, kept or made; `name` is that of the cache's folder."""
    plan, last = view.plan, view.scorecard.as_of
    before = Day(first, Figures(compute(plan, view.store, first)))
    then, now, logged = before.figures.hashes(), view.figures.hashes(), defaultdict[str, list[str]](list)
    for row in read_log(view.store.workspace, plan):
        logged[row.indicator].append(repr(row))

    def key(indicator: str) -> str:
        figures = f"{then.get(indicator, '')} {now.get(indicator, '')}"
        return f"{first} {last} {figures} {logged.get(indicator, '')}"

    def made(targets: Collection[str]) -> Mapping[str, _T]:
        return make(changes_since(before, view, targets))

    keys = {t.id: key(t.indicator or "") for t in plan.targets if t.known <= last}
    return of_each(plan, view.store.workspace, name, kind, keys, made)
