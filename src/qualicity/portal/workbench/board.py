"""What is to be done: each duty of a plan with where its submission stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from qualicity.evidence import Duty, EvidenceStore, duties
from qualicity.plan import Plan
from qualicity.portal.workbench.actions.submissions import authors
from qualicity.portal.workbench.held import held_periods
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.rights import Actor, Where, of_the_office, review_right, steps_of

Light: TypeAlias = Literal["late", "returned", "due", "draft", "waiting", "approved", "done", "open", "ahead"]


@dataclass(frozen=True, slots=True)
class Task:
    """A duty and its latest submission."""

    duty: Duty
    submission: Submission | None
    today: date
    held: bool = False
    """Whether its rows are in the evidence, however they came."""

    @property
    def days_late(self) -> int:
        """The days since its date."""
        return (self.today - self.duty.due).days if self.duty.due else 0

    @property
    def light(self) -> Light:
        """What is to be done about it."""
        state = self.submission.state if self.submission else ""
        if state == "effective":
            return "done"
        if state in ("submitted", "approved"):
            return "waiting" if state == "submitted" else "approved"
        if state == "returned":
            return "returned"
        if self.held and state != "draft":
            return "done"
        if self.duty.due is not None and self.duty.due < self.today:
            return "late"
        if state == "draft":
            return "draft"
        if self.duty.due is None:
            return "open"
        return "due" if self.duty.opens is not None and self.duty.opens <= self.today else "ahead"


def tasks(
    store: EvidenceStore,
    today: date,
    organisations: Iterable[str] | None = None,
    until: date | None = None,
) -> tuple[Task, ...]:
    """Every duty of these organisations (None: of all) whose period has begun, in the order of their dates.

    `until` brings those whose period begins by then as well.
    """
    plan = store.plan
    wanted = None if organisations is None else frozenset(organisations)
    asked = (d for d in duties(plan, max(today, until or today)) if not of_the_office(plan, d.dataset))
    found = [d for d in asked if wanted is None or d.organisation in wanted]
    latest = {}
    for s in (
        Submission.objects.filter(plan=plan.id).exclude(state="withdrawn").filter(part="").order_by("created")
    ):
        latest[s.dataset, s.organisation, s.period] = s
    held: dict[tuple[str, str], frozenset[str]] = {}
    for d in found:
        declared, of = plan.dataset(d.dataset), (d.dataset, d.organisation)
        if d.period and declared and of not in held:
            held[of] = held_periods(store.dataset(d.dataset), declared, d)
    return tuple(
        Task(d, latest.get(d.key), today, d.period in held.get((d.dataset, d.organisation), ()))
        for d in found
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission in review: whose turn it is (a step of its dataset's review), whether this person's, and how many days
    the decision is late."""

    submission: Submission
    step: str
    mine: bool
    late: int


def in_review(plan: Plan, actor: Actor, today: date) -> tuple[Waiting, ...]:
    """What is in review and may be seen by this person, what is due first first."""
    waiting = Submission.objects.filter(plan=plan.id, state="submitted").order_by("look_by", "submitted")
    found = []
    for s in waiting:
        if may_see(plan, s, actor):
            steps = steps_of(plan, s.dataset)
            mine = actor.may(
                *review_right(plan, s.dataset, s.step, s.organisation)
            ) and actor.name not in authors(s)
            found.append(Waiting(s, steps[min(s.step, len(steps) - 1)], mine, days_late(s, today)))
    return tuple(found)


def days_late(s: Submission, today: date) -> int:
    """For how many days a decision on it has been due."""
    return max(0, (today - s.look_by).days) if s.state == "submitted" and s.look_by else 0


def to_review(plan: Plan, actor: Actor, today: date) -> tuple[Waiting, ...]:
    """What waits for this person's decision, what is due first first."""
    return tuple(w for w in in_review(plan, actor, today) if w.mine)


def seen(plan: Plan, actor: Actor) -> tuple[Submission, ...]:
    """The submissions that this person may see, the latest first."""
    listed = Submission.objects.filter(plan=plan.id).order_by("-created")[:500]
    return tuple(s for s in listed if may_see(plan, s, actor))


def may_see(plan: Plan, s: Submission, actor: Actor) -> bool:
    """Whether a submission may be seen: by its organisation, the office, auditors, and whoever reviews it at some step."""
    if actor.may("see", Where(plan.id, s.organisation)):
        return True
    declared = plan.dataset(s.dataset)
    steps = declared.reporting.review if declared and declared.reporting else ()
    return any(actor.may(*review_right(plan, s.dataset, n, s.organisation)) for n in range(len(steps)))
