"""The month's page, for the plan office and auditors, and the word to all who are late."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.portal import catalogue
from qualicity.portal.workbench.actions.reminding import RemindLate
from qualicity.portal.workbench.month import latest, month
from qualicity.portal.workbench.pages import Desk
from qualicity.portal.workbench.queue import MOST_TRIES
from qualicity.portal.workbench.views.calendar import line


def page(here: Desk) -> HttpResponse:
    """What is late, came back, waits, moved, comes next and went wrong."""
    here.require("month")
    plan = here.the_plan
    plans = catalogue.live()
    found = month(plans, plan, here.today)
    return here.show(
        "month.html",
        _("The month"),
        month=found,
        late=[line(here, t) for t in found.late],
        figures=latest(found.moved.figures),
        areas=plans.open(plan.id, plans.now()).areas,
        tries=MOST_TRIES,
        mayor=reverse("report", kwargs={"plan": plan.id, "file": "mayor.pdf"}),
        may_remind=here.may("remind"),
        may_retry=here.may("jobs"),
    )


def remind(here: Desk) -> HttpResponse:
    """Write to all who are late."""
    here.require("remind")
    RemindLate(here.the_plan).run(here.actor, here.now)
    here.tell(_("Everybody who is late gets a letter within a minute."))
    return HttpResponseRedirect(reverse("work-month", args=[here.the_plan.id]))
