"""A page of the workbench: who asks, from which plan, with which right; and what is said when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity import __version__
from qualicity.errors import Lang, QualicityError, Text
from qualicity.plan import Plan
from qualicity.portal import catalogue
from qualicity.portal.context import _in_language, _version_of
from qualicity.portal.middleware import CONTENT_SECURITY_POLICY
from qualicity.portal.pages import language
from qualicity.portal.words import HTML_LANG
from qualicity.portal.workbench import unsaved
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.people import actor_of, needs_second_factor
from qualicity.portal.workbench.rights import Actor, NotAllowedError, NotHereError, Right, Where
from qualicity.portal.workbench.worker import clock


@dataclass(frozen=True)
class Desk:
    """A person's place on the workbench."""

    request: HttpRequest
    lang: Lang
    actor: Actor
    now: datetime
    plan: Plan | None = None

    @property
    def moment(self) -> datetime:
        """The moment as the database has it: with its zone."""
        return self.now.replace(tzinfo=UTC)

    @property
    def the_plan(self) -> Plan:
        """The plan that the page is about.

        Errors: `NotHereError` where it is about none.
        """
        if self.plan is None:
            raise NotHereError
        return self.plan

    def say(self, text: Text | None) -> str:
        """A text in the person's language."""
        return text.get(self.lang) if text else ""

    @property
    def today(self) -> date:
        """The day that it is where the plan is."""
        return self.the_plan.day(self.now)

    def may(self, right: Right, organisation: str = "") -> bool:
        """Whether this may be done in the plan, for an organisation or the plan as a whole."""
        return self.plan is not None and self.actor.may(right, Where(self.plan.id, organisation))

    def require(self, right: Right, organisation: str = "") -> None:
        """Errors: `NotAllowedError`."""
        self.actor.require(right, Where(self.the_plan.id, organisation))

    @property
    def menu(self) -> list[dict[str, str]]:
        """The pages of the plan that this person may ask for."""
        items: list[tuple[str, str, Right | None]] = [
            ("work-plan", _("Your work"), None),
            ("work-calendar", _("Calendar"), None),
            ("work-month", _("The month"), "month"),
            ("work-reviews", _("In review"), None),
            ("work-jobs", _("Failed work"), "jobs"),
            ("work-tokens", _("Programs"), "people"),
            ("work-tasks", _("Tasks"), None),
            ("work-supervised", _("Supervised items"), "rule"),
            ("work-rulings", _("Rulings"), "rule"),
            ("work-doubts", _("Doubts"), "answer"),
            ("work-changes", _("Plan changes"), "plan_see"),
            ("work-people", _("People"), "people"),
            ("work-log", _("Log"), "log"),
        ]
        return [
            {"name": name, "title": title, "url": reverse(name, kwargs={"plan": self.the_plan.id})}
            for name, title, right in items
            if right is None or self.may(right)
        ]

    @property
    def unsaved(self) -> bool:
        """Whether something that this person sent while signed out waits to be sent again."""
        return unsaved.of(self.actor.name, self.now).exists()

    def tell(self, text: str) -> None:
        """Say something at the top of the next page."""
        messages.success(self.request, text)

    def organisation(self, name: str) -> str:
        """An organisation's title."""
        found = next((o for o in self.the_plan.organisations if o.id == name), None)
        return self.say(found.title) if found else name

    def show(self, template: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page of the workbench."""
        return render(self.request, f"workbench/{template}", {**frame(self, title), **context}, status=status)


__all__ = ["Desk", "NotHereError", "View", "around", "failed", "frame", "page"]
View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A view of the workbench, for those who have signed in; given a `Desk` and the parts of its address."""

    @wraps(view)
    def answered(request: HttpRequest, plan: str = "", **parts: str) -> HttpResponse:
        response = _kept_nowhere(_answer(view, request, plan, parts))
        # Forms save themselves; what is stricter stays.
        response.headers.setdefault(
            "Content-Security-Policy", f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"
        )
        return response

    return answered


def by_link(view: View) -> View:
    """A view for whoever has its link, signed in or not: an actor without a name has not."""

    @wraps(view)
    def answered(request: HttpRequest, **parts: str) -> HttpResponse:
        here = Desk(request, language(request), actor_of(request) or Actor(""), clock())
        try:
            return _kept_nowhere(view(here, **parts))
        except QualicityError as error:
            return _kept_nowhere(failed(here, error))

    return answered


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(view: View, request: HttpRequest, plan: str, parts: dict[str, str]) -> HttpResponse:
    actor, lang = actor_of(request), language(request)
    if actor is None and request.headers.get("HX-Request"):
        return HttpResponse(status=401)  # a form that saves itself is not left for the page of signing in
    if actor is None:
        if request.user.is_authenticated:  # a demo's account, elsewhere, would be sent to and fro
            logout(request)
        return sign_in(request)
    if needs_second_factor(actor):
        unsaved.keep(request, clock())
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
    here = Desk(request, lang, actor, clock())
    try:
        if plan:
            plans = catalogue.live()
            if plan not in plans.ids or plan not in actor.plans():
                raise NotHereError  # who has no role in a plan is not told whether there is a workbench for it
            here = Desk(request, lang, actor, here.now, plans.plan(plan))
        response = view(here, **parts)
        if response.status_code < 400 and (sent_again := request.POST.get(unsaved.AGAIN)):
            unsaved.forget(actor.name, sent_again)
        return response
    except QualicityError as error:
        return failed(here, error)


def sign_in(request: HttpRequest) -> HttpResponse:
    """To the page of signing in, and from there to where one wanted to be; what a form sent is kept meanwhile."""
    after = request.get_full_path()
    if unsaved.keep(request, clock()):
        after = reverse("work-unsaved")
        messages.info(request, _("You were signed out. What you typed is kept: sign in, then send it again."))
    elif request.method == "POST":
        after = reverse("work")  # the address may be one for forms only
    return cast(HttpResponse, redirect_to_login(after, reverse("account_login")))


def failed(here: Desk, error: QualicityError) -> HttpResponse:
    """What went wrong, and what to do."""
    status = {NotAllowedError: 403, NotHereError: 404, ConflictError: 409}.get(type(error), 400)
    titles = {
        403: _("You may not do this"),
        404: _("Nothing here"),
        409: _("Somebody else was here meanwhile"),
    }
    title = titles.get(status, _("This cannot be done"))
    return here.show("failure.html", title, status, text=error.text)


def too_large(request: HttpRequest) -> HttpResponse:
    """The page for whoever sends more bytes than are taken."""
    from qualicity.portal.workbench.kinds import too_large as refusal

    context = {"title": _("This cannot be done"), "text": refusal().text, "back": request.path}
    response = render(request, "workbench/failure.html", context, status=413)
    response["Cache-Control"] = "no-store"
    return response


def frame(here: Desk, title: str) -> dict[str, Any]:
    """What every page of the workbench shows around its content."""
    return {"desk": here if here.actor.name else None, "plan": here.plan, "title": title}


def around(request: HttpRequest) -> dict[str, Any]:
    """What every private page shows, also before anybody has signed in."""
    lang = language(request)
    other: Lang = "zh" if lang == "en" else "en"
    return {
        "lang": lang,
        "html_lang": HTML_LANG[lang],
        "other_lang": HTML_LANG[other],
        "other_url": _in_language(request, other),
        "section": request.resolver_match.url_name if request.resolver_match else "",
        "style_version": _version_of("portal.css"),
        "work_version": _version_of("work.css"),
        "script_version": _version_of("work.js"),
        "version": __version__,
    }
