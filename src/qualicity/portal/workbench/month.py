"""The month of a plan: what is late, came back or waits, what moved since a month ago, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from qualicity.assessment import PlanView, Standing
from qualicity.evidence import EvidenceStore
from qualicity.plan import Plan
from qualicity.portal import catalogue
from qualicity.portal.doubts.board import Case, board
from qualicity.portal.workbench.board import Task, tasks
from qualicity.portal.workbench.effect import MovedFigure, MovedVerdict, figures, verdicts
from qualicity.portal.workbench.models import Entry, Job, Submission
from qualicity.portal.workbench.reckoned import reckon
from qualicity.portal.workbench.rights import steps_of
from qualicity.portal.workbench.timeliness import Timeliness


@dataclass(frozen=True, slots=True)
class Back:
    """A submission that came back, and since when."""

    submission: Submission
    since: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits for a decision: whose step it is, and whether its day has passed."""

    submission: Submission
    step: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone that is late or due soon."""

    standing: Standing
    lead: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What is otherwise than at the end of a day."""

    verdicts: tuple[MovedVerdict, ...] = ()
    figures: tuple[MovedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """What the plan office looks at. `since` is a month before `today`."""

    today: date
    since: date
    late: tuple[Task, ...]
    returned: tuple[Back, ...]
    waiting: tuple[Waiting, ...]
    moved: Moved
    milestones: tuple[Milestone, ...]
    doubts: tuple[Case, ...]
    failed: tuple[Job, ...]
    whole: Timeliness
    parts: tuple[tuple[str, Timeliness], ...]
    begun: bool
    """Whether anybody has handed in anything yet."""

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.late or self.returned or self.waiting or self.doubts or self.failed)


def month(plans: catalogue.Catalogue, plan: Plan, today: date) -> Month:
    """The month of a plan up to a day.

    Errors: `NotLoadedError` when its evidence is not in the workspace.
    """
    store, since = EvidenceStore(plans.workspace, plan), a_month_before(today)
    now, then = plans.open(plan.id, min(today, plans.now())).view, plans.open(plan.id, since).view
    whole, parts = reckon(store, today - timedelta(days=1))
    return Month(
        today,
        since,
        tuple(t for t in tasks(store, today) if t.light == "late"),
        _returned(plan),
        _waiting(plan, today),
        _moved(then, now),
        _milestones(now, today),
        board((plan.id,)).open,
        _failed(plan),
        whole,
        tuple((o.id, parts[o.id]) for o in plan.organisations if o.id in parts and parts[o.id].any),
        Submission.objects.filter(plan=plan.id).exclude(submitted=None).exists(),
    )


def a_month_before(day: date) -> date:
    """The same day of the month before, or that month's last one."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def end_of_next_month(day: date) -> date:
    """The last day of the month after."""
    after_next = (day.replace(day=1) + timedelta(days=62)).replace(day=1)
    return after_next - timedelta(days=1)


def _moved(then: PlanView, now: PlanView) -> Moved:
    flipped = tuple(v for v in verdicts(then, now) if v.flips)
    return Moved(flipped, tuple(f for f in figures(then, now) if f.after is not None))


def latest(moved: Iterable[MovedFigure]) -> list[tuple[MovedFigure, int]]:
    """Of each series the figure of its last period, and how many of earlier ones moved as well."""
    series: dict[tuple[object, ...], list[MovedFigure]] = {}
    for m in moved:
        o = m.figure
        series.setdefault((o.indicator, o.definition, o.area, o.authority, o.breakdown), []).append(m)
    return [(max(s, key=lambda m: m.figure.period_text or ""), len(s) - 1) for s in series.values()]


def _returned(plan: Plan) -> tuple[Back, ...]:
    """Those whose organisations have them again, the one that came back first before the others."""
    found = {f"submission {s.pk}": s for s in Submission.objects.filter(plan=plan.id, state="returned")}
    last = dict(_back_at(found))
    listed = [Back(s, last.get(thing, "")) for thing, s in found.items()]
    return tuple(sorted(listed, key=lambda b: b.since))


def _back_at(things: Iterable[str]) -> Iterable[tuple[str, str]]:
    entries = Entry.objects.filter(thing__in=list(things), said__state="returned").order_by("place")
    listed: Iterable[tuple[str, str]] = entries.exclude(verb="submission.save").values_list("thing", "at")
    return listed


def _waiting(plan: Plan, today: date) -> tuple[Waiting, ...]:
    found = []
    for s in Submission.objects.filter(plan=plan.id, state="submitted").order_by("submitted"):
        steps = steps_of(plan, s.dataset)
        late = s.look_by is not None and s.look_by < today
        found.append(Waiting(s, steps[min(s.step, len(steps) - 1)], late))
    return tuple(found)


def _milestones(view: PlanView, today: date) -> tuple[Milestone, ...]:
    """Late ones and those due by the end of next month, by their dates."""
    found, until = [], end_of_next_month(today)
    for a in view.board.actions:
        for s in a.milestones:
            soon = s.due is not None and today <= s.due.last <= until
            if s.light not in ("done", "done_late") and (s.light == "late" or soon):
                found.append(Milestone(s, a.action.lead or ""))
    return tuple(sorted(found, key=lambda m: m.standing.due.last if m.standing.due else date.max))


def _failed(plan: Plan) -> tuple[Job, ...]:
    """Work of this plan that went wrong and is not done."""
    jobs = Job.objects.filter(done=None).exclude(error="").order_by("due")
    return tuple(j for j in jobs if j.said.get("plan", plan.id) == plan.id)
