"""How likely targets are to be met, all of a plan in one call of the forecast, or why there is no probability.

A probability is that the due year's figure keeps the target's limits, given the yearly figures known so far. A level
to be held every year is as likely as its least likely year still to come: at most so likely. What can no
longer turn (a count already reached, a level already broken) has probability 1 or 0 and says why; what has come
due has none. The plan's own measures, yet to work, are not in a series' past: the forecast says what becomes
of it if things go on as they did.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qualicity.assessment.model import Assessment, Chance, FanYear
from qualicity.assessment.operators import limits, number
from qualicity.assessment.yearly import yearly
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.methods.forecast.errors import HORIZON
from qualicity.methods.forecast.histories import BEYOND, LEAST_POINTS, MOST_YEARS
from qualicity.methods.forecast.outlook import CONSTANT
from qualicity.plan import Plan, parse_period
from qualicity.plan.targets import plain

WITHOUT_NUMBER = ("status", "yes", "judged")
"""Operators that no number meets."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A target that may be forecast: its yearly figures, the year it is due, its limits, and why not, so far."""

    figures: Mapping[int, Observation]
    due: int
    least: float | None
    most: float | None
    reason: Text | None

    @property
    def last(self) -> int:
        return max(self.figures)

    @property
    def ahead(self) -> int:
        """Years from the last figure to the due one."""
        return self.due - self.last


def chances(assessments: Sequence[Assessment], plan: Plan) -> list[Chance]:
    """The probability of each target, or why there is none, and the fan up to its due year (as far ahead as errors are known).

    They rest on `Assessment.history` alone, so nothing known later than the assessment counts.
    """
    found: list[Chance] = []
    asked: dict[int, _Asked] = {}
    for n, a in enumerate(assessments):
        figures = _recent(yearly(a, plan))
        told = Chance(None, None, len(figures), max(figures, default=None))
        found.append(told)
        settled = _settled(a)
        if settled:
            found[n] = replace(told, probability=settled[0], reason=settled[1])
            continue
        due = parse_period(a.target.due)
        reason = _not_asked(a, plan) or _too_little(figures)
        if reason or due.freq != "A":
            found[n] = replace(told, reason=reason or _within_year(a.target.due))
            continue
        least, most, _ = limits(a.promise, plan.indicator(a.target.indicator))
        one = least is not None and least == most
        reason = _NO_LIMIT if (least, most) == (None, None) else _ONE_VALUE if one else None
        question = _Asked(figures, due.last.year, _float(least), _float(most), reason)
        if question.ahead <= 0:
            found[n] = replace(told, reason=_not_ahead(question))
            continue
        asked[n] = question
    for n, chance in _forecast(asked, assessments, plan).items():
        found[n] = chance
    return found


def _recent(figures: Mapping[int, Observation]) -> dict[int, Observation]:
    """Those that a forecast looks at."""
    first = max(figures, default=0) - MOST_YEARS
    return {year: o for year, o in figures.items() if year > first}


def _settled(a: Assessment) -> tuple[float | None, Text] | None:
    """For a target that is decided: 1 or 0 where that was so before it was due, no probability where it came due."""
    if a.rule == "ruling" or a.target.operator == "judged":
        return None, Text("judged by people: there is no figure to forecast", "由人评判：没有可供预测的数值")
    if a.status not in ("achieved", "missed"):
        return None
    period = a.figure.period if a.figure else None
    if period is None or period.end > parse_period(a.target.due).start:
        return None, Text(
            "already decided: the figure it is judged by is there", "已有定论：判定所依据的数值已公布"
        )
    if a.status == "achieved":
        return 1.0, Text("already met, and what only adds up stays met", "已达到，且只增不减")
    return 0.0, Text(
        f"already broken in {period.title().en}: it was to be held every year",
        f"{period.title().get('zh')}未能保持：要求每年保持",
    )


def _not_asked(a: Assessment, plan: Plan) -> Text | None:
    """Why a target has nothing that could be forecast."""
    if a.target.indicator is None or plain(a.target.operator) in WITHOUT_NUMBER or _graded(a):
        return Text("a grade, not a number: it cannot be forecast", "为等级而非数值，无法预测")
    if (a.target.scheme or plan.default_scheme) == "running-mean":
        return Text(
            "kept by the mean over the plan, not by one year's figure: only single years are forecast",
            "以规划期均值衡量，而非单个年度：只对单个年度作预测",
        )
    if a.definition is None:
        return Text(
            "nobody has said on which definition it counts: no history",
            "尚无人说明按哪一口径计算：没有历史数据",
        )
    return None


def _graded(a: Assessment) -> bool:
    return bool(a.history) and all(o.value is None for o in a.history)


_NO_LIMIT = Text("a direction only: no value to reach", "只有方向，没有要达到的数值")
_ONE_VALUE = Text(
    "asks for one exact value: that a figure hits it has no probability worth saying",
    "要求恰好为某一数值：恰好命中的概率没有意义",
)


