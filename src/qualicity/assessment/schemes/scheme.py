"""What a scheme is, what it is given and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from qualicity.assessment.case import best, by_period
from qualicity.assessment.model import SchemeVerdict, Status
from qualicity.assessment.operators import aim, direction, number, to_places
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Base, Indicator, Period, Target, parse_period
from qualicity.plan.targets import plain

AT_RISK_PACE = Decimal("0.8")
"""Below this share of the required pace a lagging target is off course (Qualicity's line, not a standard's)."""
PATH = frozenset((
    "at_least", "more_than", "at_most", "less_than", "exactly", "about", "keep_within", "count_at_least",
    "rank_at_most", "grow_by", "reduce_by",
))  # fmt: skip
"""Operators that name one value to be reached, to which a way can be measured."""
CANNOT = Text("cannot be judged", "无法判断")
NOT_AT_DUE = Text("the due period is over and its own figure is not known", "期限已过，尚无该时期本身的数值")

NOTHING_SINCE = Text("there is no figure since the start", "起点以来没有数值")
_VAGUE = Text("the due period's figure does not tell", "该时期的数值不能说明问题")


@dataclass(frozen=True)
class SchemeCase:
    """A promise (`Assessment.promise`) with the figure that is judged, and where it came from.

    `met` says whether the figure meets the target, None where that cannot be told or, for a mere direction, is not
    due. `at_due`: the figure is the due period's own; `over`: that period has ended. `earlier` are the admissible
    figures before the due period, `begin` is the plan's first day.
    """

    target: Target
    indicator: Indicator | None
    base: Base | None
    figure: Observation
    met: bool | None
    at_due: bool
    over: bool
    cumulative: bool
    earlier: tuple[Observation, ...]
    begin: date

    @property
    def years(self) -> tuple[Observation, ...]:
        """The plan's figures up to the judged one, the best of each whole period, oldest first."""
        found: dict[str | None, list[Observation]] = {}
        for o in (*self.earlier, self.figure) if self.at_due else self.earlier:
            if o.period and o.period.start >= self.begin and by_period(o) <= by_period(self.figure):
                found.setdefault(o.period_text, []).append(o)
        return tuple(best(each) for each in found.values())

    @cached_property
    def period(self) -> Period:
        """The period of the figure."""
        return parse_period(str(self.figure.period_text))

    @cached_property
    def value(self) -> Decimal | None:
        """The figure's number, exactly as published."""
        return None if self.figure.value is None else Decimal(str(self.figure.value))

    @cached_property
    def aim(self) -> Decimal | None:
        """The value that the promise leads to, in the indicator's unit."""
        return aim(self.target)

    @cached_property
    def due(self) -> Period:
        """The period that the target is for."""
        return parse_period(self.target.due)

    @property
    def start(self) -> Period | None:
        """The period that progress is counted from."""
        return parse_period(self.base.period) if self.base else None

    @property
    def direction(self) -> int | None:
        """1 where more is promised or better, −1 where less is, None where neither is said."""
        return direction(self.target, self.indicator)

    @cached_property
    def way(self) -> Text:
        """`from 18 (2017) to 42.5 (2030), 23 for 2022`; what is not known of the three is left out."""
        en, zh = "", ""
        if self.base is not None:
            en = f"from {number(self.base.value)} ({self.base.period}) "
            zh = f"从{number(self.base.value)}（{self.base.period}）"
        if self.aim is not None:
            en += f"to {short(self.aim)} ({self.target.due})"
            zh += f"{'到' if zh else '目标'}{short(self.aim)}（{self.target.due}）"
        now, when = f"{number(self.value)} for", self.period.title()
        now_zh = f"{when.get('zh')}为{number(self.value)}"
        if not en:
            return Text(f"{now} {when.en}", now_zh)
        return Text(f"{en.rstrip()}, {now} {when.en}", f"{zh}，{now_zh}")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A named scheme: its title, its classes with their statuses, and the printed `map` between them.

    `operators` are those that it can judge, as `fit` says; `beside` those for which it is shown unasked. `verdicts`
    judges many cases at once, one verdict each, in their order. `met` is the class of a target that is met.
    """

    name: str
    title: Text
    map: Text
    operators: frozenset[str]
    fit: Text
    verdicts: Callable[[Sequence[SchemeCase]], list[SchemeVerdict]]
    beside: frozenset[str] | None = None

    def unfit(self, target: Target) -> Text | None:
        """Why the scheme has no say on a target; None where it has."""
        return None if plain(target.operator) in self.operators else self.fit

    def shown(self, target: Target) -> bool:
        """Whether the scheme is shown beside others for a target that does not name it."""
        return plain(target.operator) in (self.operators if self.beside is None else self.beside)


Classes = Mapping[str, tuple[Text, Status]]
"""A scheme's own classes by their codes: how they are said, and the status of a target that is not due yet."""


def classed(
    scheme: str,
    classes: Classes,
    case: SchemeCase,
    code: str,
    arithmetic: Text,
    value: float | None = None,
    score: float | None = None,
) -> SchemeVerdict:
    """A case in one of the scheme's classes; what is met or over overrides the status that the class stands for."""
    native, status = classes[code]
    if case.met and (case.at_due or case.cumulative):
        status = "achieved"
    elif case.over and (not case.at_due or case.met is None):
        return unjudged(scheme, _VAGUE if case.at_due else NOT_AT_DUE, value=value)
    elif case.met:
        status = "on_course"
    elif case.over:
        status = "missed"
    return SchemeVerdict(scheme, native, status, arithmetic, value, score, code)


def unjudged(scheme: str, why: Text, code: str = "", value: float | None = None) -> SchemeVerdict:
    """A case that a scheme cannot judge, with the reason."""
    return SchemeVerdict(scheme, CANNOT, None, why, value, None, code)


def short(value: Decimal | float) -> str:
    """A number with two decimals at most."""
    return number(to_places(value if isinstance(value, Decimal) else Decimal(str(value)), 2))


def percent(share: Decimal | float) -> str:
    """A share in percent, with one decimal at most."""
    return number(to_places(Decimal(str(share)) * 100, 1))


def ratio(value: float) -> str:
    """A ratio with three decimals at most."""
    return number(to_places(Decimal(str(value)), 3))
