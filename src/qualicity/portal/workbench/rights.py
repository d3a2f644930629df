"""Who may do what: the roles, the rights of each, and the one question that every view and action asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from rules.predicates import predicate
from rules.rulesets import set_rule, test_rule

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.plan.reporting import OFFICE, ORGANISATION

RoleName: TypeAlias = Literal["viewer", "contributor", "reviewer", "office", "auditor", "administrator"]
Right: TypeAlias = Literal[
    "see", "report", "review", "review_office", "month", "remind", "rule", "answer", "people", "log", "jobs",
    "plan_see", "plan_propose", "plan_approve",
]  # fmt: skip

ROLES: dict[RoleName, Text] = {
    "viewer": Text("viewer", "查看者"),
    "contributor": Text("contributor", "填报人"),
    "reviewer": Text("reviewer", "审核人"),
    "office": Text("plan office", "方案办公室"),
    "auditor": Text("auditor", "审计人员"),
    "administrator": Text("administrator", "管理员"),
}
OF_ORGANISATION: tuple[RoleName, ...] = ("viewer", "contributor", "reviewer")
"""Roles that are held for one organisation; the others are held for the plan as a whole."""
WITH_SECOND_FACTOR: tuple[RoleName, ...] = ("reviewer", "office", "administrator")
"""Who holds one of these signs in with a second factor."""

RIGHTS: dict[Right, tuple[RoleName, ...]] = {
    "see": ("viewer", "contributor", "reviewer", "office", "auditor"),
    "report": ("contributor",),
    "review": ("reviewer",),
    "review_office": ("office",),
    "month": ("office", "auditor"),
    "remind": ("office",),
    "rule": ("office",),
    "answer": ("office",),
    "people": ("administrator",),
    "log": ("auditor", "administrator"),
    "jobs": ("office", "administrator"),
    "plan_see": ("office", "auditor", "administrator"),
    "plan_propose": ("office",),
    "plan_approve": ("office", "administrator"),
}
"""The rights, each with the roles that give it: those of an organisation for it alone, the others for the whole plan."""

SAID: dict[Right, Text] = {
    "see": Text("see what an organisation submits", "查看机构的填报"),
    "report": Text("report for the organisation", "为本机构填报"),
    "review": Text("review what the organisation submits", "审核本机构的填报"),
    "review_office": Text("review for the plan office", "以方案办公室身份审核"),
    "month": Text("see the month of the whole plan", "查看整个方案的月度情况"),
    "remind": Text("remind those who are late", "催报逾期单位"),
    "rule": Text("propose and countersign rulings", "提出并会签裁定"),
    "answer": Text("answer readers’ doubts", "答复读者疑问"),
    "people": Text("invite people and give roles", "邀请人员并授予角色"),
    "log": Text("read the log", "查看日志"),
    "jobs": Text("see work that failed, and have it done again", "查看失败的任务并重新执行"),
    "plan_see": Text("see changes of the plan", "查看方案修改"),
    "plan_propose": Text("propose a change of the plan", "提出方案修改"),
    "plan_approve": Text("approve a change of the plan", "批准方案修改"),
}


class NotAllowedError(UsageError):
    """Somebody has no right to what was asked for."""

    def __init__(self, right: Right) -> None:
        said = SAID[right]
        super().__init__(
            Text(
                f"You may not {said.en}. Ask the administrator of the plan for a role.",
                f"您无权{said.get('zh')}。请向方案管理员申请相应角色。",
            )
        )


class NotHereError(UsageError):
    """There is no such thing on the workbench, or nothing that this person may know of."""

    def __init__(self) -> None:
        super().__init__(Text("There is no such page here.", "此处没有该页面。"))


@dataclass(frozen=True, slots=True)
class Where:
    """What a right is asked for: a plan, and in it an organisation or ("") the plan as a whole."""

    plan: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One role that somebody holds."""

    role: RoleName
    plan: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name that the log keeps, the roles held, and what else the person is known by."""

    name: str
    roles: tuple[Held, ...] = ()
    secured: bool = True
    """Whether a second factor was shown, or none is needed here."""

    def may(self, right: Right, where: Where) -> bool:
        """Whether this may be done there."""
        return bool(test_rule(right, self, where))

    def require(self, right: Right, where: Where) -> None:
        """Errors: `NotAllowedError`."""
        if not self.may(right, where):
            raise NotAllowedError(right)

    def organisations(self, plan: str, right: Right) -> tuple[str, ...]:
        """The organisations for which this right is held in a plan by a role of their own."""
        found = (h.organisation for h in self.roles if h.plan == plan and h.role in RIGHTS[right])
        return tuple(dict.fromkeys(o for o in found if o))

    def plans(self) -> tuple[str, ...]:
        """The plans in which any role is held."""
        return tuple(dict.fromkeys(h.plan for h in self.roles))


def _rule(right: Right) -> Any:
    """The rule of a right: one of its roles is held for the organisation, or for the plan as a whole."""

    def holds(actor: Actor | None, where: Where | None) -> bool:
        if actor is None or where is None:
            return False
        return any(
            h.plan == where.plan
            and h.role in RIGHTS[right]
            and h.organisation == (where.organisation if h.role in OF_ORGANISATION else "")
            and (actor.secured or h.role not in WITH_SECOND_FACTOR)
            for h in actor.roles
        )

    return predicate(holds, name=right)


for _right in RIGHTS:
    set_rule(_right, _rule(_right))


def review_right(plan: Plan, dataset: str, step: int, organisation: str) -> tuple[Right, Where]:
    """The right that a step of a dataset's review asks for, and where."""
    declared = plan.dataset(dataset)
    steps = declared.reporting.review if declared and declared.reporting else (ORGANISATION,)
    who = steps[min(step, len(steps) - 1)]
    if who == OFFICE:
        return "review_office", Where(plan.id)
    return "review", Where(plan.id, organisation if who == ORGANISATION else who)


def of_the_office(plan: Plan, dataset: str) -> bool:
    """Whether the plan office itself writes a dataset: rulings, and supervised items."""
    return dataset in (plan.rulings_dataset, plan.tasks.supervised)


def reporting_right(plan: Plan, dataset: str, organisation: str) -> tuple[Right, Where]:
    """The right that reporting rows of a dataset asks for, and where."""
    if of_the_office(plan, dataset):
        return "rule", Where(plan.id)
    return "report", Where(plan.id, organisation)


def steps_of(plan: Plan, dataset: str) -> tuple[str, ...]:
    """The steps of a dataset's review."""
    declared = plan.dataset(dataset)
    return declared.reporting.review if declared and declared.reporting else (ORGANISATION,)


def held(rows: Iterable[Any]) -> tuple[Held, ...]:
    """Roles as the database has them."""
    return tuple(Held(r.role, r.plan, r.organisation) for r in rows)
