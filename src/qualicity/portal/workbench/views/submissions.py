"""The page of a submission: what was sent, what it would change, what was said, and what may be done now."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.errors import UsageError
from qualicity.portal import catalogue
from qualicity.portal.workbench import effect as effects
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.submissions import Approve, Return, Say, Withdraw, authors, content_of
from qualicity.portal.workbench.audit import entries
from qualicity.portal.workbench.board import may_see
from qualicity.portal.workbench.checking import desk
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.rights import review_right, steps_of
from qualicity.portal.workbench.worker import duty_of


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
    reviews = s.state == "submitted" and here.actor.may(
        *review_right(plan, s.dataset, s.step, s.organisation)
    )
    return here.show(
        "submission.html",
        here.say(dataset.title),
        400 if problem else 200,
        submission=s,
        dataset=dataset,
        sheet=sheets.read(dataset, content_of(s), s.name),
        steps=steps_of(plan, s.dataset),
        organisation=here.organisation(s.organisation),
        comments=list(s.comments.order_by("at")),
        history=list(entries(thing=f"submission {s.pk}")),
        may_review=reviews and not own,
        own=own and reviews,
        may_withdraw=s.state in ("draft", "submitted", "returned") and here.may("report", s.organisation),
        may_edit=s.state in ("draft", "returned") and here.may("report", s.organisation),
        may_comment=reviews or here.may("report", s.organisation),
        problem=problem.text if problem else None,
    )


def effect(here: Desk, id: str) -> HttpResponse:
    """What it would change: rows, figures, verdicts."""
    s, plans = found(here, id), catalogue.live()
    plan = here.the_plan
    before = plans.open(plan.id, plans.now()).view
    would = effects.effect(desk(plans, plan.id, here.now), plan, duty_of(s), content_of(s), s.name, before)
    return here.show(
        "effect.html",
        _("What it would change"),
        submission=s,
        dataset=plan.dataset(s.dataset),
        effect=would,
        rows=would.rows[: effects.MOST_ROWS],
        organisation=here.organisation(s.organisation),
    )


def file(here: Desk, id: str) -> HttpResponse:
    """What was sent, as it was."""
    s = found(here, id)
    response = HttpResponse(content_of(s), content_type="application/octet-stream")
    response["Content-Disposition"] = (
        f'attachment; filename="{s.pk}-{s.name.encode("ascii", "replace").decode()}"'
    )
    return response


def approve(here: Desk, id: str) -> HttpResponse:
    """Say yes."""
    s = found(here, id)
    Approve(here.the_plan, s.id, _version(here), note=_said(here, "note")).run(here.actor, here.now)
    here.tell(_("Approved."))
    return _back(here, s)


def send_back(here: Desk, id: str) -> HttpResponse:
    """Return it."""
    s = found(here, id)
    Return(here.the_plan, s.id, _version(here), note=_said(here, "note")).run(here.actor, here.now)
    here.tell(_("Returned. Everybody who worked on it is told."))
    return _back(here, s)


def withdraw(here: Desk, id: str) -> HttpResponse:
    """Take it back."""
    s = found(here, id)
    Withdraw(here.the_plan, s.id, _version(here)).run(here.actor, here.now)
    here.tell(_("Withdrawn. It stays in the record."))
    return _back(here, s)


def comment(here: Desk, id: str) -> HttpResponse:
    """Say something of it, a row or a cell."""
    s = found(here, id)
    row = _said(here, "row")
    Say(
        here.the_plan,
        s.id,
        _said(here, "text"),
        row=int(row) if row.isdecimal() and len(row) < 9 else None,
        field=_said(here, "field"),
    ).run(here.actor, here.now)
    return _back(here, s)


def _said(here: Desk, name: str) -> str:
    return str(here.request.POST.get(name, "")).strip()


def _version(here: Desk) -> int:
    said = _said(here, "version")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def _back(here: Desk, s: Submission) -> HttpResponse:
    return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, s.pk]))
