"""What is written on a chart beside its marks, in order of importance."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.assessment import wording
from qualicity.errors import Lang, Text
from qualicity.portal.charts.layout import (
    BESIDE,
    HEIGHT,
    Box,
    Frame,
    Label,
    Segment,
    Spot,
    Wish,
    around,
    place,
)
from qualicity.portal.charts.points import Aim, Drawing, Point, Series
from qualicity.portal.charts.style import ACCENT, INK, SOFT, looks
from qualicity.portal.charts.words import authority, valued, wrapped

_SMALL = 11.0
_MANY = 16
_BAND = Text("the plan runs", "方案期")


def labels(drawing: Drawing, frame: Frame, lang: Lang) -> list[Label]:
    """Every label of a chart with its place."""
    return place(_wishes(drawing, frame, lang), frame, _marks(drawing, frame), _segments(drawing, frame))


def _wishes(drawing: Drawing, frame: Frame, lang: Lang) -> Iterator[Wish]:
    main = drawing.main
    others = [s for s in drawing.series if not s.main]
    styles = looks(drawing)
    if main:
        judged = [
            p for p in main.points if p.figure == drawing.judged and p.role in ("whole", "longer", "part")
        ]
        yield from (_value(p, lang, INK, main, must=True, weight=600) for p in judged)
    for aim in drawing.aims:
        yield _aim(aim, lang, several=len(drawing.aims) > 1)
    for series in drawing.series:
        yield from _parts(drawing, series, lang, styles[series.definition].colour)
    for series in others:
        yield _title(drawing, series, lang, styles[series.definition].colour)
    if main:
        ends = [p for p in _ends(main) if p.figure != drawing.judged]
        yield from (_value(p, lang, INK, main, must=True) for p in ends)
    for series in drawing.series:
        shown = (*series.of("longer"), *(series.whole if len(series.whole) <= _MANY else ()))
        colour = styles[series.definition].colour
        done = _ends(series) if series.main else ()
        yield from (
            _value(p, lang, colour, series) for p in shown if p not in done and p.figure != drawing.judged
        )
    for series in drawing.series:
        yield from _notes(drawing, series, lang)
    if main and others:
        yield _title(drawing, main, lang, INK)
    if drawing.aims:
        yield _band(drawing, frame, lang)


def _ends(series: Series) -> tuple[Point, ...]:
    """The last and the first whole point, once each."""
    return (*series.whole[-1:], *series.whole[:-1][:1])


def _value(
    point: Point, lang: Lang, colour: str, series: Series, *, must: bool = False, weight: int = 400
) -> Wish:
    """The value of a point, on the outer side of its line's bend."""
    whole = series.whole
    n = whole.index(point) if point in whole else -1
    up = True
    if 0 < n < len(whole) - 1:
        span = (whole[n + 1].at - whole[n - 1].at).days or 1
        share = (point.at - whole[n - 1].at).days / span
        up = point.value >= whole[n - 1].value + share * (whole[n + 1].value - whole[n - 1].value)
    spots = around(point.at, point.value, up=up)
    return Wish((valued(point.figure).get(lang),), spots, colour, 12.0 if series.main else 11.5, weight, must)


def _aim(aim: Aim, lang: Lang, *, several: bool) -> Wish:
    said, due = wording(aim.target), aim.due.title()
    en = f"target for {due.en}: {said.en}" if several else f"target: {said.en}"
    zh = f"{due.get('zh')}目标：{said.get('zh')}" if several else f"目标：{said.get('zh')}"
    value = aim.value
    lines = wrapped(Text(en, zh).get(lang), lang, 12.0, 170)
    spots = (
        Spot(aim.at, value, 12, 0, "left"),
        Spot(aim.at, value, 12, 10, "left"),
        Spot(aim.at, value, 12, -10, "left"),
        Spot(aim.at, value, -4, 13, "left"),
        Spot(aim.at, value, -4, -13, "left"),
        *around(aim.at, value, gap=8),
        Spot(aim.at, value, 6, 15, "right"),
        Spot(aim.at, value, 6, -15, "right"),
        Spot(aim.at, value, -12, 0, "right"),
    )
    return Wish(lines, spots, ACCENT, must=True, kind="target")


