"""By which rules the verdicts on many targets are summed up."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from qualicity.plan.basics import Frozen

Rule = Literal["worst", "mean", "weights", "binding_share", "grade"]


class SummaryRule(Frozen):
    """How a summary comes about: its rule, and the least share of its targets that must have been judged.

    With a smaller share it gives no verdict: two judged of nine do not speak for the nine.
    """

    rule: Rule = "worst"
    least_judged: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.5")


class Summaries(Frozen):
    """The rules of a plan's summaries: of each goal's targets, of each mission's, and of all."""

    goals: SummaryRule = Field(default_factory=SummaryRule)
    missions: SummaryRule = Field(default_factory=SummaryRule)
    plan: SummaryRule = Field(default_factory=SummaryRule)
