"""The form of a thing of the plan: what is typed becomes edits of a draft, checked at once, shown at its field."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.errors import Text, UsageError
from qualicity.plan.edits import ONE, Edit, Files, applied, place_of
from qualicity.portal import catalogue
from qualicity.portal.workbench import changing
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.actions.changes import KeepEdits
from qualicity.portal.workbench.asking import Form, title_of
from qualicity.portal.workbench.models import PlanChange
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.states import EDITABLE
from qualicity.portal.workbench.views.changes import SHOWN, _version


def edit(here: Desk, kind: str, thing: str) -> HttpResponse:
    """The form, and what it sends."""
    here.require("plan_propose")
    plans = catalogue.live()
    if kind not in SHOWN:
        raise NotHereError
    files, name = Files.of(plans.path(here.the_plan.id)), kind
    id_ = "" if name == "plan" else thing
    try:
        place_of(files, name, id_)
    except UsageError:
        raise NotHereError from None
    draft = _draft(here)
    form = Form(here.the_plan, files, name, id_, changing.edits_of(draft) if draft else ())
    if here.request.method != "POST":
        return _shown(here, form, draft, _checked(draft))
    return _kept(here, form, draft)


def _draft(here: Desk) -> PlanChange | None:
    """The change of one's own that is gone on with: the one that the address names, or the latest; None: a new one."""
    mine = PlanChange.objects.filter(plan=here.the_plan.id, by=here.actor.name, state__in=EDITABLE)
    wanted = str(here.request.GET.get("change", ""))
    named = mine.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 12 else None
    return named or mine.order_by("-pk").first()


def _kept(here: Desk, form: Form, draft: PlanChange | None) -> HttpResponse:
    typed = form.typed(here.request.POST)
    edits = (*(e for e in form.edits if not form.about(e)), *typed)
    try:
        applied(form.files, edits)
    except (
        UsageError
    ) as error:  # a place that no form can change: nothing is kept of it, and nothing typed is lost
        return _shown(here, _with(form, edits), draft, None, error.text)
    if not draft and not edits:
        return _shown(here, form, None, None, Text("Nothing is changed yet.", "尚未修改任何内容。"))
    base = changing.base_of(form.files, edits)
    number, version = (draft.pk, _version(here)) if draft else (0, 0)
    try:
        kept = KeepEdits(here.the_plan, edits, base, number, version).run(here.actor, here.now)
    except ConflictError as error:
        return _shown(here, _with(form, edits), draft, None, error.text, 409)
    checked = _checked(kept)
    if checked and any(p.severity == "error" for e in typed for p in checked.at.get(e, ())):
        return _shown(here, _with(form, edits), kept, checked)
    here.tell(
        _("Kept in your change. Nothing of the plan is changed yet: look at it below, then propose it.")
    )
    return HttpResponseRedirect(reverse("work-change", args=[here.the_plan.id, kept.pk]))


def _with(form: Form, edits: tuple[Edit, ...]) -> Form:
    return Form(form.plan, form.files, form.kind, form.id, edits)


def _checked(draft: PlanChange | None) -> changing.Checked | None:
    if draft is None or not draft.edits:
        return None
    plans = catalogue.live()
    return changing.check(plans, changing.look(plans, draft), quick=True)


def _shown(
    here: Desk,
    form: Form,
    draft: PlanChange | None,
    checked: changing.Checked | None,
    problem: Text | None = None,
    status: int = 0,
) -> HttpResponse:
    form = Form(form.plan, form.files, form.kind, form.id, form.edits, checked.at if checked else {})
    sections = form.sections()
    wrong = sum(bool(a.problems) for s in sections for g in s.groups for a in g)
    posted = here.request.method == "POST"
    return here.show(
        "change_form.html",
        here.say(title_of(here.the_plan, form.kind, form.id)),
        status or (400 if posted else 200),
        kind=ONE[form.kind],
        thing=form.id,
        sections=sections,
        change=draft,
        version=draft.version if draft else 0,
        wrong=wrong,
        problem=problem,
    )
