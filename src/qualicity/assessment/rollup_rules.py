"""The rules by which many verdicts become one, each from the judged members and their weights.

Members that were not judged never reach a rule: they are counted and named beside it (`rollup`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeAlias

from qualicity.assessment.model import STATUSES, Status
from qualicity.assessment.operators import number
from qualicity.errors import Text
from qualicity.methods.scorecard import GRADES
from qualicity.plan import Rule, Target

SCORES: dict[Status, int] = {"achieved": 100, "on_course": 75, "at_risk": 50, "off_course": 25, "missed": 0}
"""What a status counts where scores are averaged: equal steps, Qualicity's own. The rest are no verdicts."""
KEPT: tuple[Status, ...] = ("achieved", "on_course")


@dataclass(frozen=True, slots=True)
class Member:
    """A target in a summary, with its verdict; `by_people` marks a verdict that people gave (a ruling)."""

    target: Target
    status: Status
    by_people: bool = False

    @property
    def judged(self) -> bool:
        """Whether there is a verdict."""
        return self.status in SCORES

    @property
    def weight(self) -> Decimal:
        """What it counts where weights count: 1 where the plan says nothing."""
        return self.target.weight or Decimal(1)


Weighed: TypeAlias = Sequence[tuple[Member, Decimal]]
"""Judged members, one at least, each with its weight."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule makes of judged members: a number from 0 to 100, a status where the rule gives one, its wording."""

    value: Decimal
    status: Status | None
    shown: Text


