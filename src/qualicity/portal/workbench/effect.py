"""What a submission would change: rows, figures and verdicts, worked out beside the store and never in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from qualicity import evidence
from qualicity.assessment import Assessment, PlanView, view_plan
from qualicity.errors import LANGS, Lang, Text, UsageError
from qualicity.evidence import Author, Duty, RowChange, compare, shadow
from qualicity.indicators import Observation
from qualicity.plan import Plan
from qualicity.portal.catalogue import Catalogue
from qualicity.portal.workbench import effects_kept, sentences
from qualicity.portal.workbench.actions.submissions import content_of
from qualicity.portal.workbench.checking import Desk, desk, take_in
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.sentences import MovedSentence
from qualicity.release.exports import Edition
from qualicity.release.freeze import releases
from qualicity.release.report.differences import base
from qualicity.release.report.differences import before as release_before
from qualicity.workspace import Workspace

WAIT = 2.0
"""Seconds to wait while another one is worked out."""
MOST_ROWS = 200
"""So many changed rows are kept and shown; all are counted."""


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
    sentences: Mapping[Lang, tuple[MovedSentence, ...]] = field(default_factory=dict)

    @property
    def moves(self) -> int:
        """How many rows it changes."""
        change = self.answer.change
        return change.inserted + change.updated if change else 0

    @property
    def more_rows(self) -> bool:
        """Whether more rows change than are kept."""
        return self.moves > len(self.rows)

    @property
    def shown_figures(self) -> tuple[MovedFigure, ...]:
        """Those that a page shows."""
        return self.figures[:MOST_ROWS]


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
        rows = compare(store, first, store.version or 0, MOST_ROWS) if first is not None else ()
        after = view_plan(plan, beside, max(before.scorecard.as_of, at.now.date()))
        moved = figures(before, after), verdicts(before, after)
        return Effect(
            answer, rows, *moved, sentences_moved(at.workspace, before, after) if any(moved) else {}
        )


def sentences_moved(
    workspace: Workspace, before: PlanView, after: PlanView
) -> dict[Lang, tuple[MovedSentence, ...]]:
    """The sentences of the mayor's report that read otherwise, in each language."""
    edition = Edition(before)
    since = base(edition, workspace, release_before(edition, releases(workspace, before.plan.id)))
    return {lang: sentences.moved(before, after, since, lang) for lang in LANGS}


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


ONE = Lock()
"""One effect is worked out at a time in a process: it may take a processor for seconds, and readers ask meanwhile."""


class BusyError(UsageError):
    """Somebody else's is being worked out."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Another one is being worked out just now. Ask again in a few seconds.",
                "系统正在测算另一份提交的影响，请稍候片刻再查看。",
            )
        )


def effect_of(plans: Catalogue, s: Submission, now: datetime) -> Effect:
    """What a submission would change, worked out once for its content, the evidence as it is, and the day.

    Whichever process worked it out first, all of them serve it. One at a time in a process: it may take a processor for
    seconds, and readers ask meanwhile.
    Errors: `BusyError`.
    """
    state = effects_kept.state(plans, s.plan, now)
    opened = plans.open(
        s.plan, plans.now()
    )  # forgets everything once the plan's folder or evidence is another
    key = ("effect", effects_kept.key_of(state, s))
    found: Effect | None = opened.kept.get(key)
    if found is not None:
        return found
    if not ONE.acquire(timeout=WAIT):
        raise BusyError
    try:
        duty = Duty(None, None, s.dataset, s.organisation, s.period)
        at, plan = desk(plans, s.plan, now), plans.plan(s.plan)

        def make() -> Effect:
            return effect(at, plan, duty, content_of(s), s.name, opened.view)

        return opened.keep(key, lambda: effects_kept.kept(state, s, now, make))
    finally:
        ONE.release()
