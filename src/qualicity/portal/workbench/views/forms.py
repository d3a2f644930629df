"""The form of a duty: a grid of rows to fill, save, check and submit; without script, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qualicity.errors import Problem
from qualicity.evidence import Duty, duty
from qualicity.evidence.duties import scope_of
from qualicity.plan import Dataset
from qualicity.portal import catalogue
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.base import ConflictError
from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit, content_of
from qualicity.portal.workbench.checking import check, desk
from qualicity.portal.workbench.held import HeldRows, begun
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.pages import Desk, NotHereError
from qualicity.portal.workbench.states import OPEN

NO_PERIOD = "-"
"""Stands in an address where a duty has no period."""
MORE = 5
"""Empty rows at the end of a form."""


def duty_at(here: Desk, dataset: str, organisation: str, period: str) -> tuple[Duty, Dataset]:
    """The duty at an address.

    Errors: `NotHereError`; `NotAllowedError` for another organisation's.
    """
    found = duty(
        here.the_plan, (dataset, organisation, "" if period == NO_PERIOD else period), here.now.date()
    )
    declared = here.the_plan.dataset(dataset)
    here.require("report", organisation)
    if found is None or declared is None:
        raise NotHereError
    return found, declared


def form(here: Desk, dataset: str, organisation: str, period: str) -> HttpResponse:
    """Show the form, or take what was typed: `save`, `check`, `more` rows, `effect`, or `submit`."""
    asked, declared = duty_at(here, dataset, organisation, period)
    draft = open_submission(here.the_plan.id, asked)
    if here.request.method != "POST":
        if draft is not None and draft.state in ("submitted", "approved"):
            return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, draft.id]))
        return _shown(here, asked, declared, draft)
    typed = _typed(here, declared)
    verb = str(here.request.POST.get("verb", "save"))
    sent = Sent(sheets.to_csv(declared, typed), f"{declared.id}.csv", len(typed))
    version = int(here.request.POST.get("version") or 0)
    try:
        kept = Save(here.the_plan, asked, sent, version).run(here.actor, here.now)
    except ConflictError:
        return _shown(here, asked, declared, draft, typed=typed, conflict=True, status=409)
    if verb == "effect":
        return HttpResponseRedirect(reverse("work-effect", args=[here.the_plan.id, kept.id]))
    if verb == "submit":
        return _submitted(here, asked, declared, kept)
    if verb == "save":
        here.tell(_("Saved. Nothing is sent yet."))
        return HttpResponseRedirect(here.request.path)
    return _shown(here, asked, declared, kept, checked=verb == "check", more=verb == "more")


def _submitted(here: Desk, asked: Duty, declared: Dataset, kept: Submission) -> HttpResponse:
    """Hand it in where it fits; else the form with each problem at its cell."""
    at = desk(catalogue.live(), here.the_plan.id, here.now)
    answer = check(at, asked, content_of(kept), kept.name)
    if not answer.accepted or not kept.rows:
        return _shown(here, asked, declared, kept, checked=True, status=400)
    note = str(here.request.POST.get("note", ""))
    done = Submit(here.the_plan, kept.id, kept.version, note=note).run(here.actor, here.now)
    here.tell(_("Submitted. Its reviewers have it now."))
    return HttpResponseRedirect(reverse("work-submission", args=[here.the_plan.id, done.id]))


def open_submission(plan: str, asked: Duty) -> Submission | None:
    """The submission of a duty that is on its way."""
    return Submission.objects.filter(
        plan=plan, dataset=asked.dataset, organisation=asked.organisation, period=asked.period, state__in=OPEN
    ).first()


def _typed(here: Desk, declared: Dataset) -> list[dict[str, str]]:
    """The rows in which anything was typed beyond what the form itself had put there."""
    post, fields = here.request.POST, sheets.fields_of(declared)
    found = []
    for n in range(min(int(post.get("rows") or 0), sheets.MOST + MORE)):
        row = {f: str(post.get(f"c-{n}-{f}", "")).strip() for f in fields}
        given = {f: str(post.get(f"g-{n}-{f}", "")).strip() for f in fields}
        if any(row[f] and row[f] != given[f] for f in fields):
            found.append(row)
    return found


def _shown(
    here: Desk,
    asked: Duty,
    declared: Dataset,
    draft: Submission | None,
    *,
    typed: list[dict[str, str]] | None = None,
    checked: bool = False,
    conflict: bool = False,
    more: bool = False,
    status: int = 200,
) -> HttpResponse:
    plans = catalogue.live()
    at = desk(plans, here.the_plan.id, here.now)
    given, last = begun(at.store.dataset(declared.id), declared, asked)
    sheet = sheets.read(declared, content_of(draft), draft.name) if draft else sheets.Sheet((), 0, (), {})
    rows: list[dict[str, str]] = typed if typed is not None else [dict(r) for r in sheet.rows]
    cells: dict[tuple[int, str], list[Problem]] = {}
    others: list[Problem] = []
    answer = None
    if checked and draft is not None:
        answer = check(at, asked, content_of(draft), draft.name)
        cells, others = sheets.at_cells(answer.problems, sheet)
    shown = _with_given(declared, rows, given) if typed is None else [(r, {}) for r in rows]
    empty = MORE * (3 if more else 1)
    shown += [({}, {}) for _n in range(min(empty, sheets.MOST - len(shown)))]
    return here.show(
        "form.html",
        here.say(declared.title),
        status,
        duty=asked,
        dataset=declared,
        draft=draft,
        version=draft.version if draft else 0,
        grid=_grid(declared, shown, cells, last),
        others=others,
        answer=answer,
        errors=sum(p.severity == "error" for found in (*cells.values(), others) for p in found),
        conflict=conflict,
        whole=sheet.whole,
        scope=scope_of(declared, asked),
        held=last,
        organisation=here.organisation(asked.organisation),
        comments=list(draft.comments.order_by("at")) if draft else [],
    )


def _with_given(
    declared: Dataset, rows: list[dict[str, str]], given: list[dict[str, str]]
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """The rows of the draft, then those that the form proposes and the draft has not yet."""
    key = declared.table_schema.primaryKey if declared.table_schema else ()
    there = {tuple(r.get(k, "") for k in key) for r in rows}
    proposed = [g for g in given if tuple(g.get(k, "") for k in key) not in there]
    return [(r, {}) for r in rows] + [(g, g) for g in proposed]


def _grid(
    declared: Dataset,
    rows: list[tuple[dict[str, str], dict[str, str]]],
    problems: dict[tuple[int, str], list[Any]],
    last: HeldRows,
) -> list[list[dict[str, Any]]]:
    """Each cell with its value, what the form gave, what was held last period, and its problems."""
    schema = declared.table_schema
    if schema is None:
        return []
    time = next((f.name for f in schema.fields if f.type in ("period", "date", "datetime")), "")
    things = [k for k in schema.primaryKey if k != time]
    before = {tuple(r.get(k, "") for k in things): r for r in last.rows}
    grid = []
    for n, (row, given) in enumerate(rows):
        then = before.get(tuple(row.get(k, "") for k in things), {})
        grid.append(
            [
                {
                    "field": f,
                    "name": f"c-{n}-{f.name}",
                    "given_name": f"g-{n}-{f.name}",
                    "value": row.get(f.name, ""),
                    "given": given.get(f.name, ""),
                    "last": "" if f.name in schema.primaryKey else then.get(f.name, ""),
                    "problems": problems.get((n, f.name), []),
                    "row": n + 1,
                }
                for f in schema.fields
            ]
        )
    return grid
