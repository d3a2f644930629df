"""Status schemes: how a figure before the due date becomes a class, and the class a status.

Each scheme's map from its own classes to the common statuses is printed with every verdict it gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from qualicity.assessment.operators import number
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.methods.progress import china_schedule
from qualicity.plan import Base, Target, parse_period

if TYPE_CHECKING:
    from qualicity.assessment.model import Status

AT_RISK_PACE = Decimal("0.8")
"""Below this share of the required pace a lagging target is off course (Qualicity's line, not a standard's)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a scheme says of a figure: a status, its own class, and the arithmetic."""

    status: Status
    native: Text
    arithmetic: Text


@dataclass(frozen=True, slots=True)
class SchemeInfo:
    """A named scheme with its title and the printed map from its classes to statuses."""

    title: Text
    map: Text
    judge: Callable[[Target, Base | None, Observation], Judgement | None]


def _schedule(target: Target, base: Base | None, figure: Observation) -> Judgement | None:
    """时序进度: the share of the way gone against the share of the time gone."""
    period = figure.period
    if base is None or base.value is None or figure.value is None or target.value is None or period is None:
        return None
    start, due = parse_period(base.period), parse_period(target.due)
    value = Decimal(str(figure.value))
    pace = china_schedule(base.value, start.last.year, value, period.last.year, target.value, due.last.year)
    if pace is None:
        return None
    c, p = _percent(pace.completion), _percent(pace.time_share)
    en = (
        f"from {number(base.value)} ({base.period}) to {number(target.value)} ({target.due}), {number(value)} for "
        f"{period.title().en} is {c} % of the way with {p} % of the time gone; on the line it would be "
        f"{_short(pace.required)}"
    )
    zh = (
        f"从{number(base.value)}（{base.period}）到{number(target.value)}（{target.due}），{period.title().get('zh')}的"
        f"{number(value)}为全程的{c}%，时间已过{p}%；按时序应为{_short(pace.required)}"
    )
    if pace.pace >= 1:
        return Judgement("on_course", Text("on pace", "达到时序进度"), Text(en, zh))
    status: Status = "at_risk" if pace.pace >= AT_RISK_PACE else "off_course"
    return Judgement(status, Text("lagging", "滞后于时序进度"), Text(en, zh))


def _level(target: Target, base: Base | None, figure: Observation) -> Judgement | None:
    """By level: no pace is asked for; what is not met before its date is at risk."""
    del base
    en, zh = f"{number(figure.value)} does not meet the level yet", f"{number(figure.value)}尚未达到水平"
    return Judgement("at_risk", Text("not met yet", "尚未达到"), Text(en, zh))


SCHEMES: dict[str, SchemeInfo] = {
    "china-schedule": SchemeInfo(
        Text("Schedule (时序进度)", "时序进度"),
        Text(
            "share of the way gone ≥ share of the time gone: on course; at least 0.8 of it: at risk; less: off course",
            "完成比例 ≥ 时间比例：进展符合预期；不低于其0.8：存在风险；更低：偏离目标",
        ),
        _schedule,
    ),
    "level": SchemeInfo(
        Text("By level", "按水平"),
        Text(
            "met before its date: on course; not met: at risk", "到期前已达到：进展符合预期；未达到：存在风险"
        ),
        _level,
    ),
}


def _percent(share: Decimal) -> str:
    return number(round(share * 100, 1))


def _short(value: Decimal) -> str:
    return number(round(value, 2))
