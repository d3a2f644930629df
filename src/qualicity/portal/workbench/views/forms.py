"""The form of a duty: fill, save, check and submit; without script, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity import evidence
from qualicity.errors import Problem, UsageError
from qualicity.evidence import Duty, duty
from qualicity.plan import Dataset
from qualicity.portal import catalogue
from qualicity.portal.workbench import forming
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit, content_of
from qualicity.portal.workbench.beside import beside_of, elsewhere_of
from qualicity.portal.workbench.checking import check, desk
from qualicity.portal.workbench.models import Entry, Submission
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.questions import questions
from qualicity.portal.workbench.reasons import needs_note, reasons_of
from qualicity.portal.workbench.rights import reporting_right
from qualicity.portal.workbench.states import OPEN
from qualicity.portal.workbench.typed import Typed, typed, whole
from qualicity.portal.workbench.views import conflicts
from qualicity.portal.workbench.views.conflicts import typed_from

NO_PERIOD = "-"
"""Stands in an address where a duty has no period."""


def duty_at(here: Desk, dataset: str, organisation: str, period: str) -> tuple[Duty, Dataset]:
    """The duty at an address.

    Errors: `NotHereError`; `NotAllowedError` for another organisation's.
    """
    found = duty(here.the_plan, (dataset, organisation, "" if period == NO_PERIOD else period), here.today)
    declared = here.the_plan.dataset(dataset)
    here.actor.require(*reporting_right(here.the_plan, dataset, organisation))
    if found is None or declared is None:
        raise NotHereError
    return found, declared


@dataclass(frozen=True)
class _Page:
    """What a form's page is made of: the draft as it is kept, or what was typed where it could not be kept."""

    here: Desk
    asked: Duty
    declared: Dataset
    draft: Submission | None
    typed: Typed | None = None
    answer: evidence.Submission | None = None
    submitting: bool = False
    problem: UsageError | None = None
    more: int = forming.MORE
    extra: Mapping[str, Any] = field(default_factory=dict)


def form(here: Desk, dataset: str, organisation: str, period: str) -> HttpResponse:
    """Show the form, or take what was typed: `save`, `auto` (by itself), `check`, `more` rows, `effect`, or `submit`."""
    asked, declared = duty_at(here, dataset, organisation, period)
    draft = open_submission(here.the_plan.id, asked)
    if here.request.method != "POST":
        if draft is not None and draft.state in ("submitted", "approved"):
            return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, draft.id]))
        answer = None
        if draft is not None and draft.via != "form":
            if not sheets.fits_form(declared, draft):
                return HttpResponseRedirect(f"{here.request.path}upload/")
            at = desk(catalogue.live(), here.the_plan.id, here.now)
            answer = check(at, asked, content_of(draft), draft.name)
        return _shown(_Page(here, asked, declared, draft, answer=answer))
    post = here.request.POST
    verb = str(post.get("verb", "save"))
    store = desk(catalogue.live(), here.the_plan.id, here.now).store
    sent = typed(post, sheets.fields_of(declared), beside_of(store, declared, asked).last_of)
    try:
        kept = _save(here, asked, declared, sent, draft, automatic=verb == "auto")
    except ConflictError:
        return _conflict(here, asked, declared, sent, automatic=verb == "auto")
    except UsageError as error:
        if verb == "auto":
            return here.show("_saved.html", "", 409, problem=error.text)
        page = _Page(here, asked, declared, draft, typed=sent, problem=error)
        return _shown(page, 400)
    return _answered(here, asked, declared, kept, verb)


def _save(
    here: Desk, asked: Duty, declared: Dataset, sent: Typed, draft: Submission | None, *, automatic: bool
) -> Submission | None:
    """What was typed, kept; None where nothing was and there is no draft yet."""
    version = whole(here.request.POST.get("version"))
    if draft is None and not version and not sent.rows:
        return None
    file = Sent(sheets.to_csv(declared, sent.rows), f"{declared.id}.csv", len(sent.rows))
    note = sent.note if "note" in here.request.POST else None
    save = Save(here.the_plan, asked, file, version, because=sent.because, note=note, automatic=automatic)
    return save.run(here.actor, here.now)


def _answered(here: Desk, asked: Duty, declared: Dataset, kept: Submission | None, verb: str) -> HttpResponse:
    """What follows on saving."""
    if verb == "auto":
        return here.show("_saved.html", "", draft=kept, base=typed_from(kept) if kept else "", at=here.now)
    if verb == "effect" and kept is not None:
        return HttpResponseRedirect(reverse("work-effect", args=[here.the_plan.id, kept.id]))
    if verb == "save":
        here.tell(_("Saved. Nothing is sent yet.") if kept else _("Nothing is typed yet."))
        return HttpResponseRedirect(here.request.path)
    if verb == "more":
        return _shown(_Page(here, asked, declared, kept, more=3 * forming.MORE))
    at = desk(catalogue.live(), here.the_plan.id, here.now)
    answer = check(at, asked, content_of(kept), kept.name) if kept and kept.rows else None
    page = _Page(here, asked, declared, kept, answer=answer, submitting=verb == "submit")
    if verb == "submit" and kept is not None and answer is not None and answer.accepted and not _lacks(page):
        done = Submit(here.the_plan, kept.id, kept.version, note=kept.note).run(here.actor, here.now)
        here.tell(_("Submitted. Its reviewers have it now."))
        return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, done.id]))
    return _shown(page, 400 if verb == "submit" else 200)


