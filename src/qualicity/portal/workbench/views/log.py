"""The log of everything that changed something, for auditors and administrators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualicity.portal.workbench.models import Entry
from qualicity.portal.workbench.pages import Desk

A_PAGE = 100


def log(here: Desk) -> HttpResponse:
    """The plan's entries, the latest first."""
    here.require("log")
    listed = Paginator(Entry.objects.filter(plan=here.the_plan.id).order_by("-place"), A_PAGE)
    return here.show("log.html", _("Log"), entries=listed.get_page(here.request.GET.get("page")))
