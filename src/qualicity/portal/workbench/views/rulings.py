"""Rulings: what only people can decide of a target, proposed by one of the office, countersigned by a second."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from qualicity.errors import Text, UsageError
from qualicity.plan.tasks import RULED
from qualicity.portal import catalogue
from qualicity.portal.workbench import files, proposing
from qualicity.portal.workbench.pages import Desk

FIELDS = ("target", "definition", "status", "grade_en", "grade_zh", "reason_en", "reason_zh", "evidence")


def rulings(here: Desk) -> HttpResponse:
    """What is decided, what waits for a second person, and the form of a new one."""
    here.require("rule")
    dataset = here.the_plan.dataset(here.the_plan.rulings_dataset)
    if here.request.method != "POST" or dataset is None:
        return _shown(here, {})
    plans = catalogue.live()
    plan = plans.open(here.the_plan.id, plans.now()).view.plan
    said = {f: " ".join(str(here.request.POST.get(f, "")).split()) for f in FIELDS}
    problems = proposing.missing(plan, said)
    if problems:
        return _shown(here, said, problems, status=400)
    row = proposing.ruling_row(plan, said, here.today)
    try:
        proposing.propose(here, dataset, said["target"], row, here.request.FILES.getlist("file"))
    except UsageError as error:
        return _shown(here, said, {"": error.text}, status=400)
    here.tell(_("Proposed. It counts when a second person of the office has countersigned it."))
    return HttpResponseRedirect(here.request.path)


def _shown(
    here: Desk, said: dict[str, str], problems: dict[str, Text] | None = None, status: int = 200
) -> HttpResponse:
    plan, plans = here.the_plan, catalogue.live()
    view = plans.open(plan.id, plans.now()).view
    dataset = plan.dataset(plan.rulings_dataset)
    waiting = proposing.on_way(plan, plan.rulings_dataset)
    targets = [t for t in plan.targets if proposing.ruled_on(plan, t)]
    definitions = [
        (indicator, definition)
        for indicator in plan.indicators
        if indicator.id in {t.indicator for t in targets}
        for definition in indicator.definitions
    ]
    return here.show(
        "rulings.html",
        _("Rulings"),
        status,
        dataset=dataset,
        held=[r for r in view.plan.rulings if r.date <= view.scorecard.as_of],
        waiting=[(s, proposing.row_of(dataset, s)) for s in waiting] if dataset else [],
        targets=targets,
        definitions=definitions,
        statuses=RULED,
        languages=plan.languages,
        said=said,
        problems=problems or {},
        office=proposing.office(plan),
        kinds=", ".join(files.TYPES),
    )
