"""Reading doubts: each with all that happened to it, in order; kept in the process until something happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from math import ceil
from statistics import median
from typing import Any

from django.db import DatabaseError, connection
from django.utils.crypto import salted_hmac

from qualicity.portal import database
from qualicity.portal.doubts.about import FIELDS, About
from qualicity.portal.doubts.kinds import Kind, Outcome, Reason, Said, State
from qualicity.portal.doubts.models import Doubt, Event, Sender

UNKNOWN = "?"
_COUNTED = "select count(*), max(id) from doubts_event"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was given at a moment."""

    text: Said
    outcome: Outcome
    by: str
    at: datetime
    amends: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction notice; `standing` is False where a later answer took its place."""

    wrong: Said
    right: Said
    since: str
    corrected: str
    releases: tuple[str, ...]
    by: str
    at: datetime
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A doubt with what became of it. It never holds the sender's address; `name` only where it may be shown."""

    number: int
    plan: str
    about: About
    as_of: date
    shown: dict[str, Any]
    kind: Kind
    text: str
    evidence: str
    lang: str
    name: str
    asked: datetime
    nonce: str = field(repr=False)
    answers: tuple[Answered, ...] = ()
    notices: tuple[Corrected, ...] = ()
    declined: tuple[Reason, datetime] | None = None

    @property
    def answer(self) -> Answered | None:
        """The answer that stands."""
        return self.answers[-1] if self.answers else None

    @property
    def former(self) -> tuple[Answered, ...]:
        """Answers that were amended since, the latest first."""
        return self.answers[-2::-1]

    @property
    def notice(self) -> Corrected | None:
        """The correction notice that stands."""
        return next((n for n in reversed(self.notices) if n.standing), None)

    @property
    def state(self) -> State:
        """Open until it is answered or declined."""
        if self.answer:
            return self.answer.outcome
        return "declined" if self.declined else "open"

    @property
    def public(self) -> bool:
        """Whether its words may be read: only together with an answer."""
        return self.answer is not None

    @property
    def days(self) -> int | None:
        """How many days it waited for its first answer."""
        return (self.answers[0].at.date() - self.asked.date()).days if self.answers else None

    @property
    def key(self) -> str:
        """What opens its receipt: nobody can guess it, and it stands in no table."""
        return salted_hmac("doubt receipt", f"{self.number} {self.nonce}", algorithm="sha256").hexdigest()[
            :32
        ]


@dataclass(frozen=True, slots=True)
class Board:
    """The doubts of a plan (or of several), the latest first; `known` is False while the database can't be asked."""

    cases: tuple[Case, ...] = ()
    known: bool = True

    def about(self, number: int) -> Case | None:
        """The doubt of a number."""
        return next((c for c in self.cases if c.number == number), None)

    @property
    def open(self) -> tuple[Case, ...]:
        """Those that wait for an answer, the oldest first."""
        return tuple(c for c in reversed(self.cases) if c.state == "open")

    @property
    def corrections(self) -> tuple[Case, ...]:
        """Those with a correction notice, also one that was taken back; the latest correction first."""
        found = [c for c in self.cases if c.notices]
        return tuple(sorted(found, key=lambda c: c.notices[-1].at, reverse=True))

    @property
    def median_days(self) -> int | None:
        """Within how many days half of the answers came."""
        took = [c.days for c in self.cases if c.days is not None]
        return max(1, ceil(median(took))) if took else None


def state() -> str:
    """Changes with everything that happens to any doubt; "" where nothing is kept, `UNKNOWN` while nobody can say."""
    if not database.there():
        return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED)
            n, last = cursor.fetchone()
    except DatabaseError:
        connection.close()
        return UNKNOWN
    # Both: of two at once the later may be seen first.
    return f"{n}-{last or 0}"


def board(plans: Iterable[str], until: date | None = None) -> Board:
    """The doubts of plans; `until`: as they stood at the end of that day (in UTC)."""
    now = state()
    if now in ("", UNKNOWN):
        return Board(known=not now)
    return _board(tuple(plans), until, now, str(connection.settings_dict["NAME"]))


@lru_cache(maxsize=64)
def _board(plans: tuple[str, ...], until: date | None, now: str, of: str) -> Board:
    del now, of
    happened: dict[int, list[Event]] = {}
    for event in Event.objects.filter(doubt__plan__in=plans).order_by("doubt_id", "place"):
        if until is None or event.at.date() <= until:
            happened.setdefault(event.doubt_id, []).append(event)
    names = dict(
        Sender.objects.filter(doubt__plan__in=plans, name_shown=True).values_list("doubt_id", "name")
    )
    doubts = Doubt.objects.filter(plan__in=plans).order_by("-id")
    return Board(tuple(_case(d, names.get(d.id, ""), happened[d.id]) for d in doubts if d.id in happened))


def _case(doubt: Doubt, name: str, events: list[Event]) -> Case:
    answers: list[Answered] = []
    notices: list[Corrected] = []
    declined: tuple[Reason, datetime] | None = None
    for e in events:
        at, said = e.at.astimezone(UTC).replace(tzinfo=None), e.said
        match e.verb:
            case "answered" | "amended":
                notices = [replace(n, standing=False) for n in notices]
                answers.append(
                    Answered(Said.of(said["text"]), said["outcome"], e.by, at, e.verb == "amended")
                )
            case "corrected":
                notices.append(_notice(said, e.by, at))
            case "declined":
                declined = (said["reason"], at)
    return Case(
        number=doubt.id,
        plan=doubt.plan,
        about=About(**{k: getattr(doubt, k) for k in FIELDS}),
        as_of=doubt.as_of,
        shown=doubt.shown,
        kind=doubt.kind,  # type: ignore[arg-type]  # it was checked when it was asked
        text=doubt.text,
        evidence=doubt.evidence,
        lang=doubt.lang,
        name=name,
        asked=events[0].at.astimezone(UTC).replace(tzinfo=None),
        nonce=doubt.nonce,
        answers=tuple(answers),
        notices=tuple(notices),
        declined=declined,
    )


def _notice(said: dict[str, Any], by: str, at: datetime) -> Corrected:
    return Corrected(
        Said.of(said["wrong"]),
        Said.of(said["right"]),
        said["since"],
        said["corrected"],
        tuple(said["releases"]),
        by,
        at,
    )


def email_of(number: int) -> tuple[str, str]:
    """Name and address of a doubt's sender, for whoever answers: on no page."""
    found = Sender.objects.filter(pk=number).first()
    return (found.name, found.email) if found else ("", "")
