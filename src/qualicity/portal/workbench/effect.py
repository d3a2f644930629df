"""What a submission would change: rows, figures and verdicts, worked out beside the store and never in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qualicity import evidence
from qualicity.assessment import Assessment, PlanView, view_plan
from qualicity.evidence import Author, Duty, EvidenceStore, RowChange, compare, shadow
from qualicity.indicators import Observation
from qualicity.plan import Plan
from qualicity.portal.workbench.checking import Desk, take_in

MOST_ROWS = 200
"""So many changed rows are shown; all are counted."""


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A figure before and after; None on the side where it is not."""

    before: Observation | None
    after: Observation | None

    @property
    def figure(self) -> Observation:
        """The figure that it is about."""
        found = self.after or self.before
        if found is None:
            raise ValueError
        return found


@dataclass(frozen=True, slots=True)
class MovedVerdict:
    """The verdict on a target before and after; its status or the sentence that gives its reason differs."""

    before: Assessment
    after: Assessment

    @property
    def flips(self) -> bool:
        """Whether the status itself is another one."""
        return self.before.status != self.after.status


@dataclass(frozen=True, slots=True)
class Effect:
    """What would be otherwise: `answer` of the check, and, where it fits, rows, figures and verdicts."""

    answer: evidence.Submission
    rows: tuple[RowChange, ...] = ()
    figures: tuple[MovedFigure, ...] = ()
    verdicts: tuple[MovedVerdict, ...] = ()


def effect(at: Desk, plan: Plan, duty: Duty, data: bytes, name: str, before: PlanView) -> Effect:
    """Take the rows into a workspace beside the real one, compute there, and say what differs from `before`."""
    with shadow(at.workspace, plan.id) as beside:
        there = Desk(at.folder, beside, at.now)
        first = there.store.dataset(duty.dataset).version
        answer = take_in(there, duty, data, name, Author(duty.organisation, "", at.now, "submission"))
        if (
            not answer.accepted
            or answer.change is None
            or not (answer.change.inserted + answer.change.updated)
        ):
            return Effect(answer)
        store = there.store.dataset(duty.dataset)
        rows = compare(store, first, store.version or 0) if first is not None else ()
        after = view_plan(plan, beside, max(before.scorecard.as_of, at.now.date()))
        return Effect(answer, rows, figures(before, after), verdicts(before, after))


def figures(before: PlanView, after: PlanView) -> tuple[MovedFigure, ...]:
    """The current figures that differ."""
    then, now = before.figures.hashes(), after.figures.hashes()
    moved = []
    for indicator in dict.fromkeys((*then, *now)):
        if then.get(indicator) != now.get(indicator):
            first, last = _current(before, indicator), _current(after, indicator)
            pairs = (MovedFigure(first.get(k), last.get(k)) for k in dict.fromkeys((*first, *last)))
            moved += [m for m in pairs if _said(m.before) != _said(m.after)]
    return tuple(moved)


def verdicts(before: PlanView, after: PlanView) -> tuple[MovedVerdict, ...]:
    """The verdicts whose status or reason differs."""
    then = {a.target.id: a for a in before.scorecard.assessments}
    pairs = ((then[a.target.id], a) for a in after.scorecard.assessments if a.target.id in then)
    return tuple(MovedVerdict(b, a) for b, a in pairs if (b.status, b.reason) != (a.status, a.reason))


def _current(view: PlanView, indicator: str) -> dict[tuple[object, ...], Observation]:
    found = view.figures.of(indicator, breakdown=None, current=True)
    return {(o.definition, o.area, o.period_text, o.authority, o.breakdown): o for o in found}


def _said(o: Observation | None) -> tuple[object, ...] | None:
    return None if o is None else (o.value, o.grade, o.reason, o.status)


def stores_of(store: EvidenceStore, day: date) -> tuple[object, ...]:
    """What an effect depends on beside the content: the versions of all datasets, and the day."""
    return (*sorted(store.versions().items()), day)
