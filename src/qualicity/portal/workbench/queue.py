"""Work that is done apart from any request: kept in the database, taken by one worker at a time, done at least once.

A worker that takes a job moves its `due` ahead by `LEASE`, and again as long as it works on it; what a killed worker leaves
is due again within half a minute. Every kind of work must bear being done twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any, TypeAlias

from django.db import DatabaseError, connection, transaction

from qualicity.portal.workbench.models import Job

LEASE = timedelta(seconds=30)
"""So long a job is a worker's from when it last said that it is at work."""
RENEW = 10.0
"""It says so every so many seconds."""
MOST_TRIES = 8
Kinds: TypeAlias = Mapping[str, Callable[[Job, datetime], None]]
_log = logging.getLogger("qualicity.worker")


def ask(kind: str, key: str, said: dict[str, Any], due: datetime) -> Job:
    """Ask for work, inside the transaction of what it follows from. The same work asked for twice is one."""
    job, _ = Job.objects.get_or_create(key=f"{kind} {key}", defaults={"kind": kind, "said": said, "due": due})
    return job


def take(now: datetime) -> Job | None:
    """The job that has waited longest, this worker's for `LEASE`; None where nothing is due."""
    at = now.replace(tzinfo=UTC)
    with transaction.atomic():
        waiting = Job.objects.filter(done=None, due__lte=at, tries__lt=MOST_TRIES).order_by("due", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        job = waiting.first()
        if job is None:
            return None
        job.due, job.tries = at + LEASE, job.tries + 1
        job.save(update_fields=["due", "tries"])
        return job


def work(kinds: Kinds, clock: Callable[[], datetime], most: int = 1_000_000) -> int:
    """Do what is due, one job after another; returns how many were done."""
    done = 0
    while done < most and (job := take(clock())) is not None:
        try:
            with _at_work(job, clock):
                kinds[job.kind](job, clock())
        except Exception as error:  # one job's failure must not keep the others waiting
            _log.exception("job %s failed", job.key)
            wait = timedelta(seconds=min(600, 2**job.tries))
            Job.objects.filter(pk=job.pk).update(
                error=f"{type(error).__name__}: {error}"[:2000], due=clock().replace(tzinfo=UTC) + wait
            )
        else:
            Job.objects.filter(pk=job.pk).update(done=clock().replace(tzinfo=UTC), error="")
            done += 1
    return done


@contextmanager
def _at_work(job: Job, clock: Callable[[], datetime]) -> Iterator[None]:
    """Keep a job this worker's as long as it works on it."""
    ended = Event()

    def say_so() -> None:
        while not ended.wait(RENEW):
            with suppress(DatabaseError):  # kept busy by the work itself: then it is said the next time
                Job.objects.filter(pk=job.pk).update(due=clock().replace(tzinfo=UTC) + LEASE)
        connection.close()

    saying = Thread(target=say_so, daemon=True)
    saying.start()
    try:
        yield
    finally:
        ended.set()
        saying.join()
