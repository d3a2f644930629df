"""The first task of the demo: one report on its way from a clerk to the public page, in two minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from qualicity.errors import Text
from qualicity.plan import Plan
from qualicity.portal.accounts import demonstrating
from qualicity.portal.workbench import demo
from qualicity.portal.workbench.models import Submission

DATASET, ORGANISATION, PERIOD = "inspections", "north-district", "2026-10"
"""The duty that the first task is about."""
TARGET = "pass-rate"
"""The target whose figure it moves."""
Place: TypeAlias = Literal["done", "now", "later"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, by which account, and whether it is done, to be done now, or later."""

    place: Place
    account: str
    what: Text


_STEPS = (
    (
        "clerk",
        Text(
            "Report North District’s October inspections: open the late form (61 inspected stand there), type 58 passed, submit.",
            "填报北区10月抽查：打开逾期表单，抽查61批已由实验室登记带出；填写合格58批，检查后提交。",
        ),
    ),
    (
        "head",
        Text(
            "Look at what it would change, and approve it for the district (or return it with a word why).",
            "查看将引起的变化，代表本区通过（或注明理由退回）。",
        ),
    ),
    (
        "market",
        Text(
            "Approve it for the market bureau: the second pair of eyes that the dataset asks for.",
            "代表市场监督管理局复核通过：该数据集要求两级审核。",
        ),
    ),
    (
        "",
        Text(
            "See the figure and the verdict on the public page of the target, a second later.",
            "一秒之后，在目标的公开页面查看数值与评定。",
        ),
    ),
)


def guide(plan: Plan) -> tuple[Step, ...]:
    """The steps with where they stand; none outside the demo and its plan."""
    if not demonstrating() or plan.id != demo.PLAN:
        return ()
    said = Submission.objects.filter(
        plan=plan.id, dataset=DATASET, organisation=ORGANISATION, period=PERIOD
    ).exclude(state="withdrawn")
    last = said.order_by("-created").first()
    if last is None or last.state in ("draft", "returned"):
        done = 0
    elif last.state == "submitted":
        done = 1 + last.step
    else:
        done = 3
    return tuple(
        Step("done" if n < done else "now" if n == done else "later", account, what)
        for n, (account, what) in enumerate(_STEPS)
    )
