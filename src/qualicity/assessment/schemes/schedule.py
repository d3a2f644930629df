"""时序进度: the share of the way gone against the share of the time gone, in exact decimals.

The line is straight from base to target, or leads over the plan's own values for earlier periods (年度分解).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.operators import aim, met, number
from qualicity.assessment.schemes.scheme import (
    AT_RISK_PACE,
    PATH,
    Classes,
    Scheme,
    SchemeCase,
    classed,
    percent,
    short,
    unjudged,
)
from qualicity.errors import Text
from qualicity.methods.progress import REASONS, SchedulePace, china_schedule
from qualicity.plan import Base, Period, parse_period
from qualicity.plan.targets import Step, Target

NAME = "china-schedule"
_CLASSES: Classes = {
    "提前完成": (Text("done early", "提前完成"), "on_course"),
    "完成": (Text("done", "完成"), "on_course"),
    "快于时序进度": (Text("on pace", "快于时序进度"), "on_course"),
    "达到时序进度": (Text("on pace", "达到时序进度"), "on_course"),
    "滞后于时序进度": (Text("lagging", "滞后于时序进度"), "at_risk"),
}


def _verdicts(cases: Sequence[SchemeCase]) -> list[SchemeVerdict]:
    return [_by_steps(case) if case.target.steps else _by_line(case) for case in cases]


def _by_line(case: SchemeCase) -> SchemeVerdict:
    pace = _pace(case, case.aim, case.due.last.year)
    if isinstance(pace, Text):
        return _met(case, case.way) if case.met else unjudged(NAME, pace)
    done, gone, line = percent(pace.completion), percent(pace.time_share), short(pace.required)
    words = Text(
        f"{case.way.en} is {done} % of the way with {gone} % of the time gone; on the line it would be {line}",
        f"{case.way.get('zh')}，为全程的{done}%，时间已过{gone}%；按时序应为{line}",
    )
    return _met(case, words, pace.pace) if case.met else _paced(case, words, pace.pace)


def _pace(case: SchemeCase, aimed: Decimal | None, year: int) -> SchedulePace | Text:
    """Where the value stands against a straight line, or why that cannot be said."""
    if case.base is None or case.base.value is None or case.start is None:
        return REASONS["no_base"]
    if case.value is None or aimed is None:
        return REASONS["no_data" if case.value is None else "no_target"]
    start, now = case.start.last.year, case.period.last.year
    pace = china_schedule(case.base.value, start, case.value, now, aimed, year)
    if pace is None:
        return REASONS["base_is_target" if aimed == case.base.value else "no_time"]
    if (case.direction or 0) * (aimed - case.base.value) < 0:
        return REASONS["target_behind"]
    return pace


def _paced(case: SchemeCase, words: Text, pace: Decimal) -> SchemeVerdict:
    code = "快于时序进度" if pace > 1 else "达到时序进度" if pace == 1 else "滞后于时序进度"
    found = classed(NAME, _CLASSES, case, code, words, float(pace))
    far = found.status == "at_risk" and pace < AT_RISK_PACE
    return replace(found, status="off_course") if far else found


def _met(case: SchemeCase, words: Text, pace: Decimal | None = None) -> SchemeVerdict:
    code = "提前完成" if case.period.last.year < case.due.last.year else "完成"
    return classed(NAME, _CLASSES, case, code, words, None if pace is None else float(pace))


def _by_steps(case: SchemeCase) -> SchemeVerdict:
    """Against the plan's own value for the figure's period, or the line from one of them to the next."""
    if case.value is None:
        return unjudged(NAME, REASONS["no_data"])
    line = required_by_steps(case)
    if line is None:
        return _met(case, case.way) if case.met else unjudged(NAME, REASONS["no_base"])
    required, step = line
    words, pace = _step_words(case, required, step), _share_of_way(case, required)
    if case.met:
        return _met(case, words, pace)
    way = case.direction or (1 if pace is None or (case.base and required > (case.base.value or 0)) else -1)
    ahead = way * (case.value - required)
    if step is not None:  # by the promise's own words: more than, about …
        kept = met(step_target(case.target, step), case.indicator, case.figure)
        ahead = max(ahead, Decimal(0)) if kept else Decimal(-1)
    code = "快于时序进度" if ahead > 0 else "达到时序进度" if ahead == 0 else "滞后于时序进度"
    found = classed(NAME, _CLASSES, case, code, words, None if pace is None else float(pace))
    far = found.status == "at_risk" and pace is not None and pace < AT_RISK_PACE
    return replace(found, status="off_course") if far else found


def step_target(target: Target, step: Step) -> Target:
    """The promise as it stands for an earlier period."""
    return target.model_copy(update={"value": step.value, "due": step.period, "steps": (), "shares": ()})


def required_by_steps(case: SchemeCase) -> tuple[Decimal, Step | None] | None:
    """What the steps ask for in the figure's period, see `on_steps`."""
    return on_steps(case.target, case.base, case.period)


def on_steps(target: Target, base: Base | None, at: Period) -> tuple[Decimal, Step | None] | None:
    """What a target's steps ask for at a period, and the step that is for it; None before the first without base."""
    points: list[tuple[int, Decimal]] = []
    if base and base.value is not None:
        points.append((parse_period(base.period).last.year, base.value))
    for step in sorted(target.steps, key=lambda s: parse_period(s.period).end):
        period, aimed = parse_period(step.period), aim(step_target(target, step))
        if aimed is None:
            return None
        if period.last == at.last:
            return aimed, step
        points.append((period.last.year, aimed))
    end = aim(target)
    if end is not None:
        points.append((parse_period(target.due).last.year, end))
    year = at.last.year
    for (y0, v0), (y1, v1) in pairwise(points):
        if y0 <= year <= y1 and y0 < y1:
            return v0 + (v1 - v0) * (year - y0) / (y1 - y0), None
    return None


def _share_of_way(case: SchemeCase, required: Decimal) -> Decimal | None:
    """The share of the way from the base to what is required now; None without a base or a way."""
    base = case.base.value if case.base else None
    if base is None or case.value is None or base == required:
        return None
    return (case.value - base) / (required - base)


def _step_words(case: SchemeCase, required: Decimal, step: Step | None) -> Text:
    value, when, line = number(case.value), case.period.title(), short(required)
    if step is not None:
        return Text(
            f"{value} for {when.en}, where the plan's own step asks for {line}",
            f"{when.get('zh')}为{value}，方案年度分解值为{line}",
        )
    return Text(
        f"{value} for {when.en}; on the line over the plan's own steps it would be {line}",
        f"{when.get('zh')}为{value}；按年度分解的连线应为{line}",
    )


SCHEDULE = Scheme(
    name=NAME,
    title=Text("Schedule (时序进度)", "时序进度"),
    map=Text(
        "share of the way gone ≥ share of the time gone: on course; at least 0.8 of it: at risk; less: off course",
        "完成比例 ≥ 时间比例：进展符合预期；不低于其0.8：存在风险；更低：偏离目标",
    ),
    operators=PATH,
    fit=Text("it measures the way to one value", "该方法衡量到一个数值的进程"),
    verdicts=_verdicts,
)
