"""The facts of an indicator's quality as plain sentences, for metadata that machines carry."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.errors import Text
from qualicity.indicators.quality import Delay, QualityFacts
from qualicity.plan import parse_period

_STANDINGS = {
    "final": Text("final", "最终"),
    "preliminary": Text("preliminary", "初步"),
    "estimate": Text("estimate", "估计"),
    "computed": Text("computed here", "本系统计算"),
}
_CONFIDENCE = {"high": Text("high", "高"), "medium": Text("medium", "中"), "low": Text("low", "低")}
NAMED = 8
"""So many periods without a figure are named; of more only the number is told."""
_FREQUENCIES = {
    "A": Text("years", "年份"),
    "S": Text("half-years", "半年"),
    "Q": Text("quarters", "季度"),
    "M": Text("months", "月份"),
}


def accuracy(facts: QualityFacts) -> Iterator[Text]:
    """How the figures that hold now stand."""
    if facts.figures:
        said = _counts(facts.standings, _STANDINGS)
        yield Text(
            f"Of the figures that hold now ({facts.figures}): {said.en}.",
            f"现行数值（{facts.figures}个）中：{said.zh}。",
        )
    if facts.confidence:
        said = _counts(facts.confidence, _CONFIDENCE)
        yield Text(f"Confidence in what was published: {said.en}.", f"对已公布数值的可信度：{said.zh}。")
    n = facts.without_value
    if n:
        many = (
            "1 figure has no value, and says why." if n == 1 else f"{n} figures have no value, and say why."
        )
        yield Text(many, f"{n}个数值为空，均注明原因。")


def _counts(counts: dict[str, int], words: dict[str, Text]) -> Text:
    ordered = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    named = [(words.get(k, Text(k)), n) for k, n in ordered]
    return Text(", ".join(f"{w.en} {n}" for w, n in named), "、".join(f"{w.get('zh')} {n}" for w, n in named))


def completeness(facts: QualityFacts) -> Iterator[Text]:
    """Which periods of the plan's time have a figure."""
    for c in facts.coverage:
        k, n, unit = c.periods - len(c.missing), c.periods, _FREQUENCIES[c.frequency]
        yield Text(
            f"On “{c.definition}” {k} of the {n} {unit.en} of the plan’s time that have ended have a figure.",
            f"按口径“{c.definition}”，方案期内已结束的{n}个{unit.zh}中，有{k}个有数值。",
        )
        if 0 < len(c.missing) <= NAMED:
            titles = [parse_period(p).title() for p in c.missing]
            en, zh = ", ".join(t.en for t in titles), "、".join(t.get("zh") for t in titles)
            yield Text(f"None for: {en}.", f"以下时期没有：{zh}。")


def timeliness(facts: QualityFacts) -> Iterator[Text]:
    """How long after its period a figure was released."""
    delay = facts.delay
    yield from _days(delay)
    if delay.early:
        yield Text(
            f"Released before their period ended: {delay.early}.",
            f"在所属时期结束之前发布：{delay.early}个。",
        )
    if delay.unknown:
        yield Text(f"Release date not known: {delay.unknown}.", f"发布日期不详：{delay.unknown}个。")


def _days(delay: Delay) -> Iterator[Text]:
    if delay.median is not None:
        middle, least, most = f"{delay.median:g}", delay.shortest, delay.longest
        yield Text(
            f"From the end of a period to the first release of its figure: {middle} days at the median, "
            f"from {least} to {most} (figures: {delay.n}).",
            f"从时期结束到数值首次发布：中位数{middle}天，最短{least}天，最长{most}天（{delay.n}个数值）。",
        )


def comparability(facts: QualityFacts) -> Iterator[Text]:
    """What stands on one definition, and over how many areas."""
    listed = facts.definitions
    if len(listed) == 1:
        yield Text("All figures stand on one definition.", "所有数值均按同一口径。")
    elif listed:
        yield Text(
            f"Figures stand on {len(listed)} definitions, whose series are never joined: {', '.join(listed)}.",
            f"数值分属{len(listed)}个口径，其序列从不拼接：{'、'.join(listed)}。",
        )
    if facts.beside:
        yield Text(
            f"Areas and periods with figures on several definitions, which may differ without any error: {facts.beside}.",
            f"有{facts.beside}个地区时期同时存在多个口径的数值：其间有差异并不意味着有误。",
        )
    if facts.areas > 1:
        yield Text(f"There are figures of {facts.areas} areas.", f"有{facts.areas}个地区的数值。")


def coherence(facts: QualityFacts, unit: Text) -> Iterator[Text]:
    """How figures for one thing agree."""
    c = facts.coherence
    if c.by_several:
        yield Text(
            f"Figures published by several authorities: {c.by_several}; of which they say different things: {c.conflicts}.",
            f"有{c.by_several}个数值由多家机构公布，其中{c.conflicts}个说法不一。",
        )
    if c.apart is not None and c.most_apart is not None:
        apart, most = f"{c.apart:.3g}", f"{c.most_apart:.3g}"
        yield Text(
            f"Computed beside published figures ({c.reconciled}), in the unit “{unit.en}”: {apart} apart on average, "
            f"at most {most}.",
            f"计算值与公布值对照（{c.reconciled}组，单位“{unit.get('zh')}”）：平均相差{apart}，最大相差{most}。",
        )


def revised(facts: QualityFacts) -> Iterator[Text]:
    """How often figures were published again, and how far they moved."""
    if not facts.series:
        return
    k, n = facts.revised, facts.series
    if not k:
        yield Text(f"No figure was published a second time (of {n}).", f"没有数值再次公布（共{n}个）。")
        return
    size = facts.revisions.statistics.mean_absolute
    if size is None:
        yield Text(
            f"{k} of {n} published figures were published again.",
            f"已公布的{n}个数值中，有{k}个再次公布。",
        )
        return
    points = facts.revisions.unit == "points"
    en, zh = (
        (f"{size:.2f} percentage points", f"{size:.2f}个百分点")
        if points
        else (f"{size:.2f} %", f"{size:.2f}%")
    )
    yield Text(
        f"{k} of {n} published figures were published again, and moved by {en} on average.",
        f"已公布的{n}个数值中，有{k}个再次公布，平均变动{zh}。",
    )
