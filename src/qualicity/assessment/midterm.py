"""What became of each verdict since the middle of the plan, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from qualicity.assessment.changes import Change
from qualicity.assessment.changes_kept import kept_since
from qualicity.assessment.changes_words import sentence
from qualicity.assessment.model import Status
from qualicity.assessment.view import PlanView
from qualicity.errors import Text
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
    middle = middle_of(view.plan)
    if view.scorecard.as_of <= middle:
        return {}
    return kept_since(view, middle, "midterm", SinceMidterm, since_midterm)
