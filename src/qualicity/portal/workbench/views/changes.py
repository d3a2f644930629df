"""Changes of the plan: those on their way, the page of each with its diff, check and effect, and what decides on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.errors import PlanError, UsageError
from qualicity.plan.edits import KINDS, ONE, Edit, Files, KindName, git
from qualicity.portal import catalogue
from qualicity.portal.addresses import Addresses
from qualicity.portal.workbench import applying, changing
from qualicity.portal.workbench import effect as effects
from qualicity.portal.workbench.actions import changes as verbs
from qualicity.portal.workbench.actions.base import Action, ConflictError
from qualicity.portal.workbench.asking import CHOICES, of_kind, title_of
from qualicity.portal.workbench.audit import entries
from qualicity.portal.workbench.models import PlanChange
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.rights import NotAllowedError
from qualicity.portal.workbench.states import EDITABLE

SHOWN: tuple[KindName, ...] = ("plan", "target", "action", "mission", "goal", "organisation", "indicator")
"""The kinds of things that have a form of their own, in the order of the page."""
MOST = 200


def changes(here: Desk) -> HttpResponse:
    """What is on its way, what was decided, and everything that can be changed."""
    here.require("plan_see")
    plan = here.the_plan
    listed = list(PlanChange.objects.filter(plan=plan.id).order_by("-pk")[:MOST])
    things = [
        (KINDS[kind].title, kind, [("-", plan.title)] if kind == "plan" else [(t.id, t.title) for t in of_kind(plan, kind)])
        for kind in SHOWN
    ]  # fmt: skip
    return here.show(
        "changes.html",
        _("Plan changes"),
        open=[c for c in listed if c.state not in ("applied", "withdrawn")],
        closed=[c for c in listed if c.state in ("applied", "withdrawn")],
        things=[t for t in things if t[2]],
        may_propose=here.may("plan_propose"),
    )


def found(here: Desk, number: str) -> PlanChange:
    """The change of that number.

    Errors: `NotHereError`.
    """
    wanted = int(number) if number.isdecimal() and len(number) < 12 else 0
    change = PlanChange.objects.filter(pk=wanted, plan=here.the_plan.id).first()
    if change is None:
        raise NotHereError
    return change


def change(here: Desk, change: str) -> HttpResponse:
    """The page of one."""
    here.require("plan_see")
    return _page(here, found(here, change))


def _page(here: Desk, c: PlanChange, problem: UsageError | None = None) -> HttpResponse:
    plans, plan = catalogue.live(), here.the_plan
    looked = changing.look(plans, c)
    on_way = c.state in (*EDITABLE, "proposed")
    checked = changing.check(plans, looked) if on_way else changing.Checked()
    own = c.by == here.actor.name
    decides = c.state == "proposed" and here.may("plan_approve")
    sound = bool(c.edits) and not looked.problem and not looked.clashes and not checked.errors
    return here.show(
        "change.html",
        _("Plan change %(n)s") % {"n": c.pk},
        400 if problem else 200,
        change=c,
        lines=[_line(here, looked, checked, e) for e in looked.edits],
        looked=looked,
        checked=checked,
        diffs=looked.diffs,
        sound=sound,
        on_way=on_way,
        own=own,
        may_go_on=own and c.state in EDITABLE and here.may("plan_propose"),
        may_decide=decides and not own,
        own_decision=decides and own,
        may_withdraw=c.state in (*EDITABLE, "proposed", "failed") and here.may("plan_propose"),
        may_begin_again=own and (bool(looked.clashes) or c.state == "failed") and here.may("plan_propose"),
        may_commit=c.state == "applied" and bool(c.told) and here.may("plan_approve"),
        in_checkout=git.in_checkout(plans.path(plan.id)),
        history=list(entries(thing=f"plan change {c.pk}")),
        problem=problem.text if problem else None,
    )


def _line(here: Desk, looked: changing.Looked, checked: changing.Checked, e: Edit) -> dict[str, Any]:
    """An edit as a row of the page's table."""
    whole, _slash, _part = e.id.rpartition("/")
    kind = {"milestone": "action", "definition": "indicator"}.get(e.kind, e.kind)
    thing = (whole if kind != e.kind else e.id) or "-"
    clash = next((c for c in looked.clashes if c.edit == e), None)
    return {
        "edit": e,
        "kind": ONE[e.kind],
        "title": title_of(here.the_plan, e.kind, e.id),
        "of": title_of(here.the_plan, kind, thing) if kind != e.kind else None,  # type: ignore[arg-type]
        "field": e.of.title if e.of else None,
        "lang": e.of.lang if e.of else "",
        "was": shown(here, e, e.was),
        "value": shown(here, e, e.value),
        "now": shown(here, e, clash.now) if clash else "",
        "moved": bool(clash and clash.same_field and e.of),
        "problems": list(dict.fromkeys(checked.at.get(e, ()))),
        "url": f"{reverse('work-change-edit', args=[here.the_plan.id, kind, thing])}?change={looked.change.pk}",
    }


