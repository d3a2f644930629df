"""The layers of a chart's Vega-Lite spec, and its two scales: everything that is not data."""

from __future__ import annotations

from datetime import date
from typing import Any

from qualicity.errors import Lang
from qualicity.portal.charts import layout
from qualicity.portal.charts.axis import axis
from qualicity.portal.charts.layout import Frame
from qualicity.portal.charts.points import Drawing
from qualicity.portal.charts.style import ACCENT, BAND, CROSS, FAINT, FAN, FAN_WIDE, INK, RULE, SOFT, TEAL

Spec = dict[str, Any]


def layers(drawing: Drawing, frame: Frame, lang: Lang) -> dict[str, Spec]:
    """The layers from back to front, each named as its data."""
    x = {"field": "at", **_x_scale(drawing, frame, lang)}
    y = {"field": "value", **_y_scale(drawing, frame, lang)}
    return {
        **_ground(x, y),
        **_forecast(x, y),
        **_lines(x, y),
        **_targets(x, y),
        **_points(x, y),
        "labels": _text(x, y),
    }


def _ground(x: Spec, y: Spec) -> dict[str, Spec]:
    whole = {"y": {"value": 0}, "y2": {"value": layout.HEIGHT}}
    return {
        "band": {
            "mark": {"type": "rect", "color": BAND},
            "encoding": {"x": x, "x2": {"field": "end"}, **whole},
        },
        "hairlines": {"mark": {"type": "rule", "color": RULE, "strokeWidth": 1}, "encoding": {"y": y}},
    }


def _forecast(x: Spec, y: Spec) -> dict[str, Spec]:
    """A fan: wide and pale where nearly everything lies, narrower and darker where most does; cut at the frame."""

    def area(colour: str) -> Spec:
        mark = {"type": "area", "color": colour, "clip": True, "line": False, "opacity": 1}
        return {"mark": mark, "encoding": {"x": x, "y": y, "y2": {"field": "high"}}}

    return {
        "wide": area(FAN_WIDE),
        "narrow": area(FAN),
        "centre": {
            "mark": {
                "type": "line",
                "color": TEAL,
                "strokeWidth": 1.2,
                "strokeDash": [1, 3],
                "strokeCap": "round",
            },
            "encoding": {"x": x, "y": y},
        },
    }


def _lines(x: Spec, y: Spec) -> dict[str, Spec]:
    """Lines are apart by definition, and so are the paths of targets."""

    def apart(field: str) -> Spec:
        return {"x": x, "y": y, "detail": {"field": field, "type": "nominal"}}

    return {
        "path": {
            "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.2, "strokeDash": [4, 3]},
            "encoding": apart("target"),
        },
        "lines": {
            "mark": {"type": "line", "strokeWidth": 1.6, "strokeJoin": "round"},
            "encoding": {**apart("definition"), "stroke": _as_is("line")},
        },
    }


def _targets(x: Spec, y: Spec) -> dict[str, Spec]:
    return {
        "spans": {
            "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 1.2},
            "encoding": {"x": x, "y": y, "y2": {"field": "upper"}},
        },
        "targets": {"mark": _point("stroke", 144, ACCENT, 2.6), "encoding": {"x": x, "y": y}},
    }


def _points(x: Spec, y: Spec) -> dict[str, Spec]:
    """Earlier releases behind, other authorities' figures beside, the figures themselves above."""
    plain = {"x": x, "y": y, "tooltip": {"field": "said", "type": "nominal"}}
    symbol = {
        **plain,
        "shape": _as_is("shape"),
        "stroke": _as_is("colour"),
        "fill": _as_is("fill"),
        "size": _as_is("size", "quantitative"),
    }
    return {
        "earlier": {"mark": _point("stroke", 324, FAINT, 1.4), "encoding": plain},
        "parts": {"mark": {"type": "point", "strokeWidth": 1.1, "opacity": 1}, "encoding": symbol},
        "others": {"mark": {**_point(CROSS, 50, INK, 1.3), "xOffset": layout.BESIDE}, "encoding": plain},
        "points": {"mark": {"type": "point", "strokeWidth": 1.6, "opacity": 1}, "encoding": symbol},
    }


def _text(x: Spec, y: Spec) -> Spec:
    given = {"align": "align", "dx": "dx", "dy": "dy", "fontWeight": "weight", "fontSize": "size"}
    return {
        "mark": {
            "type": "text",
            "baseline": "alphabetic",
            "lineHeight": {"expr": f"{layout.LINE_HEIGHT} * datum.size"},
            **{name: {"expr": f"datum.{field}"} for name, field in given.items()},
        },
        "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": _as_is("colour")},
    }


def _point(shape: str, size: int, colour: str, width: float) -> Spec:
    return {
        "type": "point",
        "shape": shape,
        "size": size,
        "stroke": colour,
        "strokeWidth": width,
        "opacity": 1,
    }


def _as_is(field: str, kind: str = "nominal") -> Spec:
    """A field whose values are drawn as they are."""
    return {"field": field, "type": kind, "scale": None}


def _utc(day: date) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def through(drawing: Drawing) -> int:
    """The year that must be among those that the axis names."""
    return drawing.aims[0].due.start.year if drawing.aims else drawing.points[-1].period.start.year


def _x_scale(drawing: Drawing, frame: Frame, lang: Lang) -> Spec:
    """Years across; a year's label stands under its middle, where the year's figure stands."""
    return {
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_utc(frame.first), _utc(frame.last)]},
        "axis": {
            "values": [_utc(date(year, 7, 2)) for year in frame.years(through(drawing))],
            "format": "%Y年" if lang == "zh" else "%Y",
            "title": None,
            **_AXIS,
            "labelPadding": 10,
        },
    }


def _y_scale(drawing: Drawing, frame: Frame, lang: Lang) -> Spec:
    """Values upwards, the unit above the axis."""
    values = axis(drawing.indicator, frame.ticks(), lang)
    return {
        "type": "quantitative",
        "scale": {"domain": [frame.low, frame.high], "zero": False, "nice": False},
        "axis": {
            "values": frame.ticks(),
            "labelExpr": f"format(datum.value / {values.times:.0f}, '{values.form}')",
            "title": values.head or None,
            **_AXIS,
            "labelPadding": 10,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleBaseline": "alphabetic",
            "titleX": 6 - layout.LEFT,
            "titleY": 14 - layout.TOP,
        },
    }


_AXIS: Spec = {
    "grid": False,
    "domain": False,
    "ticks": False,
    "labelColor": SOFT,
    "labelFontSize": 12,
    "labelOverlap": False,
    "titleColor": SOFT,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
}
