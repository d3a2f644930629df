"""What is in review: whose turn it is, by when, and how late."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualicity.portal.workbench.board import in_review
from qualicity.portal.workbench.pages import Desk


def reviews(here: Desk) -> HttpResponse:
    """Everything in review that this person may see, the most pressing first."""
    listed = in_review(here.the_plan, here.actor, here.today)
    return here.show("reviews.html", _("In review"), listed=listed, late=sum(bool(r.late) for r in listed))