def shown(here: Desk, e: Edit, value: str | tuple[str, ...]) -> str:
    """A field's value as a person reads it: organisations by their titles, choices by their words."""
    kind = e.of.type if e.of else "text"
    if kind in ("organisation", "organisations"):
        listed = (value,) if isinstance(value, str) else value
        return ("、" if here.lang == "zh" else ", ").join(here.organisation(v) for v in listed if v)
    said = value if isinstance(value, str) else ", ".join(value)
    return here.say(CHOICES.get(said)) or said if kind == "choice" else said


def effect(here: Desk, change: str) -> HttpResponse:
    """The figures, verdicts and sentences of the report that would be others."""
    here.require("plan_see")
    c, plans, plan = found(here, change), catalogue.live(), here.the_plan
    part = bool(getattr(here.request, "htmx", False))
    context: dict[str, Any] = {
        "change": c,
        "to": Addresses(plan.id, {}),
        "part": part,
        "h": "h3" if part else "h2",
    }
    if c.after or c.state == "withdrawn":
        raise NotHereError  # it has moved what it has
    try:
        looked = changing.look(plans, c)
        if looked.problem:
            context["problem"] = looked.problem
        else:
            would = changing.effect(plans, looked)
            opened = plans.open(plan.id, plans.now())
            context |= {"effect": would, "figures": opened.view.figures, "areas": opened.areas}
            context["sentences"] = would.sentences.get(here.lang, ())
    except effects.BusyError as busy:
        context["busy"] = busy.text
    except PlanError:
        context["errors"] = True
    return here.show(
        "_change_effect.html" if part else "change_effect.html", _("What it would change"), **context
    )


def propose(here: Desk, change: str) -> HttpResponse:
    """Hand it to a second person."""
    here.require("plan_propose")
    c = found(here, change)
    against = changing.against(catalogue.live())
    action = verbs.ProposeChange(
        here.the_plan, c.pk, _version(here), reason=_said(here, "reason"), against=against
    )
    return _acted(here, c, action, _("Proposed. A second person of the office has it now."))


def withdraw(here: Desk, change: str) -> HttpResponse:
    """Take it back."""
    here.require("plan_propose")
    c = found(here, change)
    action = verbs.WithdrawChange(here.the_plan, c.pk, _version(here))
    return _acted(here, c, action, _("Withdrawn. It stays in the record."))


def send_back(here: Desk, change: str) -> HttpResponse:
    """Return it with a word why."""
    here.require("plan_approve")
    c = found(here, change)
    action = verbs.ReturnChange(here.the_plan, c.pk, _version(here), note=_said(here, "note"))
    return _acted(here, c, action, _("Returned. Who proposed it finds it under Plan changes."))


def begin_again(here: Desk, change: str) -> HttpResponse:
    """Put the edits on today's text."""
    here.require("plan_propose")
    c, plans = found(here, change), catalogue.live()
    edits, base = changing.again(Files.of(plans.path(c.plan)), changing.edits_of(c))
    action = verbs.BeginAgain(here.the_plan, c.pk, _version(here), edits=edits, base=base)
    return _acted(
        here, c, action, _("Begun again: what you typed stands on today’s text. Look at it, then propose it.")
    )


def approve(here: Desk, change: str) -> HttpResponse:
    """Say yes, and write it into the folder."""
    here.require("plan_approve")
    c, plans = found(here, change), catalogue.live()
    before, after = changing.look(plans, c).texts
    action = verbs.ApproveChange(
        here.the_plan, c.pk, _version(here), before=before, after=after, against=changing.against(plans)
    )
    try:
        action.run(here.actor, here.now)
    except (NotAllowedError, ConflictError):
        raise
    except UsageError as error:
        return _page(here, found(here, change), error)
    done = applying.apply(plans, c.pk, here.now)
    if done.state == "applied":
        here.tell(_("Approved and applied: the plan says it now."))
    return _back(here, c)


def commit(here: Desk, change: str) -> HttpResponse:
    """Try to commit it once more."""
    here.require("plan_approve")
    c = found(here, change)
    if c.state == "applied" and c.version == _version(here):
        c = applying.commit_again(catalogue.live(), c, here.actor, here.now)
        if c.commit:
            here.tell(_("Committed."))
    return _back(here, c)


def _acted(here: Desk, c: PlanChange, action: Action[Any], told: str) -> HttpResponse:
    try:
        action.run(here.actor, here.now)
    except (NotAllowedError, ConflictError):
        raise
    except UsageError as error:
        return _page(here, found(here, str(c.pk)), error)
    here.tell(told)
    return _back(here, c)


def _said(here: Desk, name: str) -> str:
    return str(here.request.POST.get(name, "")).replace("\x00", "").strip()


def _version(here: Desk) -> int:
    said = _said(here, "version")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def _back(here: Desk, c: PlanChange) -> HttpResponse:
    return HttpResponseRedirect(reverse("work-change", args=[here.the_plan.id, c.pk]))
