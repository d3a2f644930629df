"""The day on which what is given out last became something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from qualicity.assessment import PlanView
from qualicity.assessment.track_said import read_said
from qualicity.indicators import last_reworked
from qualicity.plan import parse_period


def last_changed(view: PlanView) -> date:
    """The last day (UTC) on which a plan's figures or verdicts became others, as far as plan and store know.

    A day on which nothing of this happened is none, so whoever fetches what has changed need not fetch all anew. A
    commit counts by the day on which it was made, which may be later than the date that is asked about.
    """
    return max((view.plan.adopted, *_of_evidence(view), *_of_plan(view)))


def _of_evidence(view: PlanView) -> Iterator[date]:
    """Rows that were committed, and rows that became known since, of those known by the view's date."""
    day = view.scorecard.as_of
    for store in view.store.entered():
        yield from (c.committed.date() for c in store.commits if not c.known or c.known[0].date() <= day)
        until = store.as_known(day).until
        if until is not None:
            yield until.date()


def _of_plan(view: PlanView) -> Iterator[date]:
    """Targets that became known or fell due, rulings, figures counted otherwise, and what else was said of a target."""
    plan, day, workspace = view.plan, view.scorecard.as_of, view.store.workspace
    fell_due = (parse_period(t.due).last + timedelta(days=1) for t in plan.targets)
    days = (*(t.known for t in plan.targets), *fell_due, *(r.date for r in plan.rulings))
    yield from (d for d in days if d <= day)
    told: set[str] = set()
    for said in read_said(plan, workspace, day):
        if said.target.id in told:  # what was said first changed nothing
            yield said.day
        told.add(said.target.id)
    reworked = last_reworked(workspace, plan, day)
    if reworked is not None:
        yield reworked
