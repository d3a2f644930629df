"""What a chart shows, in a sentence above it and in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qualicity.assessment import met, wording
from qualicity.assessment.operators import distance
from qualicity.assessment.reasons import unit
from qualicity.errors import Text
from qualicity.plan.targets import plain
from qualicity.portal.charts.points import Aim, Drawing, Point, Series
from qualicity.portal.charts.words import gap, in_year, numeral, spoken

_COUNTS = {2: Text("Two", "两"), 3: Text("Three", "三"), 4: Text("Four", "四"), 5: Text("Five", "五")}


def target_finding(drawing: Drawing) -> Text:
    """The sentence above the chart of a target."""
    aim = drawing.aims[0]
    verdict = aim.assessment
    if drawing.main is None:
        if verdict.definition is None:
            return Text("The plan does not say on which definition it counts", "方案未说明按何种口径计算")
        return Text(
            "No figure on the definition that the target counts on: these stand on another",
            "目标所依口径没有数值：以下为其他口径",
        )
    figure, due = verdict.figure, aim.due.title()
    if figure is None or figure.value is None:
        return Text(
            f"No figure that tells about {due.en} is known on the definition that counts",
            f"所依口径没有能说明{due.get('zh')}情况的数值",
        )
    stories = _stories(drawing, aim)
    if stories > 1:
        n = _COUNTS.get(stories, Text(str(stories), str(stories)))
        return Text(
            f"{n.en} definitions tell different stories: never join them",
            f"{n.get('zh')}种口径，结论不同，不可相接",
        )
    answers = {met(aim.target, drawing.indicator, o) for o in (figure, *verdict.conflicts)}
    over = aim.due.end <= drawing.view.scorecard.as_of
    at_due = figure.period is not None and figure.period.overlaps(aim.due) and (over or True in answers)
    if at_due and len(answers) > 1:
        return Text(
            f"Authorities disagree about {due.en}: their figures fall on both sides of the target",
            f"关于{due.get('zh')}各方说法不一：数值分居目标两侧",
        )
    return _at_due(drawing, aim) if at_due else _before(drawing, aim)


def _stories(drawing: Drawing, aim: Aim) -> int:
    """How many definitions there are where they answer the question differently, else 1."""
    main = drawing.main
    if main is None or not main.whole:
        return 1
    answers = set()
    for series in drawing.series:
        if series.main or not series.whole:
            continue
        last = series.whole[-1]
        near = [p for p in main.whole if p.period.end <= last.period.end][-1:] or main.whole[:1]
        ours, theirs = (met(aim.target, drawing.indicator, p.figure) for p in (near[0], last))
        answers.add(ours == theirs)
    return sum(1 for s in drawing.series if s.whole) if False in answers else 1


def _at_due(drawing: Drawing, aim: Aim) -> Text:
    """The due period's own figure is known."""
    figure, target, indicator = aim.assessment.figure, aim.target, drawing.indicator
    assert figure is not None
    due, value = aim.due.title(), spoken(figure)
    u = unit(indicator)
    said = Text(value.en + u.en, value.get("zh") + u.get("zh"))
    answer = met(target, indicator, figure)
    if answer is None:
        return Text(
            f"The figure for {due.en} is only a bound and does not tell",
            f"{due.get('zh')}的数值只是界限，不能说明问题",
        )
    if not answer:
        away = gap(distance(target, indicator, figure) or 0, indicator)
        return Text(
            f"The figure for {due.en}, {said.en}, misses the target by {away.en}",
            f"{due.get('zh')}为{said.get('zh')}，与目标相差{away.get('zh')}",
        )
    if _passed_early(drawing, aim):
        rises = plain(target.operator) in ("more_than", "at_least", "count_at_least")
        return Text(f"The target was {'passed' if rises else 'met'} before its date", "目标提前达到")
    return Text(
        f"The figure for {due.en}, {said.en}, meets the target",
        f"{due.get('zh')}为{said.get('zh')}，达到目标",
    )


