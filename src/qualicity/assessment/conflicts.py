"""Promises that may contradict each other: of this plan and of others, side by side and never as a verdict.

Between plans: promises of one topic that differ in number, operator, date, unit, basis or place. Which of these make a
contradiction only people can say. Within a plan: two targets on one indicator that no figure can both meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from qualicity.assessment import terms
from qualicity.assessment.operators import limits
from qualicity.assessment.terms import ASPECTS, Aspect, Terms
from qualicity.errors import Text
from qualicity.plan import Indicator, Plan, Promise, Target, parse_period
from qualicity.plan.targets import plain


@dataclass(frozen=True, slots=True)
class Side:
    """One promise: a `target` of this plan, or a `promise` of another."""

    terms: Terms
    target: Target | None = None
    promise: Promise | None = None

    @property
    def id(self) -> str:
        """The id of the target or the promise."""
        return self.target.id if self.target else self.promise.id if self.promise else ""

    @property
    def says(self) -> Text:
        """What it is about: the target's title, or the other plan's words."""
        if self.target:
            return self.target.title
        return self.promise.says if self.promise else Text("")


@dataclass(frozen=True, slots=True)
class PossibleConflict:
    """Promises on one topic, `between` plans or `within` this one, and the aspects in which any two differ."""

    kind: Literal["between", "within"]
    topic: Text
    sides: tuple[Side, ...]
    differ: tuple[Aspect, ...]

    @property
    def words(self) -> Text:
        """What this is, without judging it."""
        if self.kind == "within":
            return Text(
                "Possible conflict: no figure of this indicator can meet both.",
                "可能冲突：该指标没有任何数值能同时满足两者。",
            )
        en = ", ".join(ASPECTS[a].en for a in self.differ)
        zh = "、".join(ASPECTS[a].get("zh") for a in self.differ)
        return Text(
            f"Possible conflict: they differ in {en}. Whether they contradict each other is not judged here.",
            f"可能冲突：{zh}不同。是否矛盾，此处不作判断。",
        )

    def names(self, target_id: str) -> bool:
        """Whether a target of this plan is one of the sides."""
        return any(s.target is not None and s.target.id == target_id for s in self.sides)


def possible_conflicts(plan: Plan, as_of: date) -> tuple[PossibleConflict, ...]:
    """All possible conflicts among what was promised by a date: with other plans, then within this one."""
    targets = tuple(t.as_known(as_of) for t in plan.targets if t.known <= as_of)
    return (*_between(plan, targets, as_of), *_within(plan, targets))


def known_on(plan: Plan, promise: Promise, as_of: date) -> bool:
    """Whether another plan's promise was known on a date; without a date of its own, since this plan was encoded."""
    since = promise.known or plan.encoded
    return since is None or since <= as_of


def _between(plan: Plan, targets: tuple[Target, ...], as_of: date) -> Iterable[PossibleConflict]:
    by_topic: dict[str, list[Promise]] = {}
    for promise in plan.others:
        if known_on(plan, promise, as_of):
            by_topic.setdefault(promise.topic.en, []).append(promise)
    for promises in by_topic.values():
        like = {t for p in promises for t in p.like}
        own = [Side(terms.of_target(plan, t), target=t) for t in targets if t.id in like]
        sides = (*own, *(Side(terms.of_promise(plan, p), promise=p) for p in promises))
        differ = _aspects(sides)
        if differ:
            yield PossibleConflict("between", promises[0].topic, sides, differ)


def _aspects(sides: tuple[Side, ...]) -> tuple[Aspect, ...]:
    pairs = combinations(sides, 2)
    found = {d.aspect for a, b in pairs for d in terms.differences(a.terms, b.terms)}
    return tuple(a for a in ASPECTS if a in found)


def _within(plan: Plan, targets: tuple[Target, ...]) -> Iterable[PossibleConflict]:
    by_indicator: dict[str, list[Target]] = {}
    for target in targets:
        if target.indicator:
            by_indicator.setdefault(target.indicator, []).append(target)
    for indicator_id, on_it in by_indicator.items():
        indicator = plan.indicator(indicator_id)
        for a, b in combinations(on_it, 2):
            if indicator and _same_matter(plan, a, b) and _same_time(a, b) and _exclude(a, b, indicator):
                sides = (Side(terms.of_target(plan, a), a), Side(terms.of_target(plan, b), b))
                yield PossibleConflict("within", indicator.title, sides, _aspects(sides))


def _same_matter(plan: Plan, a: Target, b: Target) -> bool:
    """One area, and no two definitions: figures on different bases may well differ."""
    bases = {t.definition for t in (a, b) if t.definition}
    own = plan.place.code
    return (a.area or own) == (b.area or own) and len(bases) < 2


def _same_time(a: Target, b: Target) -> bool:
    """Due for one period, or for one that lies in those in which the other is to be held."""
    if parse_period(a.due) == parse_period(b.due):
        return True
    first, later = sorted((a, b), key=lambda t: parse_period(t.due).end)
    del first
    return plain(later.operator).startswith("hold_")


def _exclude(a: Target, b: Target, indicator: Indicator) -> bool:
    """Whether no value meets both."""
    return _apart(a, b, indicator) or _apart(b, a, indicator)


def _apart(a: Target, b: Target, indicator: Indicator) -> bool:
    """Whether all that meets `a` lies above all that meets `b`."""
    low, _, low_counts = limits(a, indicator)
    _, high, high_counts = limits(b, indicator)
    if low is None or high is None:
        return False
    return low > high or (low == high and not (low_counts and high_counts))