def _too_little(figures: Mapping[int, Observation]) -> Text | None:
    n = len(figures)
    if n >= LEAST_POINTS:
        return None
    return Text(
        f"insufficient data ({n} of {LEAST_POINTS} yearly figures)",
        f"数据不足（需{LEAST_POINTS}个年度数值，现有{n}个）",
    )


def _within_year(due: str) -> Text:
    title = parse_period(due).title()
    return Text(
        f"due for {title.en}: only whole years are forecast", f"目标期为{title.get('zh')}：只对整年作预测"
    )


def _not_ahead(asked: _Asked) -> Text:
    return Text(
        f"the due year {asked.due} is over and figures for {asked.last} are out: nothing left to forecast",
        f"目标年份{asked.due}年已过，且已有{asked.last}年的数值：无需再预测",
    )


def _too_far(asked: _Asked) -> Text:
    return Text(
        f"due {asked.ahead} years after the last figure ({asked.last}): probabilities are given up to {HORIZON} years ahead",
        f"目标年份在末个数值（{asked.last}年）之后{asked.ahead}年：只给出{HORIZON}年以内的概率",
    )


def _refused(reason: str, asked: _Asked) -> Text:
    """Why the forecast gave none, in both languages."""
    if reason == CONSTANT:
        value = number(asked.figures[asked.last].value)
        return Text(
            f"constant series (always {value}): how it may change is not known",
            f"历年数值不变（均为{value}）：无从得知其可能的变化",
        )
    if reason == BEYOND:
        return Text(
            "a figure lies beyond the indicator's declared bounds: correct the one or the other",
            "有数值超出指标声明的界限：请更正其一",
        )
    return Text(f"no forecast: {reason}", f"无法预测：{reason}")


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


# -- the one call ----------------------------------------------------------------------------------------


def _forecast(
    asked: Mapping[int, _Asked], assessments: Sequence[Assessment], plan: Plan
) -> dict[int, Chance]:
    """All questions in one call, by their number."""
    if not asked:
        return {}
    from qualicity.methods.forecast import prospects

    told = prospects(_columns(asked, assessments, plan), HORIZON)
    years = {name: values.tolist() for name, values in told.fan.items()}
    within, bases = years["within"], years["base_rate"] = told.within.tolist(), told.base.tolist()
    start = parse_period(plan.period.start).start.year
    found: dict[int, Chance] = {}
    for row, (n, question) in enumerate(asked.items()):
        fan = _fan(years, row, question)
        chance = Chance(None, question.reason, len(question.figures), question.last, fan)
        if told.reason[row]:
            chance = replace(chance, reason=_refused(told.reason[row], question))
        elif question.reason is None and question.ahead > HORIZON:
            chance = replace(chance, reason=_too_far(question))
        elif question.reason is None:
            held = plain(assessments[n].target.operator).startswith("hold_")
            some = _years(question, start) if held else slice(question.ahead - 1, question.ahead)
            chance = replace(
                chance,
                probability=min(within[row][some]),
                base_rate=_known(min(bases[row][some])),  # a series without ups and downs has none
            )
        found[n] = chance
    return found


def _years(asked: _Asked, start: int) -> slice:
    """The years still to come in which a level must be held: those of the plan."""
    return slice(min(max(start - asked.last, 1), asked.ahead) - 1, asked.ahead)


def _columns(
    asked: Mapping[int, _Asked], assessments: Sequence[Assessment], plan: Plan
) -> dict[str, list[Any]]:
    """Every yearly figure of every question as a row, with the indicator's bounds and the target's limits."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("series_id", "year", "value", "lower", "upper", "least", "most")
    }
    for n, question in asked.items():
        indicator = plan.indicator(assessments[n].target.indicator)
        bounds = (indicator.bounds if indicator else None) or (None, None)
        columns["series_id"] += [str(n)] * len(question.figures)
        columns["year"] += question.figures.keys()
        columns["value"] += [o.value for o in question.figures.values()]
        said = (*bounds, question.least, question.most)
        for name, value in zip(("lower", "upper", "least", "most"), said, strict=True):
            columns[name] += [_nan(value)] * len(question.figures)
    return columns


def _nan(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _fan(fan: Mapping[str, Any], row: int, asked: _Asked) -> tuple[FanYear, ...]:
    """The years from the last figure to the due one, as far as errors are known; none of a series without intervals."""
    found = []
    for h in range(min(asked.ahead, HORIZON)):
        mean, lo80, hi80, lo95, hi95, within, base = (fan[name][row][h] for name in _YEAR)
        if not math.isnan(lo95):
            year = asked.last + h + 1
            found.append(FanYear(year, mean, lo80, hi80, lo95, hi95, _known(within), _known(base)))
    return tuple(found)


_YEAR = ("mean", "lo80", "hi80", "lo95", "hi95", "within", "base_rate")


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
