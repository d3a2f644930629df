"""Who has which role in a plan, for its administrators; and the page of an invitation, for whoever has its link."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from qualicity.errors import UsageError
from qualicity.plan import Plan
from qualicity.portal import catalogue
from qualicity.portal.workbench.actions import people as verbs
from qualicity.portal.workbench.letters import invited
from qualicity.portal.workbench.models import Invitation, Role
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.rights import OF_ORGANISATION, ROLES

_log = logging.getLogger("qualicity.people")


def people(here: Desk) -> HttpResponse:
    """The members, their roles and the open invitations; and what an administrator does about them."""
    here.require("people")
    if here.request.method != "POST":
        return _people(here)
    try:
        told, link = _done(here)
    except UsageError as error:
        return _people(here, error)
    if link:
        return _people(here, link=link)
    here.tell(told)
    return HttpResponseRedirect(here.request.path)


def _done(here: Desk) -> tuple[str, str]:
    """Do what was asked for; gives what to say of it, and a link that no letter could bring."""
    plan, asked = here.the_plan, _said(here, "verb")
    email, role, organisation = _said(here, "email"), _said(here, "role"), _said(here, "organisation")
    if asked == "invite":
        made = verbs.Invite(plan, email, role, organisation, _said(here, "lang")).run(here.actor, here.now)
        link = link_of(here.request.build_absolute_uri("/"), made)
        return _("Invited."), "" if sent(plan, made.invitation, link) else link
    if asked == "give":
        verbs.GiveRole(plan, email, role, organisation).run(here.actor, here.now)
        return _("The role is given."), ""
    if asked == "take":
        verbs.TakeRole(plan, email, role, organisation).run(here.actor, here.now)
        return _("The role is taken back."), ""
    if asked == "deactivate":
        verbs.Deactivate(plan, email).run(here.actor, here.now)
        return _("Deactivated: no role is left in this plan."), ""
    number = _said(here, "invitation")
    if asked != "revoke" or not number.isdecimal() or len(number) > 15:
        raise NotHereError
    verbs.Revoke(plan, int(number)).run(here.actor, here.now)
    return _("The invitation is withdrawn."), ""


def link_of(portal: str, made: verbs.Invited) -> str:
    """The address that an invitation's letter brings."""
    with override(made.invitation.lang):
        return portal.rstrip("/") + reverse("work-invitation", kwargs={"token": made.token})


def sent(plan: Plan, invitation: Invitation, link: str) -> bool:
    """Whether a letter with the link is on its way."""
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        return False
    try:
        invited(plan, invitation, link)
    except OSError:
        _log.exception("the letter of an invitation could not be sent")
        return False
    return True


def _people(here: Desk, problem: UsageError | None = None, link: str = "") -> HttpResponse:
    plan = here.the_plan
    held = (
        Role.objects.filter(plan=plan.id)
        .select_related("user")
        .order_by("user__email", "role", "organisation")
    )
    members: dict[str, dict[str, Any]] = {}
    for role in held:
        said = {"name": role.user.first_name, "own": role.user.email == here.actor.name, "roles": []}
        members.setdefault(role.user.email, said)["roles"].append(role)
    return here.show(
        "people.html",
        _("People"),
        400 if problem else 200,
        members=members,
        invitations=Invitation.objects.filter(plan=plan.id, accepted=None, until__gt=here.moment).order_by(
            "at"
        ),
        roles=[(name, here.say(text), name in OF_ORGANISATION) for name, text in ROLES.items()],
        organisations=[(o.id, here.say(o.title)) for o in plan.organisations],
        problem=problem.text if problem else None,
        wrong=getattr(problem, "field", ""),
        asked=here.request.POST,
        link=link,
    )


def invitation(here: Desk, token: str) -> HttpResponse:
    """What somebody is invited to, and the form by which they accept."""
    with transaction.atomic():
        found = verbs.open_invitation(token, here.moment)
    plans = catalogue.live()
    if found.plan not in plans.ids:
        raise NotHereError
    user, plan = verbs.account(found.email), plans.plan(found.plan)
    known = user is not None and user.is_active
    if known and not here.actor.name:
        return redirect_to_login(here.request.path, reverse("account_login"))
    problem: UsageError | None = None
    if here.request.method == "POST":
        accept = verbs.Accept(token, _said(here, "name"), here.request.POST.get("password", ""))
        try:
            accept.run(here.actor, here.now)
            here.tell(_("Welcome. You have accepted the invitation."))
            return HttpResponseRedirect(reverse("work" if known else "account_login"))
        except UsageError as error:
            problem = error
    organisation = next((here.say(o.title) for o in plan.organisations if o.id == found.organisation), "")
    return here.show(
        "invitation.html",
        _("Invitation"),
        400 if problem else 200,
        invitation=found,
        of=plan,
        organisation=organisation,
        role=here.say(next((t for r, t in ROLES.items() if r == found.role), None)),
        known=known,
        problem=problem.text if problem else None,
        wrong=getattr(problem, "field", ""),
        asked=here.request.POST,
    )


def _said(here: Desk, name: str) -> str:
    return str(here.request.POST.get(name, "")).strip()