def _passed_early(drawing: Drawing, aim: Aim) -> bool:
    """Whether a figure within the plan and before the due period met it, or the due one was out before its end."""
    figure, main = aim.assessment.figure, drawing.main
    if figure is not None and figure.release_known and figure.vintage and figure.vintage < aim.due.last:
        return True
    begin = drawing.band.start
    return main is not None and any(
        met(aim.target, drawing.indicator, p.figure)
        for p in main.whole
        if p.period.start >= begin and p.period.end <= aim.due.start
    )


def _before(drawing: Drawing, aim: Aim) -> Text:
    """The last figure is of an earlier period."""
    figure, indicator = aim.assessment.figure, drawing.indicator
    assert figure is not None
    when, due = in_year(figure), aim.due.title()
    if aim.assessment.status == "missed":
        return Text(
            f"The level was to hold every year: in {when.en} it did not",
            f"本应每年保持：{when.get('zh')}未能做到",
        )
    stands = _standing(drawing, aim)
    if aim.due.end <= drawing.view.scorecard.as_of:
        if any(
            p.role == "part" and p.period.overlaps(aim.due)
            for p in (drawing.main.points if drawing.main else ())
        ):
            due = Text(f"the whole of {due.en}", f"{due.get('zh')}全年")
        return Text(
            f"No figure for {due.en}: the last one, for {when.en}, stands {stands.en}",
            f"没有{due.get('zh')}的数值：此前最近为{when.get('zh')}，{stands.get('zh')}",
        )
    if met(aim.target, indicator, figure):
        return Text(
            f"The last figure, for {when.en}, already stands {stands.en}",
            f"最近的数值（{when.get('zh')}）已{stands.get('zh')}",
        )
    return Text(
        f"The last figure, for {when.en}, stands {stands.en}",
        f"最近的数值（{when.get('zh')}）{stands.get('zh')}",
    )


def _standing(drawing: Drawing, aim: Aim) -> Text:
    """Where the judged figure stands: `9.9 percentage points above the target`."""
    figure = aim.assessment.figure
    assert figure is not None
    difference = Decimal(str(figure.value)) - Decimal(str(aim.value))
    if aim.upper is not None and met(aim.target, drawing.indicator, figure):
        return Text("within the target's range", "在目标范围内")
    if aim.upper is not None and difference > 0:
        difference = Decimal(str(figure.value)) - Decimal(str(aim.upper))
    if difference == 0:
        return Text("exactly at the target's value", "与目标值相同")
    away = gap(abs(difference), drawing.indicator)
    if difference > 0:
        return Text(f"{away.en} above the target", f"高于目标{away.get('zh')}")
    return Text(f"{away.en} below the target", f"低于目标{away.get('zh')}")


def indicator_finding(drawing: Drawing) -> Text:
    """The sentence above the chart of an indicator."""
    whole = [s for s in drawing.series if s.whole]
    compared = _reconciled(drawing)
    if compared is not None:
        return compared
    if len(whole) > 1:
        n = _COUNTS.get(len(whole), Text(str(len(whole)), str(len(whole))))
        lead = next((s for s in whole if s.main), None) or max(whole, key=lambda s: len(s.whole))
        said = _course(drawing, lead)
        return Text(
            f"{said.en} ({lead.title.en}); {n.en.lower()} definitions, never joined",
            f"{said.get('zh')}（{lead.title.get('zh')}）；{n.get('zh')}种口径，不可相接",
        )
    if not whole:
        return Text(
            "Only parts of years are known: none of these figures stands for a whole year",
            "只有不足一年的数值：均不能代表全年",
        )
    return _course(drawing, whole[0])


