"""The release calendar: what a plan's office announces that it will release, and by when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from qualicity.errors import Text
from qualicity.plan.basics import Frozen, TimePeriod

RELEASE_NAME = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
"""What a release may be called: it stands in addresses and names of files."""
LATEST = "latest-of"
"""What none may be called: `/r/latest-of/PLAN/` leads to a plan's latest one."""


def _moment(said: str) -> str:
    """Errors: ValueError for what is neither a day nor a day with a time."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or len(said) not in (10, 16):
        raise ValueError(f"'{said}' is not a day; write 2025-03-31, or with a time in UTC 2025-03-31T09:00")
    return said


def last_moment(due: str) -> datetime:
    """The last moment (UTC) that keeps a date: the time said, or the end of the day."""
    said = datetime.fromisoformat(due)
    if len(due) > 10:
        return said
    return datetime.combine(said.date() + timedelta(days=1), time()) - timedelta(microseconds=1)


class Postponement(Frozen):
    """A later date for an announced release: `to` (as `due` is said), `why`, and `known`, the day on which it was said."""

    to: Annotated[str, AfterValidator(_moment)]
    known: date
    why: Text


class AnnouncedRelease(Frozen):
    """A release announced ahead: `due` is a day, or a day with a time (UTC), by which the public can see it.

    `name` is the one that `qualicity release --name` will give it. `known` is the day of the announcement; before it
    nobody is told, and one that is not announced before it is due does not count in the on-time rate. `covers` is the
    period that it is about, `as_of` the day as known on which it will be. `due` stays the date that was announced first:
    a later one stands under `postponed`, and the on-time rate counts by the first.
    """

    name: Annotated[str, Field(pattern=f"^{RELEASE_NAME}$", max_length=60)]
    title: Text
    due: Annotated[str, AfterValidator(_moment)]
    known: date
    covers: TimePeriod | None = None
    as_of: date | None = None
    note: Text | None = None
    postponed: tuple[Postponement, ...] = ()

    @property
    def day(self) -> date:
        """The day on which it is due."""
        return datetime.fromisoformat(self.due).date()

    @property
    def timed(self) -> bool:
        """Whether a time of that day is said."""
        return len(self.due) > 10

    @property
    def last_moment(self) -> datetime:
        """The last moment (UTC) that is on time: the time said, or the end of the day."""
        return last_moment(self.due)

    def postponed_by(self, day: date) -> tuple[Postponement, ...]:
        """The postponements that were said by a day."""
        return tuple(p for p in self.postponed if p.known <= day)

    @property
    def ahead(self) -> bool:
        """Whether it was announced before the day on which it is due."""
        return self.known < self.day