def alike(member: Member) -> Hashable:
    """What a rule sees of a member where it looks at verdicts and weights alone."""
    return member.status, member.target.weight


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A named rule: what it says, how it judges, and which members decide.

    `weights` says whether it weighs its members at all and by default: `none`, `equal` or `declared`. `counts` tells
    the members that it looks at, `alike` what it sees of one: those with the same of it can stand for each other.
    """

    says: Text
    judge: Callable[[Weighed], Outcome]
    arithmetic: Callable[[Weighed], Text]
    decide: Callable[[Weighed], tuple[Member, ...]]
    weights: str = "equal"
    counts: Callable[[Member], bool] = lambda _: True
    alike: Callable[[Member], Hashable] = alike


def without_each(
    weighed: Weighed, judge: Callable[[Weighed], Outcome], of: Callable[[Member], Hashable]
) -> dict[Hashable, Outcome]:
    """The outcome without one member, for each kind of them: of those that are alike it does not matter which."""
    found: dict[Hashable, Outcome] = {}
    for left_out, _ in weighed:
        if of(left_out) not in found:
            found[of(left_out)] = judge([x for x in weighed if x[0] is not left_out])
    return found


def _by_score(member: Member) -> int:
    return SCORES[member.status]


def statuses(members: Iterable[Member]) -> Text:
    """How many have which verdict, best first: `2 achieved, 1 missed`."""
    tally = Counter(m.status for m in members)
    found = [(s, tally[s]) for s in SCORES if tally[s]]
    return Text(
        ", ".join(f"{n} {STATUSES[s].en.lower()}" for s, n in found),
        "，".join(f"{STATUSES[s].get('zh')}{n}项" for s, n in found),
    )


# -- worst of -----------------------------------------------------------------------------------------


def _worst(weighed: Weighed) -> Outcome:
    status = min((m for m, _ in weighed), key=_by_score).status
    return Outcome(Decimal(SCORES[status]), status, STATUSES[status])


def _tally(weighed: Weighed) -> Text:
    return statuses(m for m, _ in weighed)


def _the_worst(weighed: Weighed) -> tuple[Member, ...]:
    worst = _worst(weighed).status
    return tuple(m for m, _ in weighed if m.status == worst)


# -- means of scores ----------------------------------------------------------------------------------


def _mean(weighed: Weighed) -> Outcome:
    total = sum((w for _, w in weighed), Decimal(0))
    value = _rounded(sum((w * SCORES[m.status] for m, w in weighed), Decimal(0)), total)
    return Outcome(value, None, Text(f"{number(value)} of 100", f"{number(value)}分（满分100）"))


def _sum(weighed: Weighed) -> Text:
    """`(2 × 100 + 1 × 0) / 3 = 66.7`, the weights of each status added up."""
    weights = {s: sum((w for m, w in weighed if m.status == s), Decimal(0)) for s in SCORES}
    parts = " + ".join(f"{number(w)} × {SCORES[s]}" for s, w in weights.items() if w)
    total, value = number(sum(weights.values(), Decimal(0))), number(_mean(weighed).value)
    counted, said = _tally(weighed), f"({parts}) / {total} = {value}"
    return Text(f"{counted.en}: {said}", f"{counted.get('zh')}：{said}")


def _grade(weighed: Weighed) -> Outcome:
    """The grade of the mean of scores, in tenths: what is shown is what is held against the limits."""
    value = _mean(weighed).value
    grade, _ = _band(value)
    of = number(value)
    return Outcome(value, None, Text(f"{grade} ({of} of 100)", f"{grade}级（{of}分，满分100）"))


def _band(value: Decimal) -> tuple[str, Text]:
    """The published grade of a score, and from where to where it goes."""
    at = next(n for n, (_, least) in enumerate(GRADES) if value >= least)
    grade, least = GRADES[at]
    if at == 0:
        return grade, Text(f"from {least}", f"{least}分及以上")
    above = GRADES[at - 1][1]
    return grade, Text(f"from {least} to below {above}", f"{least}分至不满{above}分")


def _graded(weighed: Weighed) -> Text:
    """`…: (2 × 100 + 1 × 0) / 3 = 66.7, which is C: from 60 to below 80`"""
    summed, (grade, band) = _sum(weighed), _band(_mean(weighed).value)
    return Text(
        f"{summed.en}, which is {grade}: {band.en}", f"{summed.get('zh')}，属{grade}级：{band.get('zh')}"
    )


def _moves_most(weighed: Weighed) -> tuple[Member, ...]:
    """Those without which the mean would be furthest from what it is."""
    if len(weighed) == 1:
        return tuple(m for m, _ in weighed)
    whole = _mean(weighed).value
    moved = {x: abs(o.value - whole) for x, o in without_each(weighed, _mean, alike).items()}
    most = max(moved.values())
    return tuple(m for m, _ in weighed if moved[alike(m)] == most)


# -- share of binding targets ---------------------------------------------------------------------------


def _share(weighed: Weighed) -> Outcome:
    total = sum((w for _, w in weighed), Decimal(0))
    value = _rounded(sum((w * 100 for m, w in weighed if m.status in KEPT), Decimal(0)), total)
    return Outcome(value, None, Text(f"{number(value)} %", f"{number(value)}%"))


def _kept_of(weighed: Weighed) -> Text:
    kept, n = sum(m.status in KEPT for m, _ in weighed), len(weighed)
    return Text(
        f"{kept} of {n} judged binding targets met or on course",
        f"已判定的{n}项约束性目标中{kept}项已实现或进展符合预期",
    )


def _not_kept(weighed: Weighed) -> tuple[Member, ...]:
    """Those that hold the share down; where nothing does, all of them."""
    return tuple(m for m, _ in weighed if m.status not in KEPT) or tuple(m for m, _ in weighed)


def _rounded(part: Decimal, whole: Decimal) -> Decimal:
    """Their quotient in tenths, halves up: what is shown is what is compared."""
    return Decimal(floor(Fraction(part) / Fraction(whole) * 10 + Fraction(1, 2))) / 10


RULES: dict[Rule, RuleInfo] = {
    "worst": RuleInfo(
        Text("the worst of its targets", "取各项目标中最差者"), _worst, _tally, _the_worst, weights="none"
    ),
    "mean": RuleInfo(
        Text(
            "the mean of scores (achieved 100, on course 75, at risk 50, off course 25, missed 0)",
            "取得分的平均值（已实现100，进展符合预期75，存在风险50，偏离目标25，未实现0）",
        ),
        _mean,
        _sum,
        _moves_most,
    ),
    "weights": RuleInfo(
        Text(
            "the mean of scores by the plan’s weights, 1 where it gives none "
            "(achieved 100, on course 75, at risk 50, off course 25, missed 0)",
            "按方案权重取得分的加权平均，未列权重者计1（已实现100，进展符合预期75，存在风险50，偏离目标25，未实现0）",
        ),
        _mean,
        _sum,
        _moves_most,
        weights="declared",
    ),
    "grade": RuleInfo(
        Text(
            "the grade of the mean of scores by the plan’s weights, 1 where it gives none (achieved 100, on course 75, "
            "at risk 50, off course 25, missed 0; A from 90, B from 80, C from 60, D below)",
            "按方案权重取得分的加权平均并定级，未列权重者计1（已实现100，进展符合预期75，存在风险50，偏离目标25，未实现0；"
            "90分及以上为A级，80分起为B级，60分起为C级，其下为D级）",
        ),
        _grade,
        _graded,
        _moves_most,
        weights="declared",
    ),
    "binding_share": RuleInfo(
        Text(
            "the share of binding targets that are met or on course",
            "已实现或进展符合预期的约束性目标所占比例",
        ),
        _share,
        _kept_of,
        _not_kept,
        counts=lambda m: m.target.nature == "binding",
    ),
}
"""Every rule that a plan may name (`plan.summaries.Rule`)."""
