"""The verb that begins a correction: what has taken effect is never changed, another submission mends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.rights import Actor, Where
from qualicity.portal.workbench.states import OPEN


@dataclass(frozen=True)
class Correct(Action[Submission]):
    """Begin a draft with the rows of a submission that has taken effect; `note` says why."""

    verb: ClassVar[str] = "submission.correct"

    plan: Plan
    id: str
    note: str

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """Errors: `UsageError` without a reason, for what is not effective, is corrected already or is just being so."""
        mended = Submission.objects.select_for_update().filter(pk=self.id, plan=self.plan.id).first()
        if mended is None:
            raise UsageError(Text(f"there is no submission {self.id}", f"没有编号为 {self.id} 的提交"))
        where = Where(mended.plan, mended.organisation)
        actor.require("report", where)
        _require_correctable(mended, self.note)
        made = Submission.objects.create(
            id=uuid4().hex[:16], plan=mended.plan, dataset=mended.dataset, organisation=mended.organisation,
            period=mended.period, part=mended.part, by=actor.name, content=mended.content, name=mended.name, rows=mended.rows,
            note=self.note.strip(), corrects=mended, created=at,
        )  # fmt: skip
        said = {"corrects": mended.pk, "sha256": made.content_id, "note": made.note}
        return made, Happened(f"submission {made.pk}", where, said)


def newer(mended: Submission) -> Submission | None:
    """What corrects a submission and has taken effect itself, or is on its way to."""
    found = Submission.objects.filter(corrects=mended, state__in=("effective", *OPEN))
    return found.order_by("-created").first()


def _require_correctable(mended: Submission, note: str) -> None:
    if mended.state != "effective":
        raise UsageError(
            Text(
                "Only what has taken effect is corrected; this can be mended itself.",
                "只有已生效的提交才需更正；此项可直接修改。",
            )
        )
    if newer(mended):
        raise UsageError(
            Text(
                "There is a correction of it already: go on from that one.",
                "该提交已有更正：请在最新的更正上继续。",
            )
        )
    same = Submission.objects.filter(
        plan=mended.plan,
        dataset=mended.dataset,
        organisation=mended.organisation,
        period=mended.period,
        part=mended.part,
    )
    if same.filter(state__in=OPEN).exists():
        raise UsageError(
            Text(
                "Another submission of the same is on its way: finish or withdraw it first.",
                "同一填报事项另有提交正在办理：请先完成或撤回。",
            )
        )
    if not note.strip():
        raise UsageError(Text("Say why what was approved is corrected.", "请说明更正已通过数据的理由。"))
