"""The release calendar as iCalendar (RFC 5545), for people's own calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from qualicity.errors import Lang
from qualicity.plan import Plan
from qualicity.release.calendar import Calendar, Entry

_LONGEST = 75
"""Octets of a line without its end (3.1)."""


def ics(plan: Plan, found: Calendar, lang: Lang) -> str:
    """The announced releases as events in one language, by the date that holds now.

    A time stamp is the day on which the date was said, so the file changes only with what is announced.
    """
    return written(
        "Release calendar", (line for entry in found.entries for line in _event(plan, entry, lang))
    )


def written(product: str, events: Iterable[str]) -> str:
    """A calendar with the lines of its events, as a file."""
    first = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Qualicity//{product}//EN", "METHOD:PUBLISH")
    return "".join(f"{part}\r\n" for line in (*first, *events, "END:VCALENDAR") for part in _folded(line))


def _event(plan: Plan, e: Entry, lang: Lang) -> Iterator[str]:
    said = e.announced
    told = e.postponed[-1].known if e.postponed else said.known
    yield "BEGIN:VEVENT"
    yield f"UID:{plan.id}-{said.name}@qualicity"
    yield f"DTSTAMP:{utc(datetime.combine(told, time()))}"
    yield f"SEQUENCE:{len(e.postponed)}"
    if len(e.due) > 10:
        yield f"DTSTART:{utc(datetime.fromisoformat(e.due))}"
    else:
        yield f"DTSTART;VALUE=DATE:{date.fromisoformat(e.due):%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={TAGS[lang]}:{text(f'{plan.title.get(lang)} · {said.title.get(lang)}')}"
    about = [p.why.get(lang) for p in e.postponed] + ([said.note.get(lang)] if said.note else [])
    if about:
        yield f"DESCRIPTION;LANGUAGE={TAGS[lang]}:{text(chr(10).join(about))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


TAGS: dict[Lang, str] = {"en": "en", "zh": "zh-Hans"}
"""What the LANGUAGE parameter calls them (RFC 5646)."""


def utc(moment: datetime) -> str:
    """A DATE-TIME value in UTC (3.3.5)."""
    return f"{moment:%Y%m%dT%H%M%SZ}"


def text(value: str) -> str:
    """A TEXT value (3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value.replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, all but the first begun with a space; no letter is cut."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _LONGEST:
            yield piece
            piece = " "
        piece += letter
    yield piece
