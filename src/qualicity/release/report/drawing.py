"""A target's figures as a drawing: the years, what was promised, and the forecast where there is one.

Its letters are figures alone; the words stand in the caption, so that it needs no fonts of its own.
"""

from __future__ import annotations

from typing import Any

from qualicity.assessment import Assessment, number
from qualicity.assessment.reasons import unit
from qualicity.indicators import Observation
from qualicity.methods.calc import drawn
from qualicity.plan import Period, parse_period
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import Picture

LEAST = 3
"""Fewer figures are told in words alone."""
_INK, _ACCENT, _SOFT = "#1B1E23", "#B5382A", "#5B616B"
_TOLD = 12
"""Of more figures than these the words beside a drawing name the first, least, greatest and last."""
_FREE = 0.06
"""Of the span of the values, so much is left free below and above them."""
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def picture(pen: Pen, a: Assessment) -> Picture | None:
    """A target's figures on the definition that it is judged on; None where there are too few to draw."""
    points = [o for o in a.history if o.value is not None and o.period is not None]
    if len(points) < LEAST:
        return None
    points.sort(key=lambda o: _at(o.period))
    whole = [*map(_whole, points)]
    kinds = [pen.say("years (points)", "年度数值（点）")] if any(whole) else []
    kinds += [] if all(whole) else [pen.say("parts of years (circles)", "年内数值（圈）")]
    shown = pen.say(", ", "，").join(kinds)
    of = pen.get(unit(pen.indicator(a.target))).strip()
    title = f"{pen.get(a.target.title)}{pen.say(f' ({of})', f'（{of}）') if of else ''}"
    caption = pen.say(
        f"{title}: {shown}{_promised(pen, a)}{_forecast(pen, a)}.",
        f"{title}：{shown}{_promised(pen, a)}{_forecast(pen, a)}。",
    )
    return Picture(drawn(_spec(pen, a, points)), _alt(pen, a, points), caption)


def _at(period: Period | None) -> float:
    """The middle of a period in years; a whole year stands at its number."""
    assert period is not None
    if period.freq == "A":
        return float(period.start.year)
    middle = period.start.toordinal() + (period.last - period.start).days / 2
    first = period.start.replace(month=1, day=1).toordinal()
    return round(period.start.year - 0.5 + (middle - first) / 365.25, 3)


def _promised(pen: Pen, a: Assessment) -> str:
    if a.aim is None:
        return ""
    return pen.say(f", the target {number(a.aim)} (line)", f"，目标{number(a.aim)}（横线）")


def _forecast(pen: Pen, a: Assessment) -> str:
    fan = pen.view.outlooks[a.target.id].chance.fan
    return pen.say(", forecast with its 80 % interval (band)", "，预测及其80%区间（阴影）") if fan else ""


def _alt(pen: Pen, a: Assessment, points: list[Observation]) -> str:
    """The drawing in words: its figures, of many the first, the least, the greatest and the last."""
    told = points
    if len(points) > _TOLD:
        by_value = sorted(points, key=lambda o: o.value or 0.0)
        told = [o for o in points if o in (points[0], by_value[0], by_value[-1], points[-1])]
    figures = pen.listed([f"{pen.when(o.period)} {number(o.value)}" for o in told])
    some = (
        pen.say(f"{len(points)} figures, among them ", f"共{len(points)}个数值，其中")
        if told != points
        else ""
    )
    return pen.say(
        f"Chart of {pen.get(a.target.title)}: {some}{figures}{_promised(pen, a)}.",
        f"图：{pen.get(a.target.title)}。{some}{figures}{_promised(pen, a)}。",
    )


def _spec(pen: Pen, a: Assessment, points: list[Observation]) -> dict[str, Any]:
    fan = pen.view.outlooks[a.target.id].chance.fan
    ends = [*(_at(o.period) for o in points), _at(parse_period(a.target.due)), *(float(y.year) for y in fan)]
    x = _years(min(ends), max(ends))
    y = _values(pen, a, points)
    layers: list[dict[str, Any]] = []

    def layer(rows: list[dict[str, Any]], mark: dict[str, Any], **encoding: Any) -> None:
        layers.append({"data": {"values": rows}, "mark": mark, "encoding": encoding})

    if fan:
        years = [{"x": f.year, "y": f.mean, "lo": f.lo80, "hi": f.hi80} for f in fan]
        band = {"type": "area", "color": "#8A9099", "opacity": 0.25}
        layer(years, band, x=x, y={**y, "field": "lo"}, y2={"field": "hi"})
        layer(years, {"type": "line", "color": _SOFT, "strokeDash": [2, 2]}, x=x, y=y)
    if a.aim is not None:
        aim = {"type": "rule", "color": _ACCENT, "strokeWidth": 1.2, "strokeDash": [5, 3]}
        layer([{"y": float(a.aim)}], aim, y=y)
    line = {
        "type": "line",
        "color": _INK,
        "strokeWidth": 1.2,
        "point": {"color": _INK, "size": 28, "filled": True},
    }
    layer([_point(o) for o in points if _whole(o)], line, x=x, y=y)
    hollow = {"type": "point", "color": _SOFT, "size": 28, "filled": False}
    layer([_point(o) for o in points if not _whole(o)], hollow, x=x, y=y)
    return {"$schema": _SCHEMA, "width": 460, "height": 110, "layer": layers}


def values_of(pen: Pen, a: Assessment, points: list[Observation]) -> tuple[float, float]:
    """The ends of the scale: nothing that is drawn lies on an axis, unless no value can be beyond it."""
    drawn = [o.value for o in points if o.value is not None]
    drawn += [] if a.aim is None else [float(a.aim)]
    drawn += [end for f in pen.view.outlooks[a.target.id].chance.fan for end in (f.lo80, f.hi80)]
    least, most = min(drawn), max(drawn)
    free = (most - least) * _FREE
    indicator = pen.indicator(a.target)
    low, high = (indicator.bounds if indicator and indicator.bounds else None) or (0, None)
    within = low is not None and least >= low, high is not None and most <= high
    return (
        max(least - free, float(low or 0)) if within[0] else least - free,
        min(most + free, float(high or 0)) if within[1] else most + free,
    )


def _values(pen: Pen, a: Assessment, points: list[Observation]) -> dict[str, Any]:
    """The axis of values."""
    scale = {"domain": values_of(pen, a, points), "zero": False, "nice": True}
    axis = {"tickCount": 5, "format": "~r"}
    return {"field": "y", "type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _years(first: float, last: float) -> dict[str, Any]:
    """The axis of years, with eight or nine of them written."""
    years = range(int(first), int(last) + 1)
    ticks = [y for y in years if not (y - years[0]) % max(1, len(years) // 8)]
    scale = {"domain": [first - 0.3, last + 0.3], "nice": False}
    axis = {"format": "d", "values": ticks, "grid": False}
    return {"field": "x", "type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _point(o: Observation) -> dict[str, Any]:
    return {"x": _at(o.period), "y": o.value}


def _whole(o: Observation) -> bool:
    """Whether a figure is of a whole year: only these are joined by a line."""
    return o.period is not None and o.period.freq == "A"
