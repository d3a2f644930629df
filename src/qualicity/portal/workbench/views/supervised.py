"""Supervised items (督办): opened by the office on a late task, closed with their proof; both need a second person."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from qualicity.assessment import TaskBoard
from qualicity.assessment.tasks.reports import Supervised
from qualicity.errors import Text, UsageError
from qualicity.plan import Dataset
from qualicity.portal import catalogue
from qualicity.portal.workbench import files, proposing
from qualicity.portal.workbench.pages import Desk, NotHereError


def supervised(here: Desk) -> HttpResponse:
    """The items with their colours, and the forms that open and close one."""
    here.require("rule")
    dataset = here.the_plan.dataset(here.the_plan.tasks.supervised)
    if here.request.method != "POST" or dataset is None:
        return _shown(here)
    try:
        if here.request.POST.get("verb") == "close":
            _close(here, dataset)
        else:
            _open(here, dataset)
    except UsageError as error:
        return _shown(here, error.text, 400)
    here.tell(_("Proposed. It counts when a second person of the office has approved it."))
    return HttpResponseRedirect(here.request.path)


def _open(here: Desk, dataset: Dataset) -> None:
    action, _sep, milestone = _said(here, "task").partition("/")
    found = _board(here).of(action)
    if found is None or (milestone and milestone not in {m.id for m in found.action.milestones}):
        raise UsageError(Text("Choose the task.", "请选择任务。"))
    if any(i.milestone in (None, milestone or None) and i.open_on(here.today) for i in found.supervised):
        raise UsageError(Text("An item is open on this task already.", "该任务已有未办结的督办事项。"))
    if not _said(here, "note"):
        raise UsageError(Text("Say what is asked for, and by when.", "请写明督办要求和时限。"))
    today = here.today.isoformat()
    row = {
        "item": "-".join(filter(None, (action, milestone, today))),
        "action": action,
        "milestone": milestone,
        "opened": today,
        "by": proposing.office(here.the_plan).get(here.lang),
        "note": _said(here, "note"),
    }
    proposing.propose(here, dataset, row["item"], row)


def _close(here: Desk, dataset: Dataset) -> None:
    item = next((i for i in _open_items(here) if i.item == _said(here, "item")), None)
    if item is None:
        raise NotHereError
    sent = here.request.FILES.getlist("file")
    if not _said(here, "closing_evidence") and not sent:
        raise UsageError(
            Text("An item is closed with its proof: name it, or attach it.", "办结须附佐证：请注明或上传。")
        )
    row = {
        "item": item.item,
        "action": item.action,
        "milestone": item.milestone or "",
        "opened": item.opened.isoformat(),
        "by": item.by or "",
        "note": item.note or "",
        "closed": here.today.isoformat(),
        "closing_evidence": _said(here, "closing_evidence"),
    }
    proposing.propose(here, dataset, item.item, row, sent)


def _board(here: Desk) -> TaskBoard:
    plans = catalogue.live()
    return plans.open(here.the_plan.id, plans.now()).view.board


def _open_items(here: Desk) -> list[Supervised]:
    board = _board(here)
    return [i for a in board.actions for i in a.supervised if i.open_on(board.as_of)]


def _said(here: Desk, name: str) -> str:
    return " ".join(str(here.request.POST.get(name, "")).split())


def _shown(here: Desk, problem: Text | None = None, status: int = 200) -> HttpResponse:
    plan, board = here.the_plan, _board(here)
    dataset = plan.dataset(plan.tasks.supervised)
    items = [(a, i, i.open_on(board.as_of)) for a in board.actions for i in a.supervised]
    late = [
        (f"{a.action.id}/{p.milestone or ''}", a, p)
        for a in board.actions
        for p in a.parts
        if p.light == "late"
    ]
    waiting = proposing.on_way(plan, plan.tasks.supervised)
    return here.show(
        "supervised.html",
        _("Supervised items"),
        status,
        dataset=dataset,
        open=[(a, i) for a, i, is_open in items if is_open],
        closed=[(a, i) for a, i, is_open in items if not is_open],
        late=late,
        waiting=[(s, proposing.row_of(dataset, s)) for s in waiting] if dataset else [],
        problem=problem,
        typed={k: _said(here, k) for k in ("task", "note", "item", "closing_evidence")},
        kinds=", ".join(files.TYPES),
    )
