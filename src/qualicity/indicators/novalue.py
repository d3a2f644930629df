"""Why a figure has no value, in words: missing is a kind of answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text
from qualicity.plan import parse_period
from qualicity.plan.model import Definition

WITHHELD = Text("Withheld: the breakdown has a cell of too few rows", "不予公布：该分组中有单元格行数过少")
"""Said of a breakdown that would tell of too few."""
TOO_FEW = Text(
    "Withheld: it, or a figure from which it could be told, rests on too few rows that are not public",
    "不予公布：该数值或可与之相互推算的数值所依据的非公开数据行过少",
)
"""Said of a figure that would tell of too few."""

_PLAIN = {
    "empty": Text("No row is there to count from", "没有可供计算的行"),
    "division_by_zero": Text("The arithmetic has no result: division by zero", "算式无结果：除数为零"),
    "undefined": Text(
        "The arithmetic has no result (no values to count from)", "算式无结果（没有可供计算的值）"
    ),
    "missing_side": Text(
        "One of the indicators that it is made from has no figure here", "所依据的指标之一在此无数值"
    ),
    "never": Text(
        "Never added up across areas: the whole is not made from its parts",
        "从不跨地区汇总：整体并非由各部分相加而成",
    ),
    "parts_differ": Text(
        "A part has several figures that contradict each other", "某一组成地区有互相矛盾的数值"
    ),
    "no_weight": Text("A part has no weight", "某一组成地区没有权重"),
    "withheld": WITHHELD,
    "too_few": TOO_FEW,
}
"""Words for the codes in the column `reason`; those that need more than words are in `why_not`."""


def why_not(code: str | None, row: Mapping[str, Any], definition: Definition | None) -> Text | None:
    """The words for a reason's code; `row` is the observation's row."""
    if code is None:
        return None
    period = parse_period(row["period"]) if row["period"] else None
    n = row["denominator"]
    if code == "requires" and definition and definition.requires:
        why = definition.requires.why
        if row["breakdown"]:  # it is required of the total: a cell's own number would say nothing of it
            n = None
        of_en = f" of {period.days} days" if period and n is not None else ""
        counted = Text(f"{n:.12g} valid{of_en}. ", f"有效 {n:.12g} 个。") if n is not None else Text("", "")
        return Text(f"Withheld: {counted.en}{why.en}", f"不予给出：{counted.zh}{why.get('zh')}")
    if code == "not_over" and period:
        last = period.last
        return Text(f"The period is not over before {last:%d %B %Y}", f"该时期到 {last} 才结束")
    if code == "parts_missing":
        return Text(f"Only {n:.12g} of its parts have a figure", f"其组成地区中仅 {n:.12g} 个有数值")
    return _PLAIN.get(code, _PLAIN["undefined"])
