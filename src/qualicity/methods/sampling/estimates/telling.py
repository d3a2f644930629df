"""What an estimate means, in sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from qualicity.errors import Text

_ZH = (
    (r"stratified sample of clusters \(psu\)", "分层整群样本"),
    ("stratified sample of rows", "分层样本"),
    (r"sample of clusters \(psu\)", "整群样本"),
    ("sample of rows", "样本"),
    ("simple random sample", "简单随机样本"),
    ("weights given", "给定权数"),
    ("weights from fpc", "由 fpc 推算权数"),
    ("all weights equal", "等权"),
    ("no finite population correction", "无有限总体校正"),
    ("finite population", "有限总体"),
    (
        r"(\d+) row\(s\) left out: value, weight, stratum or psu missing, or a weight of 0",
        r"\1 行缺少数值、权数、层或单元，或权数为 0，未计入",
    ),
    (r"small sample: n below (\d+)", r"样本过小：n 小于 \1"),
    (r"small sample: fewer than (\d+) of one kind", r"样本过小：某一类少于 \1"),
    (r"fewer than (\d+) of one kind", r"某一类少于 \1"),
    (r"few units: (\d+) degrees? of freedom", r"单元过少：自由度为 \1"),
    ("all of the population was drawn: no error of sampling", "已抽取全部总体，没有抽样误差"),
    (
        "no unit differs from others of its stratum: the interval has no width",
        "各层内的单元没有差异，区间宽度为零",
    ),
    ("a psu name in several strata is a unit of its own in each", "同名的 psu 在不同层中视为不同单元"),
    ("the numbers are too large", "数值过大"),
    (
        "no interval: no degrees of freedom, for no stratum has two units",
        "没有区间：各层都不足两个单元，自由度为0",
    ),
    ("no interval: one unit only", "没有区间：只有一个单元"),
    (
        "no interval: stratum '(.+)' has one unit only; lonely_psu says what to do with it",
        r"没有区间：层“\1”只有一个单元；用 lonely_psu 指定处理方式",
    ),
    ("stratum '(.+)' has no fpc", r"层“\1”没有 fpc"),
    ("no row has a value", "没有任何行有数值"),
    ("no row has a weight above 0, a stratum and a psu", "没有任何行兼有大于 0 的权数、层和单元"),
)
"""What stands in the columns design, note and reason, as patterns, with the Chinese for it."""


def in_chinese(words: str) -> str:
    """The Chinese for what stands in design, note or reason."""
    for pattern, zh in _ZH:
        words = re.sub(pattern, zh, words)
    return words.replace("; ", "；").replace(", ", "，")


def tell_survey(made: Mapping[str, Any], *, share: bool) -> Sequence[Text]:
    """The design; the estimate of a single domain with its interval; how many domains have none, and why the first."""
    count = len(made["estimate"])
    if count == 0:
        return (
            Text(
                "no row says which domain it is of: there is nothing to estimate",
                "没有任何行给出 by：无可估计",
            ),
        )
    told = [Text(f"design: {made['design'][0]}", f"抽样设计：{in_chinese(made['design'][0])}")]
    if count == 1 and not made["reason"][0]:
        told.append(_told(made, share=share))
    missing = [i for i, reason in enumerate(made["reason"]) if reason]
    if missing:
        name, reason = made["domain"][missing[0]], made["reason"][missing[0]]
        which = (f"'{name}': ", f"“{name}”：") if count > 1 else ("", "")
        told.append(
            Text(
                f"{len(missing)} of {count} without an estimate; {which[0]}{reason}",
                f"{count} 项中 {len(missing)} 项没有估计值；{which[1]}{in_chinese(reason)}",
            )
        )
    if count == 1 and made["note"][0]:
        told.append(Text(f"note: {made['note'][0]}", f"注：{in_chinese(made['note'][0])}"))
    return tuple(told)


def _told(made: Mapping[str, Any], *, share: bool) -> Text:
    what, zh = ("share", "占比") if share else ("mean", "均值")
    estimate, low, high = (_figure(float(made[n][0]), share=share) for n in ("estimate", "ci_low", "ci_high"))
    level = f"{100 * float(made['confidence'][0]):g} %"
    n, degrees = int(made["n"][0]), int(made["df"][0])
    return Text(
        f"{what} {estimate}, {level} interval {low} to {high} ({n:,} rows, {degrees:,} degrees of freedom)",
        f"{zh} {estimate}，{level} 置信区间 {low} 至 {high}（{n:,} 行，自由度 {degrees:,}）",
    )


def _figure(value: float, *, share: bool) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{100 * value:.2f} %" if share else f"{value:.6g}"


tell_mean = partial(tell_survey, share=False)
tell_share = partial(tell_survey, share=True)
