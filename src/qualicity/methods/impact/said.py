"""What a result means, in sentences and as a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Lang, Text
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
FEW = 30
"""Groups of fewer units: of simulated panels that moved alike, with 20 in a group, one in ten was told otherwise."""
LEVEL = 0.05
"""Groups whose moves before treatment are less likely than this by chance did not move alike."""
_INK, _TEAL, _GREY = "#1B1E23", "#1D7A86", "#8A9099"
Made = Mapping[str, Any]

NOT_SHOWN = Text(
    "What this does not show: it takes for granted that without the treatment the treated would have moved as those that they "
    "are compared with. If they were chosen because they were about to grow, if something else reached them at the "
    "same time, or if the others were touched by it too, that is in the figure. It is an average, and says nothing of "
    "any one unit.",
    "以上不能说明的：结果以“若未处理，处理组与对照组变动相同”为前提。若入选者本来就将增长、同时受到其他影响，或对照组也受到"
    "波及，都会计入结果。结果是平均值，不说明任何单个个体。",
)


def tells(made: Made) -> tuple[Text, ...]:
    """The average effect with its interval, what it rests on, what came before, and what it does not show."""
    if not _known(made):
        why = next((str(r) for r in made["reason"] if r), "")
        return (Text(f"No effect can be estimated: {why}.", f"无法估计效果：{why}。"), *_left_out(made))
    return (_effect(made), _rests(made), *_left_out(made), *_small(made), before(made), NOT_SHOWN)


def chart(made: Made, lang: Lang) -> dict[str, Any]:
    """The effect by periods since treatment: points, intervals, bands; before treatment in grey."""
    rows = np.flatnonzero((made["aggregation"] == "event") & np.isfinite(made["att"]))
    words = Text("before treatment|after treatment", "处理前|处理后").get(lang).split("|")
    values = [
        {
            "event": int(made["event"][i]),
            "side": words[int(made["event"][i] >= 0)],
            **{c: _plain(made[c][i]) for c in ("att", "ci_low", "ci_high", "band_low", "band_high")},
        }
        for i in rows
    ]
    title = _effect(made, short=True) if _known(made) else tells(made)[0]
    subtitle = [before(made).get(lang), _LEGEND.get(lang)] if _known(made) else []
    scale = {"domain": words, "range": [_GREY, _TEAL]}
    colour = {"field": "side", "type": "nominal", "title": None, "legend": {"orient": "top"}, "scale": scale}
    x = {"field": "event", "type": "ordinal", "axis": {"labelAngle": 0, "title": _PERIODS.get(lang)}}
    shared = {"x": x, "color": colour}
    y = {"field": "att", "type": "quantitative", "title": Text("effect", "效果").get(lang)}
    zero = {"mark": {"type": "rule", "color": _INK}, "encoding": {"y": {"datum": 0}}}
    point = {"mark": {"type": "point", "filled": True, "size": 60, "opacity": 1}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": title.get(lang),
        "title": {
            "text": title.get(lang),
            "subtitle": subtitle,
            "anchor": "start",
            "limit": 0,
            "subtitleLimit": 0,
        },
        "width": 640,
        "height": 320,
        "background": "white",
        "data": {"values": values},
        "layer": [
            zero,
            _between("band_low", "band_high", 9, 0.25, shared),
            _between("ci_low", "ci_high", 2, 1, shared),
            {**point, "encoding": {**shared, "y": y}},
        ],
    }


def _between(low: str, high: str, width: int, opacity: float, shared: Mapping[str, Any]) -> dict[str, Any]:
    ends = {"y": {"field": low, "type": "quantitative"}, "y2": {"field": high}}
    return {
        "mark": {"type": "rule", "strokeWidth": width, "opacity": opacity},
        "encoding": {**shared, **ends},
    }


_PERIODS = Text("periods since first treatment", "距首次处理的时期数")
_LEGEND = Text(
    "Points: average effect; lines: interval of each alone; broad: band that holds for all at once",
    "点为平均效果；细线为单个区间；宽带为同时成立的区间",
)


def before(made: Made) -> Text:
    """Whether the groups moved alike before treatment, as far as that can be seen."""
    p, df = float(made["pretrend_p"][0]), int(made["pretrend_df"][0])
    if not df:
        return Text(
            "No period before treatment can be compared: whether the groups moved alike is not known.",
            "没有可比较的处理前时期：无法判断各组此前变动是否相同。",
        )
    if not np.isfinite(p):
        return Text(
            f"The {df} comparisons before treatment are too many or too alike for a joint test with so few units.",
            f"处理前的 {df} 项比较相对个体数过多或过于相近，无法联合检验。",
        )
    shown = "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
    few = made["n_treated"][made["aggregation"] == "group"].min() < FEW
    if p < LEVEL:
        often = " Groups are small, though: the test then says so too often." if few else ""
        often_zh = "但组较小，此检验在此情形下容易误报。" if few else ""
        return Text(
            f"Before treatment the groups did not move alike ({df} comparisons, {shown}): what is told as an effect may be "
            f"that difference going on.{often}",
            f"处理前各组变动并不相同（{df} 项比较，{shown}）：所得效果可能只是原有差异的延续。{often_zh}",
        )
    return Text(
        f"Before treatment the groups moved alike, as far as {df} comparisons can tell ({shown}); that is no proof.",
        f"处理前各组变动未见不同（{df} 项比较，{shown}），但这并非证明。",
    )


def _known(made: Made) -> bool:
    return bool(np.isfinite(made["att"][made["aggregation"] == "group_avg"]).any())


def _of(made: Made, aggregation: str) -> int:
    return int(np.flatnonzero(made["aggregation"] == aggregation)[0])


def _effect(made: Made, *, short: bool = False) -> Text:
    row = _of(made, "group_avg")
    att, low, high = (float(made[c][row]) for c in ("att", "ci_low", "ci_high"))
    if not np.isfinite(low):
        return Text(
            f"The average effect is {att:+.3g}, without an interval: {made['reason'][row]}",
            f"平均效果为 {att:+.3g}，没有区间：{made['reason'][row]}",
        )
    way, zh = ("higher", "高") if att > 0 else ("lower", "低")
    told, told_zh = f"{abs(att):.3g} {way}", f"{zh} {abs(att):.3g}"
    level = f"{100 * float(made['confidence'][row]):g} %"
    between = f"({level} interval {low:+.3g} to {high:+.3g})"
    between_zh = f"（{level} 置信区间 {low:+.3g} 至 {high:+.3g}）"
    if low <= 0 <= high:
        told, told_zh = f"not told apart from none: {att:+.3g}", f"与零无法区分：{att:+.3g}"
    if short:
        en = (
            f"The average effect is {told} {between}"
            if low <= 0 <= high
            else f"Since treatment {told} on average {between}"
        )
        return Text(
            en, f"平均效果{told_zh}{between_zh}" if low <= 0 <= high else f"处理后平均{told_zh}{between_zh}"
        )
    if low <= 0 <= high:
        return Text(
            f"The average effect on a treated unit is {told} {between}. That is no proof that there is none.",
            f"对处理个体的平均效果{told_zh}{between_zh}。这并不证明没有效果。",
        )
    return Text(
        f"Since treatment y was on average {told} in a treated unit than it would have been {between}, in the "
        "unit of y; each unit counts the same.",
        f"处理之后，处理个体的 y 平均比未处理时{told_zh}{between_zh}，单位同 y；每个个体权重相同。",
    )


def _rests(made: Made) -> Text:
    row = _of(made, "simple")
    treated, control = int(made["n_treated"][row]), int(made["n_control"][row])
    since, until = int(made["first_period"][0]), int(made["last_period"][0])
    return Text(
        f"It rests on {treated} treated units (enterprises) and {control} that they are compared with, {since} to {until}.",
        f"依据 {treated} 个处理个体（企业）和 {control} 个对照个体，{since} 至 {until}。",
    )


def _left_out(made: Made) -> list[Text]:
    gaps, early, units = (int(made[c][0]) for c in ("left_out_gaps", "left_out_early", "units"))
    told = []
    if gaps:
        told.append(
            Text(
                f"Left out for a period without a value: {gaps} of {gaps + early + units} units.",
                f"{gaps} 个个体未计入：在某些时期没有数值。",
            )
        )
    if early:
        told.append(
            Text(
                f"Left out, for they were treated from the first period on and nothing is known of before: {early} units.",
                f"{early} 个个体未计入：自第一个时期起已处理，没有处理前的数据。",
            )
        )
    return told


def _small(made: Made) -> list[Text]:
    row = _of(made, "simple")
    if not made["small_groups"][row]:
        return []
    told = str(made["small_groups"][row]).replace(";", ", ")
    return [
        Text(
            f"Fewer than 5 units: {told}. Intervals that rest on these are rough and may be too narrow.",
            f"不足 5 个个体的组：{told}。依据这些组的区间较粗略，可能偏窄。",
        )
    ]


def _plain(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
