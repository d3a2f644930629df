"""The tokens by which programs report, for administrators: made here, shown once, revoked here."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from qualicity.errors import UsageError
from qualicity.portal.workbench.actions.tokens import LONGEST, MakeToken, RevokeToken
from qualicity.portal.workbench.models import ApiToken
from qualicity.portal.workbench.pages import Desk


def tokens(here: Desk) -> HttpResponse:
    """The tokens of the plan; and what an administrator does about them."""
    here.require("people")
    if here.request.method != "POST":
        return _tokens(here)
    post = here.request.POST
    try:
        if post.get("verb") == "revoke":
            number = str(post.get("token", ""))
            RevokeToken(here.the_plan, int(number) if number.isdecimal() and len(number) < 16 else 0).run(
                here.actor, here.now
            )
            here.tell(_("Revoked: it opens nothing any more."))
            return HttpResponseRedirect(here.request.path)
        organisation, title = str(post.get("organisation", "")), str(post.get("title", ""))
        made = MakeToken(here.the_plan, organisation, title).run(here.actor, here.now)
    except UsageError as error:
        return _tokens(here, error=error)
    return _tokens(here, secret=made.secret)


def _tokens(here: Desk, *, secret: str = "", error: UsageError | None = None) -> HttpResponse:
    listed = ApiToken.objects.filter(plan=here.the_plan.id).order_by("organisation", "pk")
    return here.show(
        "tokens.html",
        _("Programs"),
        400 if error else 200,
        tokens=list(listed),
        organisations=here.the_plan.organisations,
        secret=secret,
        problem=error.text if error else None,
        asked=here.request.POST if error else {},
        longest=LONGEST,
    )
