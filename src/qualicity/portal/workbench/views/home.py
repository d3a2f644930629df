"""The first pages: what this person has to do."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.evidence import EvidenceStore
from qualicity.portal import catalogue
from qualicity.portal.workbench.board import seen, tasks, to_review
from qualicity.portal.workbench.guide import TARGET, guide
from qualicity.portal.workbench.models import PlanChange
from qualicity.portal.workbench.pages import Desk

FIRST = ("returned", "late", "due", "draft")
"""The lights of what is to be done now."""


def home(here: Desk) -> HttpResponse:
    """The plans in which this person has a role; with one plan, that plan's page."""
    plans = catalogue.live()
    mine = [plans.plan(p) for p in here.actor.plans() if p in plans.ids]
    if len(mine) == 1:
        return HttpResponseRedirect(reverse("work-plan", kwargs={"plan": mine[0].id}))
    return here.show("home.html", _("Your work"), plans=mine)


def plan_home(here: Desk) -> HttpResponse:
    """What is to be reported and to be reviewed, the most pressing first."""
    plan = here.the_plan
    store = EvidenceStore(catalogue.live().workspace, plan)
    organisations = here.actor.organisations(plan.id, "report")
    found = tasks(store, here.today, organisations) if organisations else ()
    listed = sorted(found, key=lambda t: FIRST.index(t.light) if t.light in FIRST else len(FIRST))
    return here.show(
        "plan.html",
        _("Your work"),
        todo=[t for t in listed if t.light in FIRST],
        open=[t for t in listed if t.light == "open"],
        waiting=[t for t in listed if t.light in ("waiting", "approved")],
        done=[t for t in listed if t.light == "done"][-12:][::-1],
        guide=guide(plan),
        guide_target=TARGET,
        review=to_review(plan, here.actor, here.today),
        seen=seen(plan, here.actor)[:50],
        changes=_to_countersign(here),
    )


def _to_countersign(here: Desk) -> list[PlanChange]:
    """The changes of the plan that wait for this person: another's, where this one may approve."""
    if not here.may("plan_approve"):
        return []
    waiting = PlanChange.objects.filter(plan=here.the_plan.id, state="proposed").exclude(by=here.actor.name)
    return list(waiting.order_by("proposed"))
