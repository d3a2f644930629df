"""The release calendar: what was announced against what the public could see, and how often that was on time.

A release is on time when the public could see it no later than announced: on the day (UTC) or, where a time is said, by
that time. What counts is when it was made, or when its embargo ended. The on-time rate is of the releases that were
announced before the day on which they were due and that are out or past it; the others are not counted. The day that
counts is the one announced first: a postponement is shown, and is no way of being on time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from qualicity.errors import Text
from qualicity.plan import AnnouncedRelease, Plan, Postponement
from qualicity.plan.calendar import last_moment
from qualicity.release.freeze import Frozen
from qualicity.release.text import both

Standing = Literal["announced", "postponed", "on_time", "late", "overdue"]
STANDINGS: dict[Standing, Text] = {
    "announced": Text("announced", "已预告"),
    "postponed": Text("postponed", "已推迟"),
    "on_time": Text("on time", "按时"),
    "late": Text("late", "迟发"),
    "overdue": Text("overdue", "逾期未发"),
}
RULE = Text(
    "On time is what the public could see no later than first announced (the day in UTC, or the time where one is said). "
    "Counted are releases announced before their day that are out or past it; one that was postponed counts by its first day.",
    "按时指公众不晚于首次预告时间（按协调世界时的日期，注明时刻的以时刻为准）即可看到。只计提前预告、且已发布或已到期的发布；"
    "推迟的发布仍按首次预告的日期计。",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An announced release with where it stands; `out` is when the public could first see it (UTC).

    `days` is how many calendar days behind the one first announced it is or came: 0 on the day itself, never below.
    `postponed` are the postponements known by then, `past` says whether the first date is over.
    """

    announced: AnnouncedRelease
    standing: Standing
    out: datetime | None = None
    days: int = 0
    release: Frozen | None = None
    postponed: tuple[Postponement, ...] = ()
    past: bool = True

    @property
    def due(self) -> str:
        """The date that holds now: the last one said."""
        return self.postponed[-1].to if self.postponed else self.announced.due

    @property
    def counted(self) -> bool:
        """Whether it counts in the on-time rate."""
        return self.announced.ahead and (self.out is not None or self.past)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The announced releases in the order in which they are due, as at a moment; of `counted` ones `on_time` were."""

    entries: tuple[Entry, ...]

    @property
    def counted(self) -> int:
        """How many count."""
        return sum(e.counted for e in self.entries)

    @property
    def on_time(self) -> int:
        """How many of those came on time."""
        return sum(e.counted and e.standing == "on_time" for e in self.entries)

    @property
    def postponed(self) -> int:
        """How many were put off."""
        return sum(bool(e.postponed) for e in self.entries)

    @property
    def words(self) -> Text | None:
        """The rate in a sentence; None where nothing counts yet."""
        k, n = self.on_time, self.counted
        if not n:
            return None
        noun, off = "release" if n == 1 else "releases", self.postponed
        en = f"{k} of {n} {noun} announced ahead came on time"
        zh = f"提前预告的 {n} 次发布中，{k} 次按时"
        if off:
            en, zh = f"{en}; {off} {'was' if off == 1 else 'were'} postponed", f"{zh}；{off} 次曾推迟"
        return Text(f"{en}.", f"{zh}。")


def calendar(plan: Plan, releases: Iterable[Frozen], at: datetime) -> Calendar:
    """Where a plan's announced releases stand at a moment (UTC, without zone), for the public.

    What the public cannot see by then, under an embargo or not made, counts as not there.
    """
    there = {r.lock.name: r for r in releases if r.lock.plan == plan.id and public_from(r) <= at}
    known = (_entry(r, there.get(r.name), at) for r in plan.releases if r.known <= at.date())
    return Calendar(tuple(sorted(known, key=lambda e: (last_moment(e.due), e.announced.name))))


def public_from(release: Frozen) -> datetime:
    """When the public could first see a release: when it was made, or its embargo ended."""
    lock = release.lock
    return max(lock.made, lock.embargo) if lock.embargo else lock.made


def calendar_record(found: Calendar) -> dict[str, Any]:
    """`{"announced": […], "on_time", "counted", "rule"}`."""
    return {
        "announced": [_record(e) for e in found.entries],
        "on_time": found.on_time,
        "counted": found.counted,
        "rule": both(RULE),
    }


def standing_words(e: Entry) -> Text:
    """`3 days late`, `3 days overdue`, `late, on the day itself`."""
    word, n = STANDINGS[e.standing], e.days
    if e.standing in ("announced", "postponed", "on_time"):
        return word
    if not n:
        return Text(f"{word.en}, on the day itself", f"当日{word.get('zh')}")
    return Text(f"{n} day{'' if n == 1 else 's'} {word.en}", f"{word.get('zh')} {n} 天")


def _entry(said: AnnouncedRelease, release: Frozen | None, at: datetime) -> Entry:
    out = public_from(release) if release else None
    behind, put_off = max(0, ((out or at).date() - said.day).days), said.postponed_by(at.date())
    late, past = (out or at) > said.last_moment, at > said.last_moment
    if out is not None:
        return Entry(said, "late" if late else "on_time", out, behind, release, put_off, past)
    if not put_off:
        return Entry(said, "overdue", days=behind) if late else Entry(said, "announced", past=past)
    over = at > last_moment(put_off[-1].to)
    return Entry(said, "overdue" if over else "postponed", days=behind, postponed=put_off, past=past)


def _record(e: Entry) -> dict[str, Any]:
    said = e.announced
    return {
        "name": said.name,
        "title": both(said.title),
        "due": said.due,
        "announced": said.known.isoformat(),
        "postponed": [{"to": p.to, "known": p.known.isoformat(), "why": both(p.why)} for p in e.postponed],
        "covers": said.covers,
        "as_of": said.as_of.isoformat() if said.as_of else None,
        "note": both(said.note),
        "standing": e.standing,
        "out": e.out.isoformat(timespec="seconds") if e.out else None,
        "days": e.days,
        "counted": e.counted,
    }
