"""Schemes that ask for no pace: a level, a level every year, a range, yes or no, a mean over the plan so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.operators import HOLDABLE, distance, limits, met, number
from qualicity.assessment.schemes.courses import course_of
from qualicity.assessment.schemes.scheme import (
    PATH,
    Classes,
    Scheme,
    SchemeCase,
    classed,
    short,
    unjudged,
)
from qualicity.errors import Text
from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress import REASONS, Series, level_every_year

np = lazy_module("numpy")

_HOLD = frozenset(("hold_at_least", "hold_at_most"))
_LEVEL: Classes = {
    "met": (Text("met", "已达到"), "on_course"),
    "not met": (Text("not met yet", "尚未达到"), "at_risk"),
}
_EVERY: Classes = {
    "met every year": (Text("met every year", "每年达到"), "on_course"),
    "met now, missed before": (Text("met now, missed before", "目前达到，曾未达到"), "missed"),
    "not met": (Text("not met", "未达到"), "missed"),
}
_RANGE: Classes = {
    "inside": (Text("inside", "区间之内"), "on_course"),
    "below": (Text("below", "低于区间"), "at_risk"),
    "above": (Text("above", "高于区间"), "at_risk"),
}
_YES: Classes = {"yes": (Text("yes", "是"), "on_course"), "no": (Text("not yet", "尚未"), "at_risk")}
_MEAN: Classes = {
    "mean meets it": (Text("the mean meets it", "均值达到"), "on_course"),
    "mean does not meet it": (Text("the mean does not meet it", "均值未达到"), "at_risk"),
}

_NO_YEAR = Text("there is no figure since the plan began", "方案开始以来没有数值")


def _each(
    judge: Callable[[SchemeCase], SchemeVerdict],
) -> Callable[[Sequence[SchemeCase]], list[SchemeVerdict]]:
    return lambda cases: [judge(case) for case in cases]


def _level(case: SchemeCase) -> SchemeVerdict:
    x = number(case.figure.value)
    if case.met:
        return classed("level", _LEVEL, case, "met", Text(f"{x} meets the level", f"{x}达到水平"))
    words = Text(f"{x} does not meet the level yet", f"{x}尚未达到水平")
    return classed("level", _LEVEL, case, "not met", words)


def _every_year(cases: Sequence[SchemeCase]) -> list[SchemeVerdict]:
    """Each of the plan's years by itself, all cases in one call."""
    rows = [(n, o) for n, case in enumerate(cases) for o in case.years if o.period and o.value is not None]
    series = Series(
        np.array([n for n, _ in rows], dtype=int),
        np.array([o.period.last.year for _, o in rows if o.period], dtype=float),
        np.array([o.value for _, o in rows], dtype=float),
    )
    found = level_every_year(series, course_of(cases))
    more = {name: array.tolist() for name, array in found.more.items()}
    columns = (found.status.tolist(), found.reason.tolist(), more["years"], more["years_met"])
    return [_held(case, *row) for case, *row in zip(cases, *columns, strict=True)]


def _held(case: SchemeCase, code: str, reason: str | None, years: float, kept: float) -> SchemeVerdict:
    if reason or not case.years:
        return unjudged("level-every-year", REASONS[reason] if reason and case.years else _NO_YEAR)
    words = Text(
        f"met in {kept:.0f} of the {years:.0f} periods with a figure since the plan began",
        f"方案开始以来有数值的{years:.0f}期中，{kept:.0f}期达到",
    )
    broken = code != "met every year"
    native, status = _EVERY[code]
    if broken:  # one year is enough, whatever comes
        return SchemeVerdict("level-every-year", native, status, words, kept / years, None, code)
    return classed("level-every-year", _EVERY, case, code, words, kept / years)


def _bounds(low: Decimal | None, high: Decimal | None) -> Text:
    """`57 to 63`, or one end where the better side is open."""
    if low is None:
        return Text(f"the range up to {number(high)}", f"{number(high)}及以下的区间")
    if high is None:
        return Text(f"the range from {number(low)}", f"{number(low)}及以上的区间")
    return Text(f"{number(low)} to {number(high)}", f"{number(low)}至{number(high)}")


