"""An organisation's actions with their lights, and the form of one action: progress, forecast, finished on, reason, proof."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.errors import Text, UsageError
from qualicity.evidence import Duty
from qualicity.plan import Action, Dataset
from qualicity.portal import catalogue
from qualicity.portal.workbench import files, tasking
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.actions.files import Attach, Detach
from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit, content_of
from qualicity.portal.workbench.checking import check, desk
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.states import OPEN
from qualicity.portal.workbench.tasking import Part


def tasks(here: Desk) -> HttpResponse:
    """The actions that this person reports on or sees, each with its light and what is on its way."""
    plan, plans = here.the_plan, catalogue.live()
    board = plans.open(plan.id, plans.now()).view.board
    on_way = {
        (s.organisation, s.part): s
        for s in Submission.objects.filter(plan=plan.id, dataset=plan.tasks.reports or "", state__in=OPEN)
    }
    listed = [
        {
            "state": state,
            "organisation": duty.organisation,
            "submission": on_way.get((duty.organisation, state.action.id)),
            "may_report": here.may("report", duty.organisation),
        }
        for state in board.actions
        for duty in tasking.of_action(plan, state.action)
        if here.may("see", duty.organisation)
    ]
    return here.show("tasks.html", _("Tasks"), listed=listed, reporting=bool(plan.tasks.reports))


def action(here: Desk, organisation: str, action: str) -> HttpResponse:
    """The form of an action: show it, or take what was typed: `save`, `attach`, or `submit`."""
    here.require("report", organisation)
    asked, declared, found = _asked(here, organisation, action)
    draft = _on_way(here, asked, found)
    if here.request.method != "POST":
        if draft is not None and draft.state in ("submitted", "approved"):
            return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, draft.id]))
        return _shown(here, asked, declared, found, draft, _parts(here, found, declared, draft))
    parts = _with_typed(here, _parts(here, found, declared, draft))
    try:
        kept = _saved(here, asked, declared, found, parts, int(here.request.POST.get("version") or 0))
        refused = _filed(here, kept, parts)
    except ConflictError:
        return _shown(here, asked, declared, found, draft, parts, conflict=True, status=409)
    parts = tuple(replace(p, files=_files(kept, p)) for p in parts)
    kept = _saved(here, asked, declared, found, parts, kept.version)
    if refused:
        return _shown(here, asked, declared, found, kept, _told(parts, refused), status=400)
    if here.request.POST.get("verb") == "submit":
        return _submitted(here, asked, declared, found, kept, parts)
    here.tell(_("Saved. Nothing is sent yet."))
    return HttpResponseRedirect(here.request.path)


def _asked(here: Desk, organisation: str, name: str) -> tuple[Duty, Dataset, Action]:
    plan = here.the_plan
    found = next((a for a in plan.all_actions() if a.id == name), None)
    dataset = plan.dataset(plan.tasks.reports)
    duties = tasking.of_action(plan, found) if found else ()
    asked = next((d for d in duties if d.organisation == organisation), None)
    if found is None or dataset is None or asked is None:
        raise NotHereError
    return asked, dataset, found


def _on_way(here: Desk, asked: Duty, action: Action) -> Submission | None:
    return Submission.objects.filter(
        plan=here.the_plan.id, dataset=asked.dataset, organisation=asked.organisation, part=action.id, state__in=OPEN
    ).first()  # fmt: skip


def _parts(here: Desk, action: Action, declared: Dataset, draft: Submission | None) -> tuple[Part, ...]:
    """The parts as the draft has them."""
    plans = catalogue.live()
    state = plans.open(here.the_plan.id, plans.now()).view.board.of(action.id)
    if state is None:
        raise NotHereError
    rows = sheets.read(declared, content_of(draft), draft.name).rows if draft else ()
    typed = tasking.typed_of(rows)
    return tuple(
        replace(p, typed=typed.get(p.milestone, {}), files=_files(draft, p)) for p in tasking.parts_of(state)
    )


def _files(draft: Submission | None, part: Part) -> tuple[Any, ...]:
    return tuple(draft.files.filter(about=part.milestone).order_by("at")) if draft else ()


def _with_typed(here: Desk, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    post = here.request.POST
    return tuple(
        replace(p, typed={f: " ".join(str(post.get(f"{p.name}.{f}", "")).split()) for f in tasking.FIELDS})
        for p in parts
    )


def _saved(
    here: Desk, asked: Duty, declared: Dataset, action: Action, parts: tuple[Part, ...], version: int
) -> Submission:
    rows = tasking.rows_of(action, parts, sheets.fields_of(declared), here.today)
    sent = Sent(sheets.to_csv(declared, rows), f"{action.id}.csv", len(rows))
    return Save(here.the_plan, asked, sent, version, part=action.id).run(here.actor, here.now)


def _filed(here: Desk, kept: Submission, parts: tuple[Part, ...]) -> dict[str, Text]:
    """Take on the files that were sent, and off those that are to go; what was refused, by part."""
    workspace, plan = catalogue.live().workspace, here.the_plan
    off = str(here.request.POST.get("detach", ""))
    if off:
        Detach(plan, kept.id, off, workspace).run(here.actor, here.now)
    refused = {}
    for part in parts:
        for sent in here.request.FILES.getlist(f"{part.name}.file"):
            try:
                taken = files.received(sent)
                Attach(plan, kept.id, taken, workspace, part.milestone).run(here.actor, here.now)
            except UsageError as error:
                refused[part.milestone] = error.text
    return refused


def _told(parts: tuple[Part, ...], refused: dict[str, Text]) -> tuple[Part, ...]:
    return tuple(
        replace(p, problems={"file": (refused[p.milestone],)}) if p.milestone in refused else p for p in parts
    )


def _submitted(
    here: Desk, asked: Duty, declared: Dataset, action: Action, kept: Submission, parts: tuple[Part, ...]
) -> HttpResponse:
    """Hand it in where it is whole and fits; else the form with what is missing beside its field."""
    today = here.today
    answer = check(desk(catalogue.live(), here.the_plan.id, here.now), asked, content_of(kept), kept.name)
    sheet = sheets.read(declared, content_of(kept), kept.name)
    cells, others = sheets.at_cells(answer.problems, sheet)
    said = [p for p in parts if p.said]
    found = {p.milestone: dict(tasking.missing(p, today)) for p in said}
    for (row, name), problems in cells.items():
        errors = tuple(p.message for p in problems if p.severity == "error")
        if errors and row < len(said):
            found[said[row].milestone].setdefault(name, errors)
    texts = [p.message for p in others if p.severity == "error"]
    if not said:
        texts.append(Text("Nothing is said yet: fill in what there is to report.", "尚未填写内容。"))
    if any(found.values()) or texts:
        parts = tuple(replace(p, problems=found.get(p.milestone, {})) for p in parts)
        return _shown(here, asked, declared, action, kept, parts, texts=texts, status=400)
    done = Submit(here.the_plan, kept.id, kept.version).run(here.actor, here.now)
    here.tell(_("Submitted. Its reviewers have it now."))
    return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, done.id]))


def _shown(
    here: Desk, asked: Duty, declared: Dataset, action: Action, draft: Submission | None, parts: tuple[Part, ...], *,
    texts: list[Text] | None = None, conflict: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    return here.show(
        "action.html",
        here.say(action.title),
        status,
        action=action,
        dataset=declared,
        organisation=here.organisation(asked.organisation),
        draft=draft,
        draft_version=draft.version if draft else 0,
        parts=parts,
        fields=[f for f in sheets.fields_of(declared) if f in tasking.FIELDS],
        comments=list(draft.comments.order_by("at")) if draft else [],
        texts=texts or [],
        problems=sum(len(p.problems) for p in parts) + len(texts or []),
        conflict=conflict,
        kinds=", ".join(files.TYPES),
        most=files.MOST_BYTES // 2**20,
        public=declared.confidentiality == "public",
        proof=declared.reporting.proof if declared.reporting else "closed",
    )
