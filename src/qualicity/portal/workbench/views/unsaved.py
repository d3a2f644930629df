"""What was sent while signed out: to be sent now, or thrown away."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from qualicity.plan import Dataset, Plan
from qualicity.portal import catalogue
from qualicity.portal.workbench import unsaved
from qualicity.portal.workbench.board import may_see
from qualicity.portal.workbench.models import Submission, Unsaved
from qualicity.portal.workbench.pages import Desk
from qualicity.portal.workbench.rights import RIGHTS, Where

_CELL = re.compile(r"c-(\d+)-(.+)")
_MACHINE = re.compile(r"g-\d+-.+|[lx]-\d+|version|base|rows|verb|item|token|invitation")
"""Fields of a form that nobody types."""


@dataclass(frozen=True, slots=True)
class Item:
    """One form that was sent: what to call it, what was typed, and all its fields, to be sent again."""

    kept: Unsaved
    title: str
    said: tuple[tuple[str, str], ...]
    typed: unsaved.Typed


def page(here: Desk) -> HttpResponse:
    """What is kept of this person; by POST one of it is thrown away."""
    if here.request.method == "POST":
        unsaved.forget(here.actor.name, str(here.request.POST.get("id", "")))
        here.tell(_("Thrown away."))
        return HttpResponseRedirect(reverse("work-unsaved"))
    found = (_item(here, kept) for kept in unsaved.of(here.actor.name, here.now))
    return here.show("unsaved.html", _("Not saved yet"), items=[i for i in found if i])


def _item(here: Desk, kept: Unsaved) -> Item | None:
    """What is shown of one; None where this person may not (any more) work at that address."""
    try:
        match = resolve(kept.path)
    except Resolver404:
        return None
    name, plans = str(match.kwargs.get("plan", "")), catalogue.live()
    if name not in plans.ids or name not in here.actor.plans():
        return None
    plan = plans.plan(name)
    if not _may_work(here, plan, match):
        return None
    dataset, typed = plan.dataset(str(match.kwargs.get("dataset", ""))), unsaved.read(kept)
    said = tuple(
        filter(
            None, (_said(here, dataset, field, value, dict(typed.fields)) for field, value in typed.fields)
        )
    )
    return Item(kept, here.say(dataset.title if dataset else plan.title), said, typed)


def _may_work(here: Desk, plan: Plan, match: ResolverMatch) -> bool:
    """Whether this person still has to do with the organisation or submission of an address."""
    if "id" in match.kwargs and "submissions" in match.route:
        found = Submission.objects.filter(pk=match.kwargs["id"], plan=plan.id).first()
        return found is not None and may_see(plan, found, here.actor)
    where = Where(plan.id, str(match.kwargs.get("organisation", "")))
    return any(here.actor.may(right, where) for right in RIGHTS)


def _said(
    here: Desk, dataset: Dataset | None, field: str, value: str, all_: dict[str, str]
) -> tuple[str, str] | None:
    """What is shown of a field: where it stands in the form, and what was typed; None for what nobody typed."""
    if not value.strip() or _MACHINE.fullmatch(field):
        return None
    cell = _CELL.fullmatch(field)
    if cell is None:
        return _("You typed"), value
    row, name = int(cell[1]), cell[2]
    if all_.get(f"g-{row}-{name}") == value:
        return None
    fields = dataset.table_schema.fields if dataset and dataset.table_schema else ()
    title = next((here.say(f.title) for f in fields if f.name == name and f.title), name)
    return _("Row %(n)s: %(field)s") % {"n": row + 1, "field": title}, value
