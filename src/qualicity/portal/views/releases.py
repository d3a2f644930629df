"""What was released of a plan, and what has moved since the last release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualicity.assessment import STATUSES, Status
from qualicity.errors import Text
from qualicity.plan import Postponement
from qualicity.portal import catalogue, failures
from qualicity.portal.citing import Citation, release_citation
from qualicity.portal.context import InPlan
from qualicity.portal.doubted import board_of
from qualicity.portal.pages import Page
from qualicity.portal.released import now, public_releases, releases_then
from qualicity.portal.views.doubts import notices
from qualicity.portal.views.reports import ReportRow, report_rows
from qualicity.portal.words import day, moment
from qualicity.release.calendar import (
    RULE,
    Calendar,
    Entry,
    calendar,
    calendar_record,
    public_from,
    standing_words,
)
from qualicity.release.freeze import Frozen, Moved
from qualicity.release.ics import ics as calendar_file


@dataclass(frozen=True, slots=True)
class Followed:
    """The last release before the day that a page is read as known on, and what has moved since."""

    release: Frozen
    url: str
    moved: Moved

    @property
    def words(self) -> str:
        """How much has moved, in a sentence."""
        verdicts, figures = len(self.moved.verdicts), self.moved.figures
        if not verdicts and not figures:
            return _("nothing has moved since")
        said = [
            ngettext("%(n)d verdict", "%(n)d verdicts", verdicts) % {"n": verdicts} if verdicts else "",
            ngettext("%(n)d figure", "%(n)d figures", figures) % {"n": figures} if figures else "",
        ]
        return _("moved since: %(what)s") % {"what": _(" and ").join(s for s in said if s)}


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release in the list."""

    release: Frozen
    url: str
    lock_url: str
    signature_url: str
    tally: tuple[tuple[Status, int], ...]
    citation: Citation
    reports: tuple[ReportRow, ...]

    @property
    def made(self) -> datetime:
        """When it was made, in UTC."""
        return self.release.lock.made


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict that is another than at the release."""

    title: Text
    url: str
    before: Status | None
    now: Status | None


@dataclass(frozen=True, slots=True)
class AnnouncedRow:
    """An announced release: the address of its pages where they may be seen, and its dates and standing in words."""

    entry: Entry
    url: str
    due: str
    standing: Text
    postponed: tuple[tuple[str, Postponement], ...]


def followed(here: InPlan) -> Followed | None:
    """The release that a live page follows; None on a page of a release, or where there is none yet."""
    plans = catalogue.current()
    if plans.release is not None:
        return None
    for found in public_releases(plans.workspace, here.plan.id):
        if found.lock.as_of <= here.as_of.day and found.lock.made.date() <= here.as_of.day:
            return Followed(found, _scorecard(here, found), here.opened.moved_since(found))
    return None


def _scorecard(here: InPlan, found: Frozen) -> str:
    return f"/r/{found.lock.name}/{here.lang}/{found.lock.plan}/"


def releases(here: InPlan) -> Page:
    """Every release of the plan that may be seen, the latest first."""
    found = releases_then(catalogue.current(), here.plan.id)
    rows = [_row(here, f) for f in found]
    follows, own = followed(here), catalogue.current().release
    ahead = calendar(here.plan, found, _moment(here))

    def records() -> list[dict[str, Any]]:
        return [_record(r) for r in rows]

    return Page(
        template="releases.html",
        title=_("Releases"),
        record=lambda: {
            "plan": here.plan.id,
            "releases": records(),
            "calendar": calendar_record(ahead),
            "moved": _moved(follows),
        },
        table=records,
        section="releases",
        keep=catalogue.current().release is not None,  # what is announced is late from a minute on
        context={
            "rows": rows,
            "reports": report_rows(here),
            "own": next((r for r in rows if own and r.release.lock.name == own.lock.name), None),
            "live_releases": f"/{here.lang}/{here.plan.id}/releases/",
            "followed": follows,
            "verdicts": _verdicts(here, follows),
            "announced": _announced(here, ahead),
            "rate": ahead.words,
            "rule": RULE,
            "notices": notices(here, [c for c in board_of(here).corrections if c.notice]),
        },
    )


def _moment(here: InPlan) -> datetime:
    """The moment at which the calendar is read: that of the release whose page it is, the end of a date asked for, now."""
    release = catalogue.current().release
    if release is not None:
        return public_from(release)
    return min(now(), datetime.combine(here.as_of.day, time.max)) if here.as_of.asked else now()


def _announced(here: InPlan, ahead: Calendar) -> list[AnnouncedRow]:
    return [
        AnnouncedRow(
            e,
            _scorecard(here, e.release) if e.release else "",
            _said(here, e.announced.due),
            standing_words(e),
            tuple((_said(here, p.to), p) for p in e.postponed),
        )
        for e in ahead.entries
    ]


def _said(here: InPlan, due: str) -> str:
    """A day, with its time where one is said."""
    found = datetime.fromisoformat(due)
    return moment(found, here.lang) if len(due) > 10 else day(found.date(), here.lang)


def ics(here: InPlan) -> HttpResponse:
    """The release calendar for people's own calendars.

    Errors: `NotYetError` where nothing is announced.
    """
    ahead = calendar(here.plan, releases_then(catalogue.current(), here.plan.id), _moment(here))
    if not ahead.entries:
        raise failures.NotYetError(Text("No release is announced.", "尚无预告的发布。"))
    return HttpResponse(
        calendar_file(here.plan, ahead, here.lang), content_type="text/calendar; charset=utf-8"
    )


def _row(here: InPlan, found: Frozen) -> ReleaseRow:
    name, file = found.lock.name, found.file
    counted = _tally(a["status"] for a in found.lock.parts["assessments"])
    signature = f"/r/{name}/lock.json.sig" if file.with_name(f"{file.name}.sig").is_file() else ""
    return ReleaseRow(
        found,
        _scorecard(here, found),
        f"/r/{name}/lock.json",
        signature,
        counted,
        release_citation(here, found),
        report_rows(here, found),
    )


def _tally(statuses: Iterable[Status]) -> tuple[tuple[Status, int], ...]:
    listed = list(statuses)
    return tuple((s, listed.count(s)) for s in STATUSES if s in listed)


def _verdicts(here: InPlan, follows: Followed | None) -> list[VerdictRow]:
    rows = []
    for v in follows.moved.verdicts if follows else ():
        target = here.plan.target(v.target)
        rows.append(
            VerdictRow(
                target.title if target else Text(v.target),
                here.to.target(v.target) if target else "",
                v.before,
                v.now,
            )
        )
    return rows


def _record(row: ReleaseRow) -> dict[str, Any]:
    lock = row.release.lock
    head = ("name", "plan", "as_of", "made", "by", "note")
    return {k: lock.head[k] for k in head} | {
        "checksum": lock.checksum,
        "url": row.url,
        "lock": row.lock_url,
        "signature": row.signature_url or None,
        "tally": dict(row.tally),
        "citation": {"sentence": row.citation.sentence, "bibtex": row.citation.bibtex},
    }


def _moved(follows: Followed | None) -> dict[str, Any] | None:
    if follows is None:
        return None
    m = follows.moved
    places = {"revised": m.revised, "added": m.added, "gone": m.gone}
    keys = ("indicator", "definition", "area", "period", "breakdown", "authority")
    return {
        "since": follows.release.lock.name,
        "verdicts": [{"target": v.target, "before": v.before, "now": v.now} for v in m.verdicts],
        **{k: [dict(zip(keys, place, strict=True)) for place in v] for k, v in places.items()},
    }
