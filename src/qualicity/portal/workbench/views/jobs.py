"""Work that failed, for the office and the administrator."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.portal.workbench.actions.jobs import Retry
from qualicity.portal.workbench.models import Job
from qualicity.portal.workbench.pages import Desk
from qualicity.portal.workbench.queue import MOST_TRIES

MOST = 200


def failed(here: Desk) -> HttpResponse:
    """What was tried and is not done: it is tried again by itself, or was given up."""
    here.require("jobs")
    waiting = Job.objects.filter(said__plan=here.the_plan.id, done=None, tries__gt=0)
    listed = waiting.exclude(error="", tries__lt=MOST_TRIES).order_by("-tries", "due")[:MOST]
    return here.show("jobs.html", _("Failed work"), jobs=listed, most=MOST_TRIES)


def retry(here: Desk, id: str) -> HttpResponse:
    """Have it tried again now."""
    here.require("jobs")
    Retry(here.the_plan, int(id) if id.isdecimal() and len(id) < 19 else 0).run(here.actor, here.now)
    here.tell(_("It is tried again now."))
    return HttpResponseRedirect(reverse("work-jobs", args=[here.the_plan.id]))
