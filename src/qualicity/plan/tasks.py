"""What a plan says will be done: actions with their milestones, missions, and programmes of many members."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import Field

from qualicity.errors import Text
from qualicity.plan.basics import Frozen, Id, Named, TimePeriod

Colour = Literal["blue", "orange", "red"]
COLOURS: tuple[Colour, ...] = get_args(Colour)
"""The colours of an alarm, the mildest first."""

_TEXT, _DATE = ("string",), ("date", "datetime", "known")
REPORT_FIELDS = {
    "action": (_TEXT, True),
    "milestone": (_TEXT, False),
    "reported": (_DATE, True),
    "forecast": (_DATE, False),
    "actual": (_DATE, True),
    "progress": (("number", "integer"), False),
    "reason": (_TEXT, False),
    "evidence": (_TEXT, False),
}
"""The fields of the dataset `tasks.reports`: the types that fit, and whether each must be there."""
CONFIDENCE_FIELDS = {
    "action": (_TEXT, True),
    "rating": (_TEXT, True),
    "by": (_TEXT, True),
    "date": (_DATE, True),
    "reason": (_TEXT, False),
}
"""The same of `tasks.confidence`; a rating is G, A or R."""
SUPERVISED_FIELDS = {
    "item": (_TEXT, True),
    "action": (_TEXT, True),
    "milestone": (_TEXT, False),
    "opened": (_DATE, True),
    "by": (_TEXT, False),
    "closed": (_DATE, True),
    "closing_evidence": (_TEXT, True),
    "note": (_TEXT, False),
}
"""The same of `tasks.supervised`."""

RULING_FIELDS = {
    "ruling": (_TEXT, True),
    "target": (_TEXT, True),
    "definition": (_TEXT, True),
    "status": (_TEXT, True),
    "grade_en": (_TEXT, False),
    "grade_zh": (_TEXT, False),
    "reason_en": (_TEXT, True),
    "reason_zh": (_TEXT, False),
    "by_en": (_TEXT, True),
    "by_zh": (_TEXT, False),
    "proposed": (_DATE, True),
    "evidence": (_TEXT, False),
}
"""The same of the plan's `rulings_dataset`: one row for each ruling on a target's definition or status."""

RULED = ("achieved", "on_course", "at_risk", "off_course", "missed")
"""The statuses that people may give to a target that only they can judge."""


class Milestone(Named):
    """A step of an action, with the date that the plan gives it (its baseline)."""

    due: TimePeriod


class Contribution(Frozen):
    """What an action is meant to add to a target, in the target's unit, and how sure its authors are."""

    target: Id
    size: Decimal | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    note: Text | None = None


class Action(Named):
    """Something that the plan says will be done; it may serve targets, with a size (`contributes`) or without."""

    clauses: tuple[Id, ...]
    targets: tuple[Id, ...] = ()
    contributes: tuple[Contribution, ...] = ()
    lead: Id | None = None
    supporting: tuple[Id, ...] = ()
    start: TimePeriod | None = None
    due: TimePeriod | None = None
    milestones: tuple[Milestone, ...] = ()
    weight: Annotated[Decimal, Field(gt=0)] | None = None


class Mission(Named):
    """A principal task of the plan, with the actions that carry it out."""

    clauses: tuple[Id, ...]
    lead: Id | None = None
    actions: tuple[Action, ...] = ()


class Stage(Named):
    """One of the stages that a programme's members move through, in this order."""


class Quota(Frozen):
    """How many members are to have reached a stage by a period; where a target says so, which."""

    stage: Id
    at_least: Annotated[int, Field(gt=0)]
    due: TimePeriod
    target: Id | None = None


class Money(Frozen):
    """The dataset of a programme's money and its fields: one row for each member and period.

    `earned` is what the work done in the period was planned to cost; with it, and periods that are months, there is an
    earned schedule.
    """

    dataset: Id
    period: Id
    planned: Id
    spent: Id
    earned: Id | None = None


class Programme(Named):
    """A set of enterprises or projects that move through stages: a dataset with a row when one reaches a stage.

    `member`, `stage` and `reached` name the dataset's fields: who, which of the `stages`, and on what day.
    """

    clauses: tuple[Id, ...] = ()
    targets: tuple[Id, ...] = ()
    lead: Id | None = None
    dataset: Id | None = None
    member: Id = "member"
    stage: Id = "stage"
    reached: Id = "reached"
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    quotas: tuple[Quota, ...] = ()
    money: Money | None = None


class Alarm(Frozen):
    """From how many days of lateness on a task is shown in which colour."""

    days: Annotated[int, Field(ge=1)]
    colour: Colour


class Tasks(Frozen):
    """Where tasks are reported on, and the rules of their lights.

    `reports` is the dataset of what organisations say of their actions and milestones, `confidence` that of people's
    judgements of delivery, `supervised` that of items under supervision (督办); their fields are listed above. What is
    due within `due_soon_days` is due soon; lateness is raised through `escalation`.
    """

    reports: Id | None = None
    confidence: Id | None = None
    supervised: Id | None = None
    due_soon_days: Annotated[int, Field(ge=0)] = 30
    escalation: tuple[Alarm, ...] = (
        Alarm(days=1, colour="blue"),
        Alarm(days=30, colour="orange"),
        Alarm(days=90, colour="red"),
    )
