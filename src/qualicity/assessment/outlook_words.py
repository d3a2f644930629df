"""What stands beside a verdict in words: how likely, how fast, and whether one year would change it."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from qualicity.assessment.model import STATUSES, Chance, Fragility, Pace, Recheck
from qualicity.assessment.operators import number, rounded
from qualicity.assessment.reasons import difference_unit
from qualicity.errors import Text
from qualicity.plan import Indicator, Target, parse_period

TERMS: dict[str, Text] = {
    "last_dropped": Text("without the last figure", "去掉最近一期数值"),
    "base_earlier": Text("with the base one period earlier", "基期提前一期"),
    "base_later": Text("with the base one period later", "基期推后一期"),
}


def percent(probability: float) -> Text:
    """`63 %`; never 0 or 100, which a forecast cannot know."""
    if probability < 0.01:
        return Text("less than 1 %", "不足1%")
    if probability > 0.99:
        return Text("more than 99 %", "99%以上")
    whole = f"{probability * 100:.0f}"
    return Text(f"{whole} %", f"{whole}%")


def chance(found: Chance, target: Target) -> Text:
    """How likely it is that the target is met at its date, or why nobody can say."""
    if found.probability is None:
        return found.reason or Text("no forecast", "无预测")
    p, due = percent(found.probability), parse_period(target.due).title()
    return Text(
        f"{p.en} that it is met in {due.en}, by its own {found.points} yearly figures up to {found.last} alone",
        f"仅依据截至{found.last}年的{found.points}个年度数值，{due.get('zh')}达到目标的可能性为{p.get('zh')}",
    )


def pace(found: Pace, indicator: Indicator | None) -> Text:
    """What is needed a year from now on, beside what was."""
    if found.needed is None:
        return found.reason or Text("no pace can be reckoned", "无法推算速度")
    if found.needed == 0:
        return Text("Nothing more is needed: it is met.", "无需再变化：目标已达到。")
    needed, unit = change(found.needed), difference_unit(indicator)
    en = f"{needed}{unit.en} a year is needed from now on"
    zh = f"今后每年需要{needed}{unit.get('zh')}"
    if found.mean is not None and found.best is not None:
        en += f"; so far it was {change(found.mean)} a year, {change(found.best)} in the best"
        zh += f"；迄今平均每年{change(found.mean)}，最好的一年{change(found.best)}"
    if found.met_in is not None:
        en += f". At the pace so far it would be met in {found.met_in}"
        zh += f"。按迄今速度，将于{found.met_in}年达到"
    elif found.mean is not None:
        en += ". The pace so far never leads there"
        zh += "。按迄今速度不会达到"
    return Text(f"{en}.", f"{zh}。")


def fragility(found: Fragility) -> Text:
    """Whether the verdict hangs on one year."""
    if found.fragile is None:
        return found.reason or Text("it cannot be judged on other terms", "无法在其他条件下判断")
    if not found.fragile:
        return Text("No: it stays the same", "否：结论不变")
    return Text("Yes: it would be another", "是：结论会改变")


def recheck(found: Recheck) -> Text:
    """`without the last figure: At risk`."""
    terms = TERMS.get(found.terms, Text(found.terms))
    status = STATUSES[found.status] if found.status else Text("no verdict", "无结论")
    return Text(f"{terms.en}: {status.en}", f"{terms.get('zh')}：{status.get('zh')}")


def change(value: Decimal) -> str:
    """A change with its sign, to three significant digits."""
    digits = max(0, 2 - int(value.copy_abs().log10().to_integral_value(ROUND_FLOOR))) if value else 0
    short = rounded(value, digits)
    return f"{'+' if short > 0 else '−' if short < 0 else '±'}{number(abs(short))}"
