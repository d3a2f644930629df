"""What a plan promises: a state of an indicator by a date, in the words that governments use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from qualicity.errors import Text
from qualicity.plan.basics import Code, Frozen, Id, Named, Source, TimePeriod

Operator = Literal[
    "at_least", "more_than", "at_most", "less_than", "exactly", "about", "range", "keep_within",
    "hold_at_least", "hold_at_most", "count_at_least", "rank_at_most", "grow_by", "reduce_by",
    "increase", "decrease", "yes", "status", "judged",
    "strive_at_least", "strive_more_than", "strive_at_most", "strive_less_than", "strive_exactly", "strive_about",
    "strive_hold_at_least", "strive_hold_at_most", "strive_count_at_least", "strive_rank_at_most",
    "strive_grow_by", "strive_reduce_by", "strive_yes",
]  # fmt: skip
Scheme = Literal[
    "china-schedule", "cumulative-reduction", "eurostat", "level", "level-every-year", "open-sdg", "range",
    "running-mean", "sdsn-trend", "yes-no",
]  # fmt: skip

OF_BASE = ("grow_by", "reduce_by")
"""Operators whose `value` is a change against the base, in percent, whatever the indicator's unit."""
DIRECTIONS = ("increase", "decrease")
"""Operators that promise a direction without a number."""
WORDLESS = (*DIRECTIONS, "yes", "status", "judged")
"""Operators that take no `value`."""


def plain(operator: str) -> str:
    """The operator without its softening verb (力争): a promise to strive is judged by the same number."""
    return operator.removeprefix("strive_")


class Base(Frozen):
    """The starting point that progress is counted from.

    Without a `value` it is the indicator's own figure for that period or, where there is none, for the next that has
    one.
    """

    period: TimePeriod
    value: Decimal | None = None
    note: Text | None = None


class Step(Frozen):
    """The value that a plan asks for at an earlier period, on the way to its target (年度分解)."""

    period: TimePeriod
    value: Decimal


class Share(Frozen):
    """The part of a target that one area answers for (目标分解)."""

    area: Code
    value: Decimal
    lead: Id | None = None


class Restated(Frozen):
    """A target put in other words since: what is said here holds from `known` on, the rest stays."""

    known: date
    operator: Operator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    tolerance: Decimal | None = None
    due: TimePeriod | None = None
    definition: Id | None = None
    scheme: Scheme | None = None
    reason: Text
    source: Source | None = None


class TakenOver(Frozen):
    """The clause of a plan above this one that a target takes over (see `Plan.implements`)."""

    plan: Id
    clause: Id
    note: Text | None = None


class Target(Named):
    """A promised state of an indicator (or of the world, where people judge it) by a due period.

    `value` is in `unit`, the indicator's unit; for `grow_by` and `reduce_by` it is in percent of the base.
    `basis_stated` says whether the plan itself names the definition that it counts on. `known` is the day on which the
    target became known, `restated` what was said otherwise since. `steps` are values for earlier periods, `shares`
    those of the areas, which add up to the whole as `shares_make` says. `weight` is what it counts in a summary.
    """

    goal: Id
    clauses: tuple[Id, ...]
    indicator: Id | None = None
    definition: Id | None = None
    authority: str | None = None
    basis_stated: bool = True
    area: Code | None = None
    operator: Operator
    value: Decimal | None = None
    upper: Decimal | None = None
    stage: str | None = None
    unit: str | None = None
    tolerance: Annotated[Decimal, Field(gt=0, lt=1)] | None = None
    due: TimePeriod
    known: date
    nature: Literal["binding", "anticipatory"] | None = None
    scheme: Scheme | None = None
    base: Base | None = None
    limit: Decimal | None = None
    steps: tuple[Step, ...] = ()
    shares: tuple[Share, ...] = ()
    shares_make: Literal["sum", "mean", "neither"] = "sum"
    weight: Annotated[Decimal, Field(gt=0)] | None = None
    restated: tuple[Restated, ...] = ()
    implements: tuple[TakenOver, ...] = ()
    lead: Id | None = None
    supporting: tuple[Id, ...] = ()
    sought: Text | None = None
    source: Source | None = None

    def as_known(self, day: date) -> Target:
        """The target in the words that held on a day, without what was said later."""
        said = tuple(r for r in sorted(self.restated, key=lambda r: r.known) if r.known <= day)
        changed = {
            key: value
            for r in said
            for key, value in r
            if key not in ("known", "reason", "source") and value is not None
        }
        return self.model_copy(update={**changed, "restated": said}) if self.restated else self
