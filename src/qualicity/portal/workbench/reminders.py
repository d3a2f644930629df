"""Who is to be told of what on a day: before a date, after it, and when a decision waits. A pure reckoning.

Each occasion counts once for a person: `-7` is the reminder seven days before a date, `+10` the one ten days after. Where
days were missed (no worker ran) the nearest occasion that has passed is told, not each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from qualicity.errors import Lang
from qualicity.plan import Plan
from qualicity.plan.reporting import Reporting
from qualicity.portal.workbench.board import Task
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.rights import Held, RoleName, review_right

Kind: TypeAlias = Literal["due", "late", "look", "asked"]
KINDS: tuple[Kind, ...] = ("late", "asked", "due", "look")
"""Late; late, and the plan office asks for it; to be reported; to be decided: in the order of a letter."""
NOT_DONE = ("due", "draft", "returned")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be told, on one occasion (`which`)."""

    kind: Kind
    due: date
    dataset: str
    organisation: str
    period: str
    which: str

    @property
    def thing(self) -> tuple[str, ...]:
        """What it is about, on whatever occasion."""
        return self.kind, self.dataset, self.organisation, self.period


@dataclass(frozen=True, slots=True)
class Told:
    """An item, and the role that makes somebody hear of it: for an organisation, or ("") in the plan."""

    role: RoleName
    of: str
    item: Item


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role: `lang` where it is known."""

    id: int
    address: str
    roles: tuple[Held, ...]
    lang: Lang | None = None


def told(plan: Plan, tasks: Iterable[Task], waiting: Iterable[Submission], today: date) -> Iterator[Told]:
    """Everything that is to be told on a day, to whom.

    Before a date: to those who report. After it: to them, their reviewers and the plan office. A decision whose day has
    passed: to those who may decide.
    """
    for task in tasks:
        said = _reporting(plan, task.duty.dataset)
        before, after = _before(task, said, today), _after(task, said, today)
        if before is not None:
            yield Told("contributor", task.duty.organisation, before)
        if after is not None:
            yield Told("contributor", task.duty.organisation, after)
            yield Told("reviewer", task.duty.organisation, after)
            yield Told("office", "", after)
    for s in waiting:
        if s.look_by is not None and s.look_by < today:
            right, where = review_right(plan, s.dataset, s.step, s.organisation)
            role: RoleName = "reviewer" if right == "review" else "office"
            item = Item("look", s.look_by, s.dataset, s.organisation, s.period, f"{s.pk} {s.step}")
            yield Told(role, where.organisation, item)


def asked(tasks: Iterable[Task], today: date) -> Iterator[Told]:
    """What the plan office asks for of its own accord: all that is late, from those who report."""
    for t in tasks:
        if overdue(t):
            d = t.duty
            item = Item("asked", d.due or today, d.dataset, d.organisation, d.period, today.isoformat())
            yield Told("contributor", d.organisation, item)


def overdue(task: Task) -> bool:
    """Whether its date has passed and its organisation has it: never handed in, or returned and not mended."""
    passed = task.duty.due is not None and task.duty.due < task.today
    return passed and task.light in ("late", "returned")


def items_of(person: Person, plan: str, found: Iterable[Told]) -> tuple[Item, ...]:
    """What one person is told, each once, whatever roles the person has."""
    mine = {(h.role, h.organisation) for h in person.roles if h.plan == plan}
    listed = dict.fromkeys(t.item for t in found if (t.role, t.of) in mine)
    return tuple(sorted(listed, key=lambda i: (KINDS.index(i.kind), i.due, i.dataset, i.organisation)))


def _before(task: Task, said: Reporting, today: date) -> Item | None:
    d = task.duty
    if d.due is None or d.due < today or task.light not in NOT_DONE:
        return None
    passed = [n for n in said.remind if d.due - timedelta(days=n) <= today]
    return Item("due", d.due, d.dataset, d.organisation, d.period, f"-{min(passed)}") if passed else None


def _after(task: Task, said: Reporting, today: date) -> Item | None:
    d = task.duty
    if d.due is None or not overdue(task):
        return None
    passed = [n for n in said.escalate if d.due + timedelta(days=n) <= today]
    return Item("late", d.due, d.dataset, d.organisation, d.period, f"+{max(passed)}") if passed else None


def _reporting(plan: Plan, dataset: str) -> Reporting:
    declared = plan.dataset(dataset)
    return declared.reporting if declared and declared.reporting else Reporting()
