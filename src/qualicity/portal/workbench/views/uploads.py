"""Reporting by a file: the workbook of a duty, and the page where it, or any other file, is uploaded, checked and submitted."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qualicity.errors import Text, UsageError
from qualicity.evidence import Duty
from qualicity.evidence.headers import REASON
from qualicity.evidence.peek import columns_of
from qualicity.evidence.rows import Mapped
from qualicity.plan import Dataset
from qualicity.portal import catalogue
from qualicity.portal.workbench import asked as contents
from qualicity.portal.workbench import checks, kinds, marks
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench import workbook as workbooks
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit, content_of
from qualicity.portal.workbench.actions.uploads import NameColumns
from qualicity.portal.workbench.checking import desk
from qualicity.portal.workbench.columns import given_columns
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.pages import Desk
from qualicity.portal.workbench.reasons import needs_note, reasons_of
from qualicity.portal.workbench.views.forms import duty_at, open_submission

AT_ONCE = 5_000
"""Of more rows it takes too long to compute which figures they would move while somebody waits."""


def workbook(here: Desk, dataset: str, organisation: str, period: str) -> HttpResponse:
    """The workbook of a duty: with what the draft has, or else what is known beforehand."""
    duty, declared = duty_at(here, dataset, organisation, period)
    draft = open_submission(here.the_plan.id, duty)
    sheet = sheets.read(declared, content_of(draft), draft.name) if draft else None
    rows = sheet.rows if sheet and sheet.whole else ()
    place = desk(catalogue.live(), here.the_plan.id, here.now)
    store = place.store
    reasons = reasons_of(place, duty, draft, content_of(draft)) if draft and rows else {}
    token = marks.mark_of(here.the_plan, duty, declared, draft).sign()
    about = workbooks.About(here.the_plan, declared, duty, here.lang, token)
    made = workbooks.write(about, contents.asked(store, declared, duty, rows, reasons=reasons))
    response = HttpResponse(made, content_type=kinds.TYPES[".xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, about.name) or "attachment"
    return response


@dataclass(frozen=True)
class _At:
    """The duty whose file it is about, and its draft if there is one."""

    here: Desk
    duty: Duty
    dataset: Dataset
    draft: Submission | None

    @property
    def uploaded(self) -> Submission | None:
        """The draft, where it came as a file."""
        return self.draft if self.draft is not None and self.draft.via != "form" else None


def upload(here: Desk, dataset: str, organisation: str, period: str) -> HttpResponse:
    """Take a file (`verb` file), what its columns hold (`columns`), or submit it; and show how it stands with it."""
    duty, declared = duty_at(here, dataset, organisation, period)
    draft = open_submission(here.the_plan.id, duty)
    if draft is not None and draft.state in ("submitted", "approved"):
        return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, draft.id]))
    at = _At(here, duty, declared, draft)
    if here.request.method != "POST":
        return _shown(at)
    verb = str(here.request.POST.get("verb", "file"))
    try:
        if verb == "columns":
            return _named(at)
        return _submitted(at) if verb == "submit" else _taken(at)
    except kinds.RefusedError as error:
        return _shown(at, error, error.status)
    except ConflictError as error:
        now = open_submission(here.the_plan.id, duty)
        return _shown(_At(here, duty, declared, now), error, 409)


def _taken(at: _At) -> HttpResponse:
    """Keep a file as the draft, byte for byte."""
    here, plan = at.here, at.here.the_plan
    sent = here.request.FILES.get("file")
    if not isinstance(sent, UploadedFile) or not sent.name:
        raise kinds.RefusedError("Choose a file first.", "请先选择文件。")
    if sent.size is not None and sent.size > kinds.LARGEST:
        raise kinds.too_large()
    data, name = sent.read(), kinds.clean(sent.name)
    kinds.look(data, name)
    token = marks.token_of(data, name)
    if token is not None:
        wanted = marks.mark_of(plan, at.duty, at.dataset, at.draft)
        marks.require(token, wanted, plan, at.draft, replace="replace" in here.request.POST)
    rows = 0 if kinds.large(data, name) else sheets.read(at.dataset, data, name).total
    file = Sent(data, name, rows, "file" if token is None else "excel")
    Save(plan, at.duty, file, _version(here)).run(here.actor, here.now)
    mapping = () if token is not None else _mapping(at.dataset, data, name)
    return HttpResponseRedirect(here.request.path + ("?columns=1" if _is_open(mapping) else ""))


def _named(at: _At) -> HttpResponse:
    """Keep what a person says of the columns."""
    here, draft = at.here, at.uploaded
    if draft is None:
        raise ConflictError
    data = content_of(draft)
    with kinds.file_of(data, draft.name) as file:
        headers = [m.column for m in columns_of(file, at.dataset) if m.column is not None]
    fields = sheets.fields_of(at.dataset)
    chosen = {h: str(here.request.POST.get(f"column-{n}", "")) for n, h in enumerate(headers)}
    said = {h: f for h, f in chosen.items() if f in fields}
    twice = next((f for f in said.values() if list(said.values()).count(f) > 1), None)
    if twice is not None:
        raise kinds.RefusedError(
            f"Two columns cannot both be “{twice}”: choose one of them.",
            f"“{twice}”只能对应一列：请选择其一。",
        )
    NameColumns(here.the_plan, draft.id, _version(here), said=said).run(here.actor, here.now)
    return HttpResponseRedirect(here.request.path)


def _submitted(at: _At) -> HttpResponse:
    """Hand it in, where the check found that it fits."""
    here, draft = at.here, at.uploaded
    if draft is None or draft.version != _version(here):
        raise ConflictError
    store = desk(catalogue.live(), here.the_plan.id, here.now)
    answer = checks.standing(store, at.duty, draft)
    checks.require_fit(answer)
    draft.refresh_from_db()
    note = str(here.request.POST.get("note", "")).strip()
    if not note and _needs_note(at, answer):
        return _shown(at, UsageError(Text("Say why it is corrected.", "请说明更正的理由。")), 400)
    because = answer.because if isinstance(answer, checks.Answer) else None
    try:
        Submit(here.the_plan, draft.id, draft.version, note=note, because=because).run(here.actor, here.now)
    except ConflictError:
        raise
    except UsageError as error:
        return _shown(at, error, 400)
    here.tell(_("Submitted. Its reviewers have it now."))
    return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, draft.id]))


def _needs_note(at: _At, answer: checks.Answer | checks.Waiting | None) -> bool:
    """Whether it corrects what stands: then somebody says why."""
    changed = answer.updated if isinstance(answer, checks.Answer) else 0
    return needs_note(bool(at.draft and at.draft.corrects_id), at.duty, changed)


def _shown(at: _At, problem: UsageError | None = None, status: int = 200) -> HttpResponse:
    here, draft = at.here, at.uploaded
    naming = draft is not None and "columns" in here.request.GET
    mapping: tuple[Mapped, ...] = ()
    standing: checks.Answer | checks.Waiting | None = None
    if draft is not None and naming:
        mapping = _mapping(at.dataset, content_of(draft), draft.name)
    elif draft is not None:
        standing = checks.standing(desk(catalogue.live(), here.the_plan.id, here.now), at.duty, draft)
        draft.refresh_from_db()
    if isinstance(standing, checks.Waiting) and here.request.headers.get("HX-Request"):
        return HttpResponse(status=204)  # nothing new: the page stays as it is
    return here.show(
        "upload.html",
        here.say(at.dataset.title),
        status,
        duty=at.duty,
        dataset=at.dataset,
        draft=at.draft,
        uploaded=draft,
        draft_version=at.draft.version if at.draft else 0,
        organisation=here.organisation(at.duty.organisation),
        mapping=[m for m in mapping if m.column is not None],
        waiting=standing if isinstance(standing, checks.Waiting) else None,
        answer=standing if isinstance(standing, checks.Answer) else None,
        fits=standing is not None and checks.fits(standing),
        needs_note=_needs_note(at, standing),
        reason_column=REASON,
        fits_form=draft is not None and sheets.fits_form(at.dataset, draft),
        problem=problem.text if problem else None,
        outdated=status == 409 and isinstance(problem, kinds.RefusedError),
        largest=kinds.LARGEST // 2**20,
        most_rows=kinds.MOST_ROWS,
        accept=",".join(kinds.TYPES),
        effect_at_once=isinstance(standing, checks.Answer) and standing.rows <= AT_ONCE,
    )


def _mapping(dataset: Dataset, data: bytes, name: str) -> tuple[Mapped, ...]:
    """Which field each column holds, as far as it is known or proposed."""
    with kinds.file_of(data, name) as file:
        return columns_of(file, dataset, given_columns(data, dataset.id))


def _is_open(mapping: tuple[Mapped, ...]) -> bool:
    """Whether a field has no column, and a column no field: a person can say more."""
    proposed = any(m.by == "near" for m in mapping)
    missing = any(m.column is None for m in mapping)
    return proposed or (missing and any(m.column is not None and m.field is None for m in mapping))


def _version(here: Desk) -> int:
    said = str(here.request.POST.get("version", ""))
    return int(said) if said.isdecimal() and len(said) < 9 else 0
