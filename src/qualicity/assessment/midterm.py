"""What became of each verdict since the middle of the plan, in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from qualicity.assessment.changes import Change, Day, changes_since
from qualicity.assessment.changes_words import sentence
from qualicity.assessment.kept import of_targets
from qualicity.assessment.model import Status
from qualicity.assessment.view import PlanView
from qualicity.errors import Text
from qualicity.indicators import Figures, compute, read_log
from qualicity.plan import Plan, parse_period


@dataclass(frozen=True, slots=True)
class SinceMidterm:
    """A target's verdict on the plan's middle day (None: not known yet) and after, and why it is another."""

    day: date
    changed: bool
    before: Status | None
    after: Status
    sentence: Text


def middle_of(plan: Plan) -> date:
    """The day in the middle of the plan's period."""
    first, last = parse_period(plan.period.start).start, parse_period(plan.period.end).last
    return first + (last - first) / 2


def since_midterm(found: Iterable[Change]) -> dict[str, SinceMidterm]:
    """The changes since the plan's middle day, by target."""
    return {
        c.target.id: SinceMidterm(
            c.first, c.changed, c.before.status if c.before else None, c.after.status, sentence(c)
        )
        for c in found
    }


def kept_since_midterm(view: PlanView) -> Mapping[str, SinceMidterm]:
    """What became of each verdict since the plan's middle day; those that were made before are kept in the workspace."""
    plan, last, middle = view.plan, view.scorecard.as_of, middle_of(view.plan)
    if last <= middle:
        return {}
    before = Day(middle, Figures(compute(plan, view.store, middle)))
    then, now, logged = before.figures.hashes(), view.figures.hashes(), defaultdict[str, list[str]](list)
    for row in read_log(view.store.workspace, plan):
        logged[row.indicator].append(repr(row))

    def key(indicator: str) -> str:
        return f"{last} {then.get(indicator, '')} {now.get(indicator, '')} {logged.get(indicator, '')}"

    def make(targets: Collection[str]) -> dict[str, SinceMidterm]:
        return since_midterm(changes_since(before, view, targets))

    keys = {t.id: key(t.indicator or "") for t in plan.targets if t.known <= last}
    return of_targets(plan, view.store.workspace, "midterm", SinceMidterm, keys, make)
