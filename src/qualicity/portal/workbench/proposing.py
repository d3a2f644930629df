"""What the office proposes: rulings, and supervised items. A second person of the office countersigns by approving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.evidence import Duty
from qualicity.plan import Dataset, Plan, Target
from qualicity.plan.tasks import RULED
from qualicity.portal import catalogue
from qualicity.portal.workbench import files
from qualicity.portal.workbench import rows as sheets
from qualicity.portal.workbench.actions.files import Attach
from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit, content_of
from qualicity.portal.workbench.checking import check, desk
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.pages import Desk
from qualicity.portal.workbench.states import OPEN

Problems = dict[str, Text]


def on_way(plan: Plan, dataset: str | None) -> tuple[Submission, ...]:
    """The proposals of a dataset that wait for a second person, or came back."""
    found = Submission.objects.filter(plan=plan.id, dataset=dataset or "", state__in=OPEN)
    return tuple(found.order_by("created"))


def propose(
    here: Desk, dataset: Dataset, part: str, row: Mapping[str, str], sent: Sequence[Any] = ()
) -> Submission:
    """Hand one row in, with its files: a second person of the office has it then.

    A proposal about the same that came back is taken up again.
    Errors: `UsageError` for one that waits already, for what does not fit, and for a file that is not taken.
    """
    plan = here.the_plan
    taken = [files.received(f) for f in sent]
    named = [row.get("evidence") or "", *(f"{f.name} [sha256:{f.digest[:12]}]" for f in taken)]
    column = "evidence" if "evidence" in sheets.fields_of(dataset) else "closing_evidence"
    if taken:
        row = {**row, column: "; ".join(n for n in [row.get(column, ""), *named[1:]] if n)}
    asked = Duty(None, None, dataset.id, plan.authority, "")
    data = Sent(sheets.to_csv(dataset, [row]), f"{dataset.id}.csv", 1)
    answer = check(desk(catalogue.live(), plan.id, here.now), asked, data.data, data.name)
    wrong = [p.message for p in answer.problems if p.severity == "error"]
    if wrong:
        raise UsageError(wrong[0])
    before = next((s for s in on_way(plan, dataset.id) if s.part == part), None)
    kept = Save(plan, asked, data, before.version if before else 0, part=part).run(here.actor, here.now)
    for file in taken:
        Attach(plan, kept.id, file, catalogue.live().workspace).run(here.actor, here.now)
    return Submit(plan, kept.id, kept.version).run(here.actor, here.now)


def row_of(dataset: Dataset, s: Submission) -> Mapping[str, str]:
    """The one row of a proposal."""
    rows = sheets.read(dataset, content_of(s), s.name).rows
    return rows[0] if rows else {}


def office(plan: Plan) -> Text:
    """Who decides, as the public reads it: the authority's plan office, not a person."""
    found = plan.organisation(plan.authority)
    title = found.title if found else Text(plan.authority, plan.authority)
    return Text(f"{title.en}, plan office", f"{title.get('zh')}方案办公室")


def ruled_on(plan: Plan, target: Target) -> str:
    """What a ruling can say of a target: its `definition`, its `status`, or "" where the plan leaves nothing open."""
    if target.operator == "judged" or target.indicator is None:
        return "status"
    return "" if target.definition else "definition"


def missing(plan: Plan, said: Mapping[str, str]) -> Problems:
    """What a ruling lacks, by field."""
    found: Problems = {}
    target = plan.target(said.get("target", ""))
    if target is None or not ruled_on(plan, target):
        return {"target": Text("Choose the target.", "请选择目标。")}
    indicator = plan.indicator(target.indicator)
    if ruled_on(plan, target) == "definition":
        if indicator is None or indicator.definition(said.get("definition", "")) is None:
            found["definition"] = Text("Choose one of this target’s definitions.", "请选择该目标的口径之一。")
        if said.get("status"):
            found["status"] = Text(
                "This target is judged by its figures: a ruling names only what counts.",
                "该目标依数据评判，裁定只确定口径。",
            )
    else:
        if said.get("status") not in RULED:
            found["status"] = Text("Choose the status.", "请选择状态。")
        if said.get("definition"):
            found["definition"] = Text("This target has no figures to count.", "该目标无须口径。")
    for lang in plan.languages:
        if not said.get(f"reason_{lang}"):
            found[f"reason_{lang}"] = Text("Say why: it is read in public.", "请说明理由，理由将公开。")
    return found


def ruling_row(plan: Plan, said: Mapping[str, str], today: date) -> dict[str, str]:
    """A ruling as a row: `said` is what was typed."""
    by = office(plan)
    name, n = f"{said['target']}-{today.isoformat()}", 2
    taken = {r.id for r in plan.rulings}
    while name in taken:
        name, n = f"{said['target']}-{today.isoformat()}-{n}", n + 1
    typed = ("target", "definition", "status", "grade_en", "grade_zh", "reason_en", "reason_zh", "evidence")
    row = {f: said.get(f, "") for f in typed}
    row["reason_en"] = row["reason_en"] or row["reason_zh"]
    return {**row, "ruling": name, "by_en": by.en, "by_zh": by.get("zh"), "proposed": today.isoformat()}