def _reconciled(drawing: Drawing) -> Text | None:
    """How far computed and published figures differ, where a definition is set beside another."""
    pairs = [
        r
        for r in drawing.view.figures.reconciliations(drawing.indicator.id)
        if r.computed.area == drawing.area and r.difference is not None
    ]
    if not pairs:
        return None
    most = max(pairs, key=lambda r: abs(r.difference or 0))
    when, n = in_year(most.computed), len(pairs)
    away = gap(abs(most.difference or 0), drawing.indicator)
    if not most.difference:
        return Text("Computed and published figures agree", "计算值与公布值一致")
    if n == 1:
        return Text(
            f"For {when.en}, the computed figure differs from the published one by {away.en}",
            f"{when.get('zh')}，计算值与公布值相差{away.get('zh')}",
        )
    return Text(
        f"Over {n} years, computed and published figures differ by at most {away.en}",
        f"{n}个年份的计算值与公布值最多相差{away.get('zh')}",
    )


def _course(drawing: Drawing, series: Series) -> Text:
    """From the first to the last figure, with the largest revision on the way."""
    first, last = series.whole[0], series.whole[-1]
    a, b, u = spoken(first.figure), spoken(last.figure), unit(drawing.indicator)
    start, end = in_year(first.figure), in_year(last.figure)
    if first is last:
        said = Text(
            f"One figure is known: {a.en}{u.en} for {start.en}",
            f"仅知一个数值：{start.get('zh')}为{a.get('zh')}{u.get('zh')}",
        )
        if any(p.role == "part" for p in drawing.points):
            said = Text(
                f"One whole period is known, {a.en}{u.en} for {start.en}: all other figures are for parts of a year",
                f"仅有一个完整时期的数值（{start.get('zh')}为{a.get('zh')}{u.get('zh')}），其余均不足全年",
            )
    else:
        said = Text(
            f"From {a.en} in {start.en} to {b.en}{u.en} in {end.en}",
            f"{start.get('zh')}为{a.get('zh')}，{end.get('zh')}为{b.get('zh')}{u.get('zh')}",
        )
    revised = _revision(series)
    if revised is None:
        return said
    was, now = revised
    when = in_year(now.figure)
    return Text(
        f"{said.en}; {when.en} was revised from {spoken(was.figure).en} to {spoken(now.figure).en}",
        f"{said.get('zh')}；{when.get('zh')}由{spoken(was.figure).get('zh')}修订为{spoken(now.figure).get('zh')}",
    )


def _revision(series: Series) -> tuple[Point, Point] | None:
    """The largest revision by one authority: the earlier and the current point."""
    pairs = [
        (was, now)
        for was in series.of("earlier")
        for now in series.whole
        if now.period == was.period and now.figure.authority == was.figure.authority
    ]
    return max(pairs, key=lambda p: abs(p[1].value - p[0].value), default=None)


def key(drawing: Drawing) -> Text:
    """What the marks mean, as far as the chart has them: a line under the title."""
    marks = list(_key(drawing))
    if not marks:
        return Text("", "")
    en = "; ".join(t.en for t in marks)
    return Text(f"{en[:1].upper()}{en[1:]}.", "；".join(t.get("zh") for t in marks) + "。")


def _key(drawing: Drawing) -> Iterator[Text]:
    points = drawing.points
    if any(not p.firm for p in points):
        yield Text("hollow points are preliminary or estimated", "空心点为初步数或预计数")
    if len(drawing.series) > 1:
        yield Text("other shapes stand on other definitions", "其他形状的点为其他口径")
    if any(s.computed for s in drawing.series):
        yield Text("squares are computed here", "方形点由本系统计算")
    if any(p.role == "part" for p in points):
        yield Text("small points cover a part of a year", "小点不足全年")
    if any(p.role == "longer" for p in points):
        yield Text("points off the lines cover longer periods", "不在线上的点覆盖更长时期")
    if any(p.role == "earlier" for p in points):
        yield Text("grey dashes are earlier releases", "灰色短横为此前公布的数值")
    if any(p.role == "other" for p in points):
        yield Text("crosses are other authorities' figures", "叉号为其他来源的数值")
    if drawing.fan:
        yield Text(
            "the fan is a forecast from the figures alone: 80 % of such forecasts held in the dark part, 95 % in the pale",
            "扇形为仅依据历史数值的预测：深色为80%区间，浅色为95%区间",
        )
    if any(a.start for a in drawing.aims):
        yield Text("the dashed line is the plan's path", "虚线为方案路径")


