"""An organisation's duties and reviews as iCalendar (RFC 5545), at a signed address that needs no session.

It can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import reverse
from django.utils.translation import override

from qualicity.errors import Lang, Text
from qualicity.evidence import duties
from qualicity.evidence.duties import years_unsettled
from qualicity.plan import Plan, parse_period
from qualicity.portal import catalogue
from qualicity.portal.mail import absolute
from qualicity.portal.pages import language
from qualicity.portal.workbench.models import Feed, Submission
from qualicity.portal.workbench.rights import Where, review_right
from qualicity.portal.workbench.worker import clock
from qualicity.release.ics import TAGS, text, utc, written

BACK, AHEAD = timedelta(days=92), timedelta(days=400)
"""The days before and after today of which a feed tells."""
_SIGNER = Signer(sep="~", salt="qualicity.workbench.feeds")

_UNSETTLED = Text(
    "The days off of that year are not announced yet: the date may still move.",
    "该年度调休安排尚未公布，日期可能调整。",
)
_DECIDE = Text("To decide: ", "待审核：")


def token_of(feed: Feed) -> str:
    """The secret part of a feed's address: its number with this portal's signature."""
    return _SIGNER.sign(str(feed.pk))


def feed_at(token: str) -> Feed | None:
    """The feed of an address; None for one that is not ours, or was taken back."""
    try:
        number = _SIGNER.unsign(token)
    except BadSignature:
        return None
    return Feed.objects.filter(pk=number, revoked=None).first()


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has the address."""
    found, plans = feed_at(token), catalogue.live()
    if found is None or found.plan not in plans.ids:
        return _kept_nowhere(HttpResponseNotFound(content_type="text/plain; charset=utf-8"))
    plan, lang = plans.plan(found.plan), language(request)
    body = ics(plan, found.organisation, plan.day(clock()), lang)
    return _kept_nowhere(HttpResponse(body, content_type="text/calendar; charset=utf-8"))


def ics(plan: Plan, organisation: str, today: date, lang: Lang) -> str:
    """What an organisation is to report around a day, and what waits for its reviewers, each on the day by which it is due."""
    found = (*_reports(plan, organisation, today, lang), *_reviews(plan, organisation, lang))
    near = (e for e in found if today - BACK <= e.due <= today + AHEAD)
    return written("Reporting calendar", (line for e in near for line in _written(plan, e, today, lang)))


@dataclass(frozen=True, slots=True)
class _Event:
    """What is due on a day: its id, its title, what is to be known of it, and the address of its page ("" without one)."""

    id: str
    due: date
    title: str
    link: str
    about: tuple[str, ...] = ()


def _reports(plan: Plan, organisation: str, today: date, lang: Lang) -> Iterator[_Event]:
    for d in duties(plan, today + AHEAD):
        declared = plan.dataset(d.dataset)
        if d.organisation == organisation and declared is not None and d.due is not None:
            title = f"{declared.title.get(lang)} · {parse_period(d.period).title().get(lang)}"
            link = _link("work-form", [plan.id, d.dataset, d.organisation, d.period], lang)
            about = (_UNSETTLED.get(lang),) if years_unsettled(plan, [d]) else ()
            yield _Event(f"{d.dataset}-{d.organisation}-{d.period}", d.due, title, link, about)


def _reviews(plan: Plan, organisation: str, lang: Lang) -> Iterator[_Event]:
    """The decisions that wait for the organisation's reviewers."""
    waiting = Submission.objects.filter(plan=plan.id, state="submitted", look_by__isnull=False)
    for s in waiting.order_by("look_by", "pk"):
        declared = plan.dataset(s.dataset)
        turn = review_right(plan, s.dataset, s.step, s.organisation)
        if declared is None or s.look_by is None or turn != ("review", Where(plan.id, organisation)):
            continue
        of = plan.organisation(s.organisation)
        parts = (
            declared.title.get(lang),
            parse_period(s.period).title().get(lang) if s.period else "",
            of.title.get(lang) if of else s.organisation,
        )
        title = f"{_DECIDE.get(lang)}{' · '.join(filter(None, parts))}"
        link = _link("work-submission", [plan.id, s.pk], lang)
        yield _Event(f"review-{s.pk}-{s.version}", s.look_by, title, link)


def _link(name: str, parts: list[str], lang: Lang) -> str:
    with override(lang):
        return absolute(reverse(name, args=parts))


def _written(plan: Plan, e: _Event, today: date, lang: Lang) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{plan.id}-{e.id}@qualicity"
    yield f"DTSTAMP:{utc(datetime.combine(today, time(), UTC))}"
    yield f"DTSTART;VALUE=DATE:{e.due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{e.due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={TAGS[lang]}:{text(e.title)}"
    yield f"DESCRIPTION;LANGUAGE={TAGS[lang]}:{text(chr(10).join((plan.title.get(lang), *e.about)))}"
    if e.link:
        yield f"URL:{e.link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
