"""An organisation's duties as iCalendar (RFC 5545), at a signed address that needs no session and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import reverse
from django.utils.translation import override

from qualicity.errors import Lang, Text
from qualicity.evidence import Duty, duties
from qualicity.plan import Plan, parse_period
from qualicity.portal import catalogue
from qualicity.portal.mail import absolute
from qualicity.portal.pages import language
from qualicity.portal.workbench.models import Feed
from qualicity.portal.workbench.worker import clock
from qualicity.release.ics import TAGS, text, utc, written

BACK, AHEAD = timedelta(days=92), timedelta(days=400)
"""The days before and after today of which a feed tells."""
_SIGNER = Signer(sep="~", salt="qualicity.workbench.feeds")

_UNSETTLED = Text(
    "The days off of that year are not announced yet: the date may still move.",
    "该年度调休安排尚未公布，日期可能调整。",
)


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
    """What an organisation is to report around a day, each on the day by which it is due."""
    found = [d for d in duties(plan, today + AHEAD) if d.organisation == organisation]
    near = [d for d in found if d.due is not None and today - BACK <= d.due <= today + AHEAD]
    return written("Reporting calendar", (line for d in near for line in _event(plan, d, today, lang)))


def _event(plan: Plan, d: Duty, today: date, lang: Lang) -> Iterator[str]:
    from qualicity.evidence.duties import years_unsettled

    declared, due = plan.dataset(d.dataset), d.due
    if declared is None or due is None:
        return
    title = f"{declared.title.get(lang)} · {parse_period(d.period).title().get(lang)}"
    with override(lang):
        link = absolute(reverse("work-form", args=[plan.id, d.dataset, d.organisation, d.period]))
    about = [plan.title.get(lang)]
    if years_unsettled(plan, [d]):
        about.append(_UNSETTLED.get(lang))
    yield "BEGIN:VEVENT"
    yield f"UID:{plan.id}-{d.dataset}-{d.organisation}-{d.period}@qualicity"
    yield f"DTSTAMP:{utc(datetime.combine(today, time(), UTC))}"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={TAGS[lang]}:{text(title)}"
    yield f"DESCRIPTION;LANGUAGE={TAGS[lang]}:{text(chr(10).join(about))}"
    if link:
        yield f"URL:{link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
