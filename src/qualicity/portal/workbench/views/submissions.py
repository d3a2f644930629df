"""The page of a submission: what was sent, what it would change, what was said, and what may be done now."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.portal import catalogue
from qualicity.portal.addresses import Addresses
from qualicity.portal.workbench import effect as effects
from qualicity.portal.workbench.actions.base import Action, ConflictError
from qualicity.portal.workbench.actions.comments import Say
from qualicity.portal.workbench.actions.corrections import Correct, newer
from qualicity.portal.workbench.actions.submissions import (
    Approve,
    Return,
    Withdraw,
    authors,
    content_of,
    is_last_step,
    offers_embargo,
)
from qualicity.portal.workbench.audit import entries
from qualicity.portal.workbench.board import days_late, may_see
from qualicity.portal.workbench.kinds import TYPES
from qualicity.portal.workbench.looking import look
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.rights import NotAllowedError, reporting_right, review_right, steps_of
from qualicity.portal.workbench.views import forms


def found(here: Desk, id_: str) -> Submission:
    """The submission of that id, where this person may see it.

    Errors: `NotHereError`: who may not see it is not told that it is there.
    """
    s = Submission.objects.filter(pk=id_, plan=here.the_plan.id).first()
    if s is None or not may_see(here.the_plan, s, here.actor):
        raise NotHereError
    return s


def submission(here: Desk, id: str) -> HttpResponse:
    """The page."""
    s = found(here, id)
    return _page(here, s)


def _page(here: Desk, s: Submission, problem: UsageError | None = None) -> HttpResponse:
    plan, dataset = here.the_plan, here.the_plan.dataset(s.dataset)
    if dataset is None:
        raise NotHereError
    own = here.actor.name in authors(s)
    history = list(entries(thing=f"submission {s.pk}"))
    reviews = s.state == "submitted" and here.actor.may(
        *review_right(plan, s.dataset, s.step, s.organisation)
    )
    reports = here.actor.may(*reporting_right(plan, s.dataset, s.organisation))
    return here.show(
        "submission.html",
        here.say(dataset.title),
        400 if problem else 200,
        submission=s,
        dataset=dataset,
        looked=look(dataset, s),
        steps=steps_of(plan, s.dataset),
        organisation=here.organisation(s.organisation),
        history=history,
        may_review=reviews and not own,
        may_embargo=is_last_step(plan, s) and offers_embargo(plan, s),
        own=own and reviews,
        late=days_late(s, here.today),
        changes_url=_changes_url(s, history),
        newer=newer(s),
        may_correct=s.state == "effective" and not s.part and reports and not newer(s),
        may_withdraw=s.state in ("draft", "submitted", "returned") and reports,
        may_edit=s.state in ("draft", "returned") and reports,
        edit_url=edit_url(plan, s),
        may_comment=reviews or reports,
        files=list(s.files.order_by("at")),
        problem=problem.text if problem else None,
    )


def _changes_url(s: Submission, history: list[dict[str, Any]]) -> str:
    """The public page of what it changed; "" before it took effect, and where it changed nothing that had stood."""
    told: dict[str, Any] = next((e["said"] for e in history if e["verb"] == "submission.take_effect"), {})
    version = told.get("version") if told.get("inserted") or told.get("updated") else None
    return Addresses(s.plan, {}).changes(s.dataset, version - 1, version) if version else ""


def edit_url(plan: Plan, s: Submission) -> str:
    """Where a submission is gone on with."""
    if s.dataset == plan.rulings_dataset:
        return reverse("work-rulings", args=[plan.id])
    if s.dataset == plan.tasks.supervised:
        return reverse("work-supervised", args=[plan.id])
    if s.part:
        return reverse("work-action", args=[plan.id, s.organisation, s.part])
    return reverse("work-form", args=[plan.id, s.dataset, s.organisation, s.period or "-"])


def effect(here: Desk, id: str) -> HttpResponse:
    """What it would change: rows, figures, verdicts."""
    s, plans = found(here, id), catalogue.live()
    plan = here.the_plan
    part = bool(getattr(here.request, "htmx", False))
    context: dict[str, Any] = {
        "submission": s,
        "dataset": plan.dataset(s.dataset),
        "organisation": here.organisation(s.organisation),
        "to": Addresses(plan.id, {}),
        "dataset_url": Addresses(plan.id, {}).dataset(s.dataset),
        "part": part,
        "edit_url": edit_url(plan, s),
        "h": "h3" if part else "h2",
    }
    if s.state in ("effective", "withdrawn"):
        raise NotHereError  # it has changed what it has; its commit tells
    try:
        would = effects.effect_of(plans, s, here.now)
        opened = plans.open(plan.id, plans.now())
        context |= {"effect": would, "figures": opened.view.figures, "areas": opened.areas}
        context["sentences"] = would.sentences.get(here.lang, ())
    except effects.BusyError as busy:
        context["busy"] = busy.text
    return here.show("_effect.html" if part else "effect.html", _("What it would change"), **context)


def file(here: Desk, id: str) -> HttpResponse:
    """What was sent, as it was."""
    s = found(here, id)
    kind = TYPES.get(PurePath(s.name).suffix, "application/octet-stream")
    response = HttpResponse(content_of(s), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, f"{s.pk}-{s.name}") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def approve(here: Desk, id: str) -> HttpResponse:
    """Say yes."""
    s = found(here, id)
    local = _moment(_said(here, "embargo"))
    embargo = here.the_plan.moment(local) if local else None
    action = Approve(here.the_plan, s.id, _version(here), note=_said(here, "note"), embargo=embargo)
    done, problem = _tried(here, action)
    if problem:
        return _page(here, found(here, id), problem)
    here.tell(_("Approved.") if done.state == "approved" else _("Approved. The next reviewers have it now."))
    return _back(here, s)


def send_back(here: Desk, id: str) -> HttpResponse:
    """Return it."""
    s = found(here, id)
    _done, problem = _tried(here, Return(here.the_plan, s.id, _version(here), note=_said(here, "note")))
    if problem:
        return _page(here, found(here, id), problem)
    here.tell(_("Returned. Everybody who worked on it is told."))
    return _back(here, s)


def withdraw(here: Desk, id: str) -> HttpResponse:
    """Take it back."""
    s = found(here, id)
    Withdraw(here.the_plan, s.id, _version(here)).run(here.actor, here.now)
    here.tell(_("Withdrawn. It stays in the record."))
    return _back(here, s)


def correct(here: Desk, id: str) -> HttpResponse:
    """Begin a correction of what has taken effect."""
    s = found(here, id)
    made, problem = _tried(here, Correct(here.the_plan, s.id, _said(here, "note")))
    if problem:
        return _page(here, s, problem)
    here.tell(_("A correction is begun: change what was wrong, then submit it."))
    period = made.period or forms.NO_PERIOD
    return HttpResponseRedirect(
        reverse("work-form", args=[here.the_plan.id, made.dataset, made.organisation, period])
    )


def comment(here: Desk, id: str) -> HttpResponse:
    """Say something of it, a row or a cell."""
    s = found(here, id)
    row = _said(here, "row")
    number = int(row) if row.isdecimal() and len(row) < 9 else None
    say = Say(here.the_plan, s.id, _said(here, "text"), row=number, field=_said(here, "field"))
    _made, problem = _tried(here, say)
    return _page(here, s, problem) if problem else _back(here, s)


def _tried(here: Desk, action: Action[Any]) -> tuple[Any, UsageError | None]:
    """What came of it, or what the person is to mend and is told on the same page."""
    try:
        return action.run(here.actor, here.now), None
    except (NotAllowedError, ConflictError):
        raise
    except UsageError as error:
        return None, error


def _moment(said: str) -> datetime | None:
    """What a field for a day and a time holds, by the clocks where the plan is.

    Errors: `UsageError` for what is none.
    """
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        raise UsageError(
            Text(
                f"'{said}' is no day and time: write 2026-12-01T08:00",
                f"“{said}”不是日期时间：请写作 2026-12-01T08:00",
            )
        ) from None


def _said(here: Desk, name: str) -> str:
    return str(here.request.POST.get(name, "")).replace("\x00", "").strip()


def _version(here: Desk) -> int:
    said = _said(here, "version")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def _back(here: Desk, s: Submission) -> HttpResponse:
    return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, s.pk]))
