"""Verdicts as frozen values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Plan, Ruling, Target

Status = Literal["achieved", "on_course", "at_risk", "off_course", "missed", "not_due", "cannot_judge"]

STATUSES: dict[Status, Text] = {
    "achieved": Text("Achieved", "已实现"),
    "on_course": Text("On course", "进展符合预期"),
    "at_risk": Text("At risk", "存在风险"),
    "off_course": Text("Off course", "偏离目标"),
    "missed": Text("Missed", "未实现"),
    "not_due": Text("Not due yet", "尚未到期"),
    "cannot_judge": Text("Cannot judge", "无法判断"),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on one target as known on a date.

    `figure` is the observation that was judged or, where none could be, the last one for a whole
    period up to the due date on the same definition and area; None where there is none. `history` holds
    every dated current figure on that definition and area, `apart` those on other definitions (never
    joined), `conflicts` the figures of other authorities for the judged period. `rule` says how the
    status came about: by `level`, by a scheme's name, by `ruling`, or `none`.
    """

    target: Target
    status: Status
    rule: str
    reason: Text
    definition: str | None
    ruling: Ruling | None
    figure: Observation | None
    history: tuple[Observation, ...] = ()
    apart: tuple[Observation, ...] = ()
    conflicts: tuple[Observation, ...] = ()

    @property
    def basis_stated(self) -> bool:
        """Whether the plan itself names the definition that it counts on."""
        return self.target.basis_stated


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All targets of a plan that were known on a date, with their verdicts."""

    plan: Plan
    as_of: date
    assessments: tuple[Assessment, ...]

    def of(self, target_id: str) -> Assessment | None:
        """The assessment of one target, or None."""
        return next((a for a in self.assessments if a.target.id == target_id), None)

    def tally(self) -> dict[Status, int]:
        """How many targets have each status, all statuses listed."""
        counted = Counter(a.status for a in self.assessments)
        return {s: counted[s] for s in STATUSES}

    def numeric(self) -> tuple[Assessment, ...]:
        """The targets that promise a number."""
        return tuple(a for a in self.assessments if a.target.value is not None)
