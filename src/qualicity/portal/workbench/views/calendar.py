"""The calendar's page, and the feed of an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from qualicity.errors import LANGS
from qualicity.evidence import EvidenceStore
from qualicity.portal import catalogue
from qualicity.portal.mail import absolute
from qualicity.portal.workbench.actions.feeds import MakeFeed, RevokeFeed, feed_of
from qualicity.portal.workbench.board import Task, may_see
from qualicity.portal.workbench.calendar import calendar, month_of
from qualicity.portal.workbench.feeds import token_of
from qualicity.portal.workbench.models import Feed
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.rights import Right

FEEDS_OF: tuple[Right, ...] = ("report", "review")
"""Who has one of these for an organisation may give its calendar an address."""


@dataclass(frozen=True, slots=True)
class Line:
    """A task with the page on which it is worked on or looked at; "" where this person has none."""

    task: Task
    url: str


def page(here: Desk) -> HttpResponse:
    """What is due in a month: for people of organisations theirs, for the office and auditors everything."""
    plan, today = here.the_plan, here.today
    organisations = None if here.may("see") else here.actor.organisations(plan.id, "see")
    month = month_of(str(here.request.GET.get("month", "")), today)
    found = calendar(EvidenceStore(catalogue.live().workspace, plan), today, month, organisations)
    mine = dict.fromkeys(o for r in FEEDS_OF for o in here.actor.organisations(plan.id, r))
    return here.show(
        "calendar.html",
        _("Calendar"),
        month=found,
        lines=[line(here, t) for d in found.days for t in d.tasks],
        late=[line(here, t) for t in found.late],
        feeds=[(o, here.organisation(o), _addresses(here, feed_of(plan.id, o))) for o in mine],
        whole=organisations is None,
    )


def feed(here: Desk, organisation: str) -> HttpResponse:
    """Give the organisation's calendar an address, or take it back."""
    plan = here.the_plan
    if not here.may("review", organisation):
        here.require("report", organisation)
    if all(o.id != organisation for o in plan.organisations):
        raise NotHereError
    if here.request.POST.get("verb") == "revoke":
        RevokeFeed(plan, organisation).run(here.actor, here.now)
        here.tell(_("The address is taken back: whoever has it gets nothing from now on."))
    else:
        MakeFeed(plan, organisation).run(here.actor, here.now)
        here.tell(
            _("The calendar has an address now. Whoever has it can read the dates: hand it on with care.")
        )
    return HttpResponseRedirect(reverse("work-calendar", args=[plan.id]))


def line(here: Desk, task: Task) -> Line:
    """A task with its link."""
    plan, d, s = here.the_plan, task.duty, task.submission
    if s is not None and s.state not in ("draft", "returned") and may_see(plan, s, here.actor):
        return Line(task, reverse("work-submission", args=[plan.id, s.pk]))
    if here.may("report", d.organisation) and d.opens is not None and d.opens <= task.today:
        return Line(task, reverse("work-form", args=[plan.id, d.dataset, d.organisation, d.period or "-"]))
    return Line(task, "")


def _addresses(here: Desk, found: Feed | None) -> list[tuple[str, str]]:
    """The feed's address in each language."""
    if found is None:
        return []
    listed: list[tuple[str, str]] = []
    for lang in LANGS:
        with override(lang):
            path = reverse("work-ics", args=[token_of(found)])
        listed.append((lang, absolute(path) or here.request.build_absolute_uri(path)))
    return listed