def _range(case: SchemeCase) -> SchemeVerdict:
    low, high, _ = limits(case.target, case.indicator)
    if case.value is None:
        return unjudged("range", REASONS["no_data"])
    bounds = _bounds(low, high)
    if case.met:
        words = Text(
            f"{number(case.value)} lies in {bounds.en}", f"{number(case.value)}在{bounds.get('zh')}之内"
        )
        return classed("range", _RANGE, case, "inside", words)
    gap = number(distance(case.target, case.indicator, case.figure))
    words = Text(
        f"{number(case.value)} lies {gap} outside of {bounds.en}",
        f"{number(case.value)}在{bounds.get('zh')}之外，相差{gap}",
    )
    below = low is not None and case.value < low
    return classed("range", _RANGE, case, "below" if below else "above", words)


def _yes_no(case: SchemeCase) -> SchemeVerdict:
    said = case.figure.grade if case.figure.grade is not None else number(case.figure.value)
    if case.met is None:
        why = Text(f"“{said}” answers neither yes nor no", f"“{said}”未回答是或否")
        return unjudged("yes-no", why)
    words = Text(f"the answer is “{said}”", f"回答为“{said}”")
    return classed("yes-no", _YES, case, "yes" if case.met else "no", words)


def _running_mean(case: SchemeCase) -> SchemeVerdict:
    values = [Decimal(str(o.value)) for o in case.years if o.value is not None]
    if not values:
        return unjudged("running-mean", _NO_YEAR)
    mean = sum(values, Decimal(0)) / len(values)
    kept = met(case.target, case.indicator, replace(case.figure, value=float(mean), qualifier=None))
    words = Text(
        f"the mean of the {len(values)} periods since the plan began is {short(mean)}",
        f"方案开始以来{len(values)}期的均值为{short(mean)}",
    )
    of_mean = replace(case, met=kept)
    code = "mean meets it" if kept else "mean does not meet it"
    return classed("running-mean", _MEAN, of_mean, code, words, float(mean))


LEVEL = Scheme(
    name="level",
    title=Text("By level", "按水平"),
    map=Text(
        "met before its date: on course; not met: at risk", "到期前已达到：进展符合预期；未达到：存在风险"
    ),
    operators=PATH | _HOLD | {"range"},
    fit=Text("it needs a level", "该方法需要一个水平"),
    verdicts=_each(_level),
)
EVERY_YEAR = Scheme(
    name="level-every-year",
    title=Text("Level every year (稳定在)", "每年保持水平"),
    map=Text(
        "met in every year of the plan so far: on course; in one year not: missed",
        "方案开始以来每年达到：进展符合预期；任何一年未达到：未实现",
    ),
    operators=frozenset(HOLDABLE),
    beside=_HOLD,
    fit=Text("it needs one inclusive level to be held", "该方法需要一个应保持的水平（含本数）"),
    verdicts=_every_year,
)
RANGE = Scheme(
    name="range",
    title=Text("Range", "区间"),
    map=Text("inside: on course; outside: at risk", "区间之内：进展符合预期；之外：存在风险"),
    operators=frozenset(("range", "about", "exactly")),
    fit=Text("it needs a range", "该方法需要一个区间"),
    verdicts=_each(_range),
)
YES_NO = Scheme(
    name="yes-no",
    title=Text("Yes or no", "是否"),
    map=Text("yes: on course; not yet: at risk", "是：进展符合预期；尚未：存在风险"),
    operators=frozenset(("yes", "status")),
    fit=Text("it needs a question of yes or no, or a stage", "该方法需要是非问题或阶段"),
    verdicts=_each(_yes_no),
)
RUNNING_MEAN = Scheme(
    name="running-mean",
    title=Text("Running mean", "期内均值"),
    map=Text(
        "the mean over the plan's periods so far meets the target: on course; does not: at risk",
        "方案开始以来的均值达到目标：进展符合预期；未达到：存在风险",
    ),
    operators=PATH | {"range"},
    beside=frozenset(),
    fit=Text("it needs a level", "该方法需要一个水平"),
    verdicts=_each(_running_mean),
)
