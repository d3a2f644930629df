"""What one organisation answers for, with both lights, and how much the plan asks it to hand in."""

from __future__ import annotations

from dataclasses import dataclass

from qualicity.assessment.model import Assessment, Scorecard
from qualicity.assessment.tasks.board import ActionState, TaskBoard
from qualicity.evidence import asked_of, needed
from qualicity.plan import Dataset, Mission, Programme
from qualicity.plan.model import Organisation
from qualicity.plan.targets import Share


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dataset asks of those who report it, else of its owner.

    How many of its fields must be filled in for each row, and how many it has.
    """

    dataset: Dataset
    required: int
    fields: int


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that an organisation leads or supports: targets with the first light, actions with the second.

    `shares` are parts of targets that it answers for; `asked` the datasets that it hands in.
    """

    organisation: Organisation
    targets: tuple[Assessment, ...]
    supports_targets: tuple[Assessment, ...]
    shares: tuple[tuple[Assessment, Share], ...]
    missions: tuple[Mission, ...]
    actions: tuple[ActionState, ...]
    supports_actions: tuple[ActionState, ...]
    programmes: tuple[Programme, ...]
    asked: tuple[Asked, ...]

    @property
    def leads(self) -> int:
        """How many targets, missions, actions and programmes it leads."""
        return len(self.targets) + len(self.missions) + len(self.actions) + len(self.programmes)

    @property
    def late(self) -> tuple[ActionState, ...]:
        """The actions that it leads and that are late."""
        return tuple(a for a in self.actions if a.late)

    @property
    def fields_asked(self) -> int:
        """How many fields the plan asks it to fill in, over all its datasets, for each row of them."""
        return sum(a.required for a in self.asked)


def work_of(organisation: Organisation, board: TaskBoard, card: Scorecard) -> Work:
    """What an organisation leads, supports and is asked for, as known on a date."""
    me, plan, judged = organisation.id, board.plan, card.assessments
    return Work(
        organisation=organisation,
        targets=tuple(a for a in judged if a.target.lead == me),
        supports_targets=tuple(a for a in judged if me in a.target.supporting),
        shares=tuple((a, s) for a in judged for s in a.target.shares if s.lead == me),
        missions=tuple(m for m in plan.missions if m.lead == me),
        actions=tuple(a for a in board.actions if a.action.lead == me),
        supports_actions=tuple(a for a in board.actions if me in a.action.supporting),
        programmes=tuple(p for p in plan.programmes if p.lead == me),
        asked=tuple(_asked(d) for d in plan.datasets if me in asked_of(d)),
    )


def _asked(dataset: Dataset) -> Asked:
    """A field must be filled in where the schema says so, or it is part of the row's identity."""
    schema = dataset.table_schema
    return Asked(dataset, len(needed(dataset)), len(schema.fields) if schema else 0)