def open_submission(plan: str, asked: Duty) -> Submission | None:
    """The submission of a duty that is on its way."""
    return Submission.objects.filter(
        plan=plan,
        dataset=asked.dataset,
        organisation=asked.organisation,
        period=asked.period,
        part="",
        state__in=OPEN,
    ).first()


def returned_with(draft: Submission) -> dict[forming.At, list[str]]:
    """What reviewers said of cells when they returned it, as long as it is what they saw."""
    log = Entry.objects.filter(thing=f"submission {draft.pk}", verb=Submit.verb).order_by("-place")
    seen = log.values_list("said__sha256", flat=True).first()
    found: dict[forming.At, list[str]] = {}
    if draft.state == "returned" and seen == draft.content_id:
        for c in draft.comments.filter(row__isnull=False, at__gte=draft.submitted).exclude(field=""):
            found.setdefault(((c.row or 0) - 1, c.field), []).append(c.text)
    return found


def _lacks(page: _Page) -> bool:
    """Whether a reason is missing: of a correction, or of a cell that differs from what another dataset holds."""
    found, _sheet = _formed(page, {})
    return _needs_note(page) or bool(forming.unsaid(found))


def _needs_note(page: _Page) -> bool:
    """Whether it corrects what stands, and does not say why."""
    if page.draft is None or page.draft.note.strip():
        return False
    change = page.answer.change if page.answer else None
    return needs_note(bool(page.draft.corrects_id), page.asked, change.updated if change else 0)


def _conflict(here: Desk, asked: Duty, declared: Dataset, sent: Typed, *, automatic: bool) -> HttpResponse:
    """Somebody has saved meanwhile: both versions, cell by cell, to choose from; nothing is written."""
    theirs = open_submission(here.the_plan.id, asked)
    if automatic:
        return here.show("_saved.html", "", 409, conflict=True)
    if theirs is None or theirs.state not in ("draft", "returned"):
        return _shown(_Page(here, asked, declared, theirs, typed=sent, problem=ConflictError()), 409)
    sheet = sheets.read(declared, content_of(theirs), theirs.name)
    if not sheet.whole:  # they sent a file with more rows than a form takes
        return _shown(_Page(here, asked, declared, None, typed=sent, problem=ConflictError()), 409)
    return conflicts.show(here, asked, declared, sent, theirs, sheet)


def _formed(
    page: _Page, problems: Mapping[forming.At, Sequence[Problem]]
) -> tuple[forming.Form, sheets.Sheet]:
    """The form, and the draft's sheet."""
    here, asked, declared, draft = page.here, page.asked, page.declared, page.draft
    at = desk(catalogue.live(), here.the_plan.id, here.now)
    store = at.store
    sheet = sheets.read(declared, content_of(draft), draft.name) if draft else sheets.Sheet((), 0, (), {})
    rows = page.typed.rows if page.typed else sheet.rows
    because = page.typed.because if page.typed else {}
    if draft is not None and page.typed is None:
        because = reasons_of(at, asked, draft, content_of(draft))
    wanted, beside = questions(store, declared, asked, here.lang), beside_of(store, declared, asked)
    shown = forming.rows_of(wanted, rows, beside, page.more)
    other = elsewhere_of(store, here.the_plan, declared, asked, [s.row for s in shown])
    remarks = returned_with(draft) if draft and not page.typed else {}
    return forming.form(wanted, shown, beside, other, forming.Said(because, problems, remarks)), sheet


def _shown(page: _Page, status: int = 200) -> HttpResponse:
    """The form's page."""
    here, draft = page.here, page.draft
    cells: dict[tuple[int, str], list[Problem]] = {}
    others: list[Problem] = []
    found, sheet = _formed(page, {})
    if page.answer is not None:
        cells, others = sheets.at_cells(page.answer.problems, sheet)
    if page.submitting:
        for at, missing in forming.unsaid(found).items():
            cells.setdefault(at, missing)
    if cells:
        found, sheet = _formed(page, cells)
    drafted = any(c.place is not None for c in found.cells)
    needs_note = page.submitting and _needs_note(page)
    listed = [p for of in (*cells.values(), others) for p in of]
    return here.show(
        "form.html",
        here.say(page.declared.title),
        status,
        duty=page.asked,
        dataset=page.declared,
        draft=draft,
        draft_version=draft.version if draft else 0,
        base=typed_from(draft) if draft else "",
        form=found,
        others=others,
        answer=page.answer,
        submitting=page.submitting,
        empty=page.submitting and not drafted,
        checked=page.answer is not None,
        errors=sum(p.severity == "error" for p in listed) + needs_note,
        warnings=sum(p.severity != "error" for p in listed),
        needs_note=needs_note,
        note=page.typed.note if page.typed else draft.note if draft else "",
        problem=page.problem.text if page.problem else None,
        whole=sheet.whole or page.typed is not None,
        drafted=drafted,
        most=sheets.MOST,
        organisation=here.organisation(page.asked.organisation),
        comments=list(draft.comments.order_by("at")) if draft else [],
    )
