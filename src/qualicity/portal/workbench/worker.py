"""The work that waits: bringing approved submissions into the evidence, and telling people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any

from django.db import close_old_connections

from qualicity.errors import Problem, Text
from qualicity.evidence import Author, Duty
from qualicity.portal import catalogue
from qualicity.portal.workbench import applying, files, queue, unsaved
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.changes import APPLY
from qualicity.portal.workbench.actions.doubts import ANSWERED
from qualicity.portal.workbench.actions.files import SCAN, Looked
from qualicity.portal.workbench.actions.submissions import TAKE_EFFECT, WORKER, content_of
from qualicity.portal.workbench.actions.taking_effect import Reason, Refuse, TakeEffect
from qualicity.portal.workbench.checking import Desk, desk, take_in
from qualicity.portal.workbench.models import Attachment, Job, Submission
from qualicity.portal.workbench.reminding import LETTER, REMIND, REMIND_LATE, ask_daily, post, remind

MOST_REASONS = 100
"""So many errors are told of what comes back."""
EVERY = 1.0
"""Seconds between two looks at what is due."""


def clock() -> datetime:
    """The moment (in UTC, without zone)."""
    return datetime.now(UTC).replace(tzinfo=None)


def take_effect(job: Job, now: datetime) -> None:
    """Bring an approved submission's rows into the evidence, once, whatever happened to a worker before.

    The evidence's commit carries the submission's id; where it is there already, nothing is checked or committed again.
    """
    found = Submission.objects.filter(pk=job.said["id"]).first()
    if found is None or found.state != "approved":
        return
    if found.embargo and now.replace(tzinfo=UTC) < found.embargo:
        raise RuntimeError(f"not before {found.embargo:%Y-%m-%d %H:%M}")
    plans = catalogue.live()
    plan = plans.plan(found.plan)
    at = desk(plans, plan.id, now)
    said = _committed(at, found)
    if said is None:
        author = Author(found.organisation, found.note or found.period, now, "submission", found.id)
        answer = take_in(at, duty_of(found), content_of(found), found.name, author)
        change = answer.change
        if change is None:
            Refuse(plan, found.id, found.version, reasons_of(at, found, answer.problems)).run(WORKER, now)
            return
        said = _counted(change.inserted, change.updated, change.version) | {"unchanged": change.unchanged}
    TakeEffect(plan, found.id, found.version, said=said).run(WORKER, now)


def _committed(at: Desk, found: Submission) -> dict[str, Any] | None:
    """What the commit of a worker that was stopped right after it says."""
    commits = at.store.dataset(found.dataset).commits
    c = next((c for c in commits if c.submission == found.id), None)
    return _counted(c.inserted, c.updated, c.version) if c else None


def _counted(inserted: int, updated: int, version: int | None) -> dict[str, Any]:
    return {"inserted": inserted, "updated": updated, "version": version}


def reasons_of(at: Desk, found: Submission, problems: Sequence[Problem]) -> tuple[Reason, ...]:
    """The errors, each at its cell where it has one, in both languages."""
    sheet = sheets.read(at.dataset(duty_of(found)), content_of(found), found.name)
    errors = [p for p in problems if p.severity == "error"]
    cells, others = sheets.at_cells(errors, sheet)
    said = [Reason(_both(p.message), row + 1, name) for (row, name), listed in cells.items() for p in listed]
    return (*(Reason(_both(p.message)) for p in others), *said)[:MOST_REASONS]


def _both(text: Text) -> str:
    return f"{text.get('zh')} / {text.en}"


def duty_of(found: Submission) -> Duty:
    """What a submission was made for."""
    return Duty(None, None, found.dataset, found.organisation, found.period)


def tell_returned(job: Job, now: datetime) -> None:
    """Tell everybody who touched a submission that it came back."""
    from qualicity.portal.workbench.letters import returned

    returned(job, now)


def check_large(job: Job, now: datetime) -> None:
    """Check a large file that was uploaded, and keep the answer."""
    from qualicity.portal.workbench.checks import work

    work(job, now)


def look_through(job: Job, now: datetime) -> None:
    """Have a file looked through that waits for it."""
    found = Attachment.objects.filter(pk=job.key.removeprefix(f"{SCAN} "), state="waiting").first()
    if found is not None:
        workspace = catalogue.live().workspace
        verdict = files.scan(files.place(workspace, found.sha256))
        Looked(found.id, verdict, workspace).run(WORKER, now)


def tell_reader(job: Job, now: datetime) -> None:
    """Tell the sender of a doubt that the office has answered."""
    from qualicity.portal.workbench.letters import answered

    answered(job, now)


def apply_change(job: Job, now: datetime) -> None:
    """Write an approved change into the plan's folder, where the portal was stopped before it had."""
    plans = catalogue.live()
    if job.said["plan"] in plans.ids:
        applying.apply(plans, job.said["number"], now)


KINDS = {
    TAKE_EFFECT: take_effect,
    "returned": tell_returned,
    REMIND: remind,
    REMIND_LATE: remind,
    LETTER: post,
    SCAN: look_through,
    ANSWERED: tell_reader,
    APPLY: apply_change,
    "check": check_large,
}
"""The kinds of work, each with what does it."""


def run(stop: Event, tick: Callable[[], datetime] = clock) -> None:
    """Do what is due until told to stop."""
    asked: datetime | None = None
    while not stop.is_set():
        close_old_connections()
        now = tick()
        quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
        if asked != quarter:  # somewhere a day begins at any of them
            ask_daily(now)
            unsaved.forget_old(now)
            asked = quarter
        queue.work(KINDS, tick)
        stop.wait(EVERY)
