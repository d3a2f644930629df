"""Summaries of goals, missions and the plan: by a stated rule, with what is missing counted and named.

A summary says first how many of its members were judged. With less than the stated share of them it gives no verdict.
It is made again with equal and with declared weights and without each member in turn: the range tells how much the
verdict owes to the weighing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qualicity.assessment.model import STATUSES, Scorecard, Status
from qualicity.assessment.rollup_rules import RULES, Member, Outcome, Weighed, without_each
from qualicity.errors import Text
from qualicity.plan import Mission, Rule, SummaryRule, Target

Terms = Literal["equal", "declared", "without"]


@dataclass(frozen=True, slots=True)
class Variant:
    """The summary on other terms: with `equal` or `declared` weights, or `without` one member."""

    terms: Terms
    without: Target | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """What becomes of a goal's, a mission's or the plan's targets together.

    `outcome` is None where too few were judged, and `status` then says so. `members` are those that the rule counts,
    `uncounted` those that it leaves aside (not binding). `decide` are the members on which it hangs: their change would
    change it; where too few were judged, those that were not.
    """

    kind: Literal["goal", "mission", "plan"]
    id: str
    title: Text
    rule: Rule
    least_judged: Decimal
    members: tuple[Member, ...]
    uncounted: tuple[Member, ...]
    outcome: Outcome | None
    status: Status | None
    arithmetic: Text | None
    variants: tuple[Variant, ...]
    decide: tuple[Member, ...]

    @property
    def judged(self) -> tuple[Member, ...]:
        """The members with a verdict."""
        return tuple(m for m in self.members if m.judged)

    @property
    def unjudged(self) -> tuple[Member, ...]:
        """The members without one: those that cannot be judged, and those that are not due yet."""
        return tuple(m for m in self.members if not m.judged)

    @property
    def shown(self) -> Text:
        """The verdict in a word or a number."""
        if self.outcome:
            return self.outcome.shown
        return STATUSES[self.status or "cannot_judge"]

    @property
    def lowest(self) -> Variant | None:
        """The lowest of the other outcomes, None where there is none."""
        return min(self.variants, key=lambda v: v.outcome.value, default=None)

    @property
    def highest(self) -> Variant | None:
        """The highest of the other outcomes, None where there is none."""
        return max(self.variants, key=lambda v: v.outcome.value, default=None)


@dataclass(frozen=True, slots=True)
class PlanSummaries:
    """All summaries of a plan as known on a date."""

    plan: Summary
    goals: tuple[Summary, ...]
    missions: tuple[Summary, ...]

    def goal(self, goal_id: str) -> Summary | None:
        """The summary of that goal, or None."""
        return next((s for s in self.goals if s.id == goal_id), None)

    def mission(self, mission_id: str) -> Summary | None:
        """The summary of that mission, or None."""
        return next((s for s in self.missions if s.id == mission_id), None)


def summarise(card: Scorecard) -> PlanSummaries:
    """The summaries of a scorecard: of all its targets, of each goal's, and of each mission's."""
    plan, rules = card.plan, card.plan.summaries
    all_members = [Member(a.target, a.status, a.rule == "ruling") for a in card.assessments]

    def of(ids: Iterable[str]) -> list[Member]:
        wanted = set(ids)
        return [m for m in all_members if m.target.id in wanted]

    goals = (
        summary("goal", g.id, g.title, [m for m in all_members if m.target.goal == g.id], rules.goals)
        for g in plan.goals
    )
    missions = (summary("mission", m.id, m.title, of(targets_of(m)), rules.missions) for m in plan.missions)
    whole = summary("plan", plan.id, plan.title, all_members, rules.plan)
    return PlanSummaries(whole, tuple(goals), tuple(missions))


def targets_of(mission: Mission) -> tuple[str, ...]:
    """The targets that a mission's actions serve, each once."""
    served = (t for a in mission.actions for t in (*a.targets, *(c.target for c in a.contributes)))
    return tuple(dict.fromkeys(served))


def summary(
    kind: Literal["goal", "mission", "plan"],
    name: str,
    title: Text,
    members: Iterable[Member],
    declared: SummaryRule,
) -> Summary:
    """The summary of some members by a declared rule."""
    info, listed = RULES[declared.rule], tuple(members)
    counted = tuple(m for m in listed if info.counts(m))
    judged, unjudged = [m for m in counted if m.judged], [m for m in counted if not m.judged]
    enough = bool(judged) and len(judged) >= declared.least_judged * len(counted)
    weighed = [(m, m.weight if info.weights == "declared" else Decimal(1)) for m in judged]
    outcome = info.judge(weighed) if enough else None
    missing: Status = "cannot_judge"
    if unjudged and all(m.status == "not_due" for m in unjudged):
        missing = "not_due"
    return Summary(
        kind=kind,
        id=name,
        title=title,
        rule=declared.rule,
        least_judged=declared.least_judged,
        members=counted,
        uncounted=tuple(m for m in listed if not info.counts(m)),
        outcome=outcome,
        status=outcome.status if outcome else missing,
        arithmetic=info.arithmetic(weighed) if outcome else None,
        variants=tuple(_variants(declared.rule, weighed)) if outcome else (),
        decide=info.decide(weighed) if outcome else tuple(unjudged),
    )


def _variants(rule: Rule, weighed: Weighed) -> Iterable[Variant]:
    info = RULES[rule]
    if info.weights != "none" and len(weighed) > 1 and any(m.target.weight for m, _ in weighed):
        yield Variant("equal", None, info.judge([(m, Decimal(1)) for m, _ in weighed]))
        yield Variant("declared", None, info.judge([(m, m.weight) for m, _ in weighed]))
    if len(weighed) > 1:
        outcomes = without_each(weighed, info.judge, info.alike)
        for left_out, _ in weighed:
            yield Variant("without", left_out.target, outcomes[info.alike(left_out)])
