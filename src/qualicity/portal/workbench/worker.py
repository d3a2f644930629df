"""The work that waits: bringing approved submissions into the evidence, and telling people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

from django.db import close_old_connections

from qualicity.evidence import Author, Duty
from qualicity.portal import catalogue
from qualicity.portal.workbench import queue
from qualicity.portal.workbench.actions.submissions import TAKE_EFFECT, TakeEffect, content_of
from qualicity.portal.workbench.checking import desk, take_in
from qualicity.portal.workbench.models import Job, Submission
from qualicity.portal.workbench.rights import Actor

WORKER = Actor("qualicity")
"""Who the log says did it."""
EVERY = 1.0
"""Seconds between two looks at what is due."""


def clock() -> datetime:
    """The moment (in UTC, without zone)."""
    return datetime.now(UTC).replace(tzinfo=None)


def take_effect(job: Job, now: datetime) -> None:
    """Bring an approved submission's rows into the evidence, once, whatever happened to a worker before.

    The evidence's commit carries the submission's id; where it is there already, nothing is committed again.
    """
    found = Submission.objects.filter(pk=job.key.removeprefix(f"{TAKE_EFFECT} ")).first()
    if found is None or found.state != "approved":
        return
    plans = catalogue.live()
    plan, duty = plans.plan(found.plan), duty_of(found)
    author = Author(found.organisation, found.note or found.period, now, "submission", found.id)
    answer = take_in(desk(plans, plan.id, now), duty, content_of(found), found.name, author)
    change = answer.change
    if change is None:
        errors = [p.message for p in answer.problems if p.severity == "error"]
        why = errors[0] if errors else None
        refused = f"{why.en} / {why.get('zh')}" if why else "–"
        TakeEffect(plan, found.id, found.version, refused=refused).run(WORKER, now)
        return
    said = {
        "inserted": change.inserted,
        "updated": change.updated,
        "unchanged": change.unchanged,
        "version": change.version,
    }
    TakeEffect(plan, found.id, found.version, said=said).run(WORKER, now)


def duty_of(found: Submission) -> Duty:
    """What a submission was made for."""
    return Duty(None, None, found.dataset, found.organisation, found.period)


def tell_returned(job: Job, now: datetime) -> None:
    """Tell everybody who touched a submission that it came back."""
    from qualicity.portal.workbench.letters import returned

    returned(job, now)


KINDS = {TAKE_EFFECT: take_effect, "returned": tell_returned}
"""The kinds of work, each with what does it."""


def run(stop: Event, tick: Callable[[], datetime] = clock) -> None:
    """Do what is due until told to stop."""
    while not stop.is_set():
        close_old_connections()
        queue.work(KINDS, tick)
        stop.wait(EVERY)