def _title(drawing: Drawing, series: Series, lang: Lang, colour: str) -> Wish:
    """The definition's name, near one of its points: the last ones first, no target between the two."""
    points = series.whole or series.of("part")
    anchors = points[::-1]
    near = tuple(s for p in anchors for s in around(p.at, p.value, gap=9))
    far = tuple(
        Spot(p.at, p.value, dx, dy, "center" if not dx else "left" if dx > 0 else "right")
        for gap in (30, 44)
        for p in anchors
        for dx, dy in ((0, gap), (0, -gap), (12, gap), (12, -gap), (-12, gap), (-12, -gap))
        if not any(a.at == p.at and (a.value > p.value) == (dy < 0) for a in drawing.aims)
    )
    lines = wrapped(series.title.get(lang), lang, 12.0)
    return Wish(lines, (*near, *far), colour, must=not series.main, kind="definition")


def _notes(drawing: Drawing, series: Series, lang: Lang) -> Iterator[Wish]:
    """Earlier releases of a figure and what other authorities say, beside the figure."""
    for point in (*series.whole, *series.of("part")):
        beside = [p for p in series.points if p.period == point.period and p.value != point.value]
        was = [valued(p.figure).get(lang) for p in beside if p.role == "earlier"]
        lines: list[str] = []
        when = point.period.title().get(lang)
        if was:
            lines.append(f"{when}曾为{'、'.join(was)}" if lang == "zh" else f"{when} was {', '.join(was)}")
        for p in beside:
            if p.role == "other" and abs(p.value - point.value) > 1e-4 * abs(point.value):
                who = authority(drawing.view.plan, p.figure).get(lang)
                says = (
                    f"{who}：{valued(p.figure).get(lang)}"
                    if lang == "zh"
                    else f"{who}: {valued(p.figure).en}"
                )
                lines += wrapped(says, lang, _SMALL, 130)
        if lines:
            near = around(point.at, min(p.value for p in beside), gap=10, up=False)
            far = (s for gap in (22, 34, 46) for s in around(point.at, point.value, gap=gap, up=False))
            yield Wish(tuple(lines), (*near, *far), SOFT, _SMALL, kind="note")


def _parts(drawing: Drawing, series: Series, lang: Lang, colour: str) -> Iterator[Wish]:
    """Part-year figures are named where one might take them for the due year's, or where nothing else is."""
    parts = series.of("part")
    alone = not any(s.whole for s in drawing.series)
    due = [p for p in parts if series.main and any(a.due.covers(p.period) for a in drawing.aims)]
    longest = max((p.period.days for p in due), default=0)
    for point in parts:
        in_due = point in due and point.period.days == longest
        if point.figure == drawing.judged or not (in_due or alone):
            continue
        value, when = valued(point.figure).get(lang), point.period.title()
        said = f"{when.get('zh')}：{value}" if lang == "zh" else f"{value}, {when.en.removeprefix('the ')}"
        text = said if in_due else value
        spots = tuple(s for gap in (7, 16, 24) for s in around(point.at, point.value, gap=gap))
        yield Wish((text,), spots, SOFT if series.main else colour, _SMALL, must=in_due, kind="part")


def _band(drawing: Drawing, frame: Frame, lang: Lang) -> Wish:
    band = drawing.band
    per_pixel = (frame.high - frame.low) / HEIGHT
    high, low = frame.high - 12 * per_pixel, frame.low + 12 * per_pixel
    spots = (
        Spot(band.start, high, 8, 0, "left"),
        Spot(band.end, high, -8, 0, "right"),
        Spot(band.start, low, 8, 0, "left"),
        Spot(band.end, low, -8, 0, "right"),
    )
    return Wish((_BAND.get(lang),), spots, SOFT, kind="band")


def _marks(drawing: Drawing, frame: Frame) -> list[Box]:
    """The room that marks take."""
    boxes: list[Box] = []
    for p in drawing.points:
        x, y = frame.x(p.at) + (BESIDE if p.role == "other" else 0), frame.y(p.value)
        across, down = (9.0, 2.0) if p.role == "earlier" else (3.0, 3.0) if p.role == "part" else (5.0, 5.0)
        boxes.append((x - across, y - down, x + across, y + down))
    for aim in drawing.aims:
        x, y = frame.x(aim.at), frame.y(aim.value)
        boxes.append((x - 7, y - 2, x + 7, y + 2))
    return boxes


def _segments(drawing: Drawing, frame: Frame) -> list[Segment]:
    """The straight lines on the chart."""
    found: list[Segment] = []
    for series in drawing.series:
        for a, b in zip(series.whole, series.whole[1:], strict=False):
            found.append((frame.x(a.at), frame.y(a.value), frame.x(b.at), frame.y(b.value)))
    for aim in drawing.aims:
        if aim.start:
            day, value = aim.start
            found.append((frame.x(day), frame.y(value), frame.x(aim.at), frame.y(aim.value)))
    return found
