"""Verdicts as frozen values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from qualicity.assessment.operators import against, aim
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Base, Plan, Ruling, Target

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

Nature = Literal["binding", "anticipatory"]
NATURES: dict[Nature, Text] = {
    "binding": Text("Binding", "约束性"),
    "anticipatory": Text("Anticipatory", "预期性"),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on one target as known on a date.

    `figure` is the observation that was judged or, where none could be, the last one for a whole
    period up to the due date on the same definition and area; None where there is none. `history` holds
    every dated current figure on that definition and area, `apart` those on other definitions (never
    joined), `conflicts` the figures of other authorities for the judged period. `rule` says how the
    status came about: by `level`, by a scheme's name, by `ruling`, or `none`. `target` is in the words that held on
    the date; `base` is what progress is counted from: the plan's own, else the last figure before the plan.
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
    base: Base | None = None

    @property
    def basis_stated(self) -> bool:
        """Whether the plan itself names the definition that it counts on."""
        return self.target.basis_stated

    @property
    def promise(self) -> Target:
        """The target with the start that it is measured against, where it is: what `met` and `limits` ask for."""
        return against(self.target, self.base)

    @property
    def aim(self) -> Decimal | None:
        """The value promised, in the indicator's unit (of a range the lower end); None where none is, or its base fails."""
        return self.target.value if self.target.operator == "range" else aim(self.promise)


@dataclass(frozen=True, slots=True)
class SchemeVerdict:
    """What one scheme says of a target: its own class, the common status that it stands for, and the arithmetic.

    `status` is None where the scheme cannot judge; `native` then says so and `arithmetic` why. `value` is what the
    scheme compares with its bounds (a share or a ratio), `score` its score where it has one, `code` the scheme's own
    word for the class (`substantial_progress`). `chosen` marks the scheme that the target is judged by.
    """

    scheme: str
    native: Text
    status: Status | None
    arithmetic: Text
    value: float | None = None
    score: float | None = None
    code: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Recheck:
    """The verdict on other terms (`last_dropped`, `base_earlier`, `base_later`): its status, None where there is none."""

    terms: str
    status: Status | None
    detail: Text


@dataclass(frozen=True, slots=True)
class Fragility:
    """Whether the verdict hangs on one year: judged again on other terms. None: it could not be judged on any.

    `fragile` is true where one of the `rechecks` gives another status.
    """

    fragile: bool | None
    rechecks: tuple[Recheck, ...]
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class FanYear:
    """One year ahead: the centre, and the 80 % and 95 % intervals, in the indicator's unit.

    `within` is the probability that this year's figure already keeps the target's limits, `base_rate` how often real
    series moved so far in so many years; None for a target without limits.
    """

    year: int
    mean: float
    lo80: float
    hi80: float
    lo95: float
    hi95: float
    within: float | None = None
    base_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability that the target is met at its due year, 0 to 1; None with the `reason` why there is none.

    A probability with a `reason` is no forecast: it says why nothing can turn any more. `points` are the yearly
    figures that it rests on, `last` the last of their years. `base_rate` is how often real series moved so far
    in so many years, whatever they were like: what a probability must beat.
    """

    probability: float | None
    reason: Text | None
    points: int
    last: int | None = None
    fan: tuple[FanYear, ...] = ()
    base_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """What is needed per year from now on, beside what was: changes per year in the indicator's unit, with sign.

    `best` and `mean` are those of the years so far. `met_in` is the year in which the target would be met at the mean
    pace, None where that pace never leads there; `reason` says why something is not known.
    """

    needed: Decimal | None
    best: Decimal | None
    mean: Decimal | None
    met_in: int | None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands beside a verdict: the other schemes, whether it is fragile, how likely and how fast."""

    schemes: tuple[SchemeVerdict, ...]
    fragility: Fragility
    chance: Chance
    pace: Pace


@dataclass(frozen=True)
class Scorecard:
    """All targets of a plan that were known on a date, with their verdicts."""

    plan: Plan
    as_of: date
    assessments: tuple[Assessment, ...]

    def of(self, target_id: str) -> Assessment | None:
        """The assessment of one target, or None."""
        return self._by_target.get(target_id)

    def on(self, indicator_id: str) -> tuple[Assessment, ...]:
        """The assessments of the targets that are judged on an indicator."""
        return tuple(self._by_indicator.get(indicator_id, ()))

    @cached_property
    def _by_target(self) -> dict[str, Assessment]:
        return {a.target.id: a for a in self.assessments}

    @cached_property
    def _by_indicator(self) -> dict[str, list[Assessment]]:
        found: dict[str, list[Assessment]] = {}
        for a in self.assessments:
            found.setdefault(a.target.indicator or "", []).append(a)
        return found

    def tally(self, nature: Nature | None = None) -> dict[Status, int]:
        """How many targets have each status, all statuses listed; with `nature` only those that are binding (约束性)
        or anticipatory (预期性)."""
        counted = Counter(a.status for a in self.assessments if nature in (None, a.target.nature))
        return {s: counted[s] for s in STATUSES}

    def numeric(self) -> tuple[Assessment, ...]:
        """The targets that promise a number."""
        return tuple(a for a in self.assessments if a.target.value is not None)