def description(drawing: Drawing) -> Text:
    """The chart in words: what is drawn, its range, its last value, the target."""
    title = drawing.indicator.title
    u = unit(drawing.indicator)
    years = sorted({p.period.start.year for p in drawing.points})
    span_en = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
    span_zh = f"{years[0]}年" if len(years) == 1 else f"{years[0]}年至{years[-1]}年"
    place = drawing.view.plan.place
    where = place.title if drawing.area == place.code else Text(f"area {drawing.area}", f"地区{drawing.area}")
    in_en, in_zh = (f" in{u.en}", f"（{u.get('zh').strip()}）") if u.en else ("", "")
    en = [f"Chart: {title.en}{in_en}, {where.en} only, {span_en}."]
    zh = [f"图：{title.get('zh')}{in_zh}，仅{where.get('zh')}，{span_zh}。"]
    for text in (
        *(_series(s, len(drawing.series) > 1) for s in drawing.series),
        *_forecast(drawing),
        *_aims(drawing),
    ):
        en.append(text.en)
        zh.append(text.get("zh"))
    return Text(" ".join(en), "".join(zh))


def _series(series: Series, several: bool) -> Text:
    points = series.whole or series.of("part") or series.points
    first, last = points[0], points[-1]
    name = (
        Text(f"On the definition {series.title.en}: ", f"{series.title.get('zh')}口径：")
        if several
        else Text("", "")
    )
    a, b = (in_year(p.figure) for p in (first, last))
    n = len(points)
    if n == 1:
        en = f"{spoken(last.figure).en} for {b.en}"
        zh = f"{b.get('zh')}为{spoken(last.figure).get('zh')}"
    else:
        least, most = (numeral(f(p.value for p in points)) for f in (min, max))
        en = f"{n} figures between {least.en} and {most.en}, the first {spoken(first.figure).en} for {a.en}, "
        en += f"the last {spoken(last.figure).en} for {b.en}"
        zh = f"{n}个数值，介于{least.get('zh')}与{most.get('zh')}之间，最早{a.get('zh')}为{spoken(first.figure).get('zh')}，"
        zh += f"最近{b.get('zh')}为{spoken(last.figure).get('zh')}"
    more = len(series.points) - n
    if more:
        en += f"; {more} more for other stretches of time, earlier releases or other authorities"
        zh += f"；另有{more}个为其他时长、此前公布或其他来源的数值"
    return Text(
        f"{name.en}{en[:1].upper()}{en[1:]}." if not several else f"{name.en}{en}.", f"{name.get('zh')}{zh}。"
    )


def _forecast(drawing: Drawing) -> Iterator[Text]:
    if drawing.fan is None:
        return
    last = drawing.fan.years[-1]
    mean, low, high = (numeral(float(f"{v:.3g}")) for v in (last.mean, last.lo80, last.hi80))
    yield Text(
        f"Forecast from these figures for {last.year}: {mean.en}, with 80 % probability between {low.en} and {high.en}.",
        f"依此预测，{last.year}年为{mean.get('zh')}，80%区间为{low.get('zh')}至{high.get('zh')}。",
    )


def _aims(drawing: Drawing) -> Iterator[Text]:
    for aim in drawing.aims:
        said, due = wording(aim.target), aim.due.title()
        yield Text(f"Target: {said.en} for {due.en}.", f"目标：{due.get('zh')}{said.get('zh')}。")
