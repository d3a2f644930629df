"""A drawing in one language as a Vega-Lite spec: data inline, sizes fixed, nothing left to a theme."""

from __future__ import annotations

from datetime import date
from typing import Any

from qualicity.errors import Lang
from qualicity.portal.charts import layout
from qualicity.portal.charts.labels import labels
from qualicity.portal.charts.layers import Spec, layers
from qualicity.portal.charts.layout import Frame, Label
from qualicity.portal.charts.points import Drawing, Point, mid_year
from qualicity.portal.charts.style import (
    FAINT,
    FONT,
    HOLLOW,
    Look,
    looks,
)
from qualicity.portal.charts.words import in_year, valued

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Rows = list[dict[str, Any]]


def frame_of(drawing: Drawing) -> Frame:
    """The scales that hold every point, target and path of a drawing, and the plan's whole period."""
    days = [p.at for p in drawing.points] + [a.at for a in drawing.aims]
    values = [p.value for p in drawing.points] + [a.value for a in drawing.aims]
    values += [a.upper for a in drawing.aims if a.upper is not None]
    for aim in drawing.aims:
        if aim.start:
            days.append(aim.start[0])
            values.append(aim.start[1])
    if drawing.aims:
        days += [drawing.band.start, drawing.band.last]
    if drawing.fan:
        days += [mid_year(y.year) for y in drawing.fan.years]
        values += [v for y in drawing.fan.years for v in (y.lo80, y.hi80)]
    low, high = drawing.indicator.bounds or (None, None)
    due = max((a.at for a in drawing.aims), default=None)
    return layout.frame(
        days, values, (None if low is None else float(low), None if high is None else float(high)), due
    )


def build(drawing: Drawing, lang: Lang, description: str) -> Spec:
    """The Vega-Lite spec of a chart; `description` is its text alternative in the same language."""
    frame = frame_of(drawing)
    data = _marks(drawing, frame, lang)
    data["labels"] = [_label(label) for label in labels(drawing, frame, lang)]
    return {
        "$schema": SCHEMA,
        "description": description,
        "usermeta": {"lang": "zh-Hans" if lang == "zh" else "en"},
        "width": layout.WIDTH,
        "height": layout.HEIGHT,
        "autosize": {"type": "none"},
        "padding": {"left": layout.LEFT, "top": layout.TOP, "right": layout.RIGHT, "bottom": layout.BOTTOM},
        "background": None,
        "config": {"view": {"stroke": None}, "font": FONT},
        "datasets": {name: rows for name, rows in data.items() if rows},
        "layer": [
            {"data": {"name": name}, **layer}
            for name, layer in layers(drawing, frame, lang).items()
            if data.get(name)
        ],
    }


def wordless(spec: Spec) -> Spec:
    """The spec without anything that is read: the same in every language.

    Vega measures each text that it draws, which takes ten times as long as all the marks.
    """

    def bare(layer: Spec) -> Spec:
        encoding = {
            k: {**v, "axis": None} if "axis" in v else v
            for k, v in layer["encoding"].items()
            if k != "tooltip"
        }
        return {**layer, "encoding": encoding}

    datasets = {
        name: [{k: v for k, v in row.items() if k != "said"} for row in rows]
        for name, rows in spec["datasets"].items()
        if name != "labels"
    }
    layers = [bare(x) for x in spec["layer"] if x["data"]["name"] != "labels"]
    said = ("description", "usermeta")
    return {k: v for k, v in spec.items() if k not in said} | {"datasets": datasets, "layer": layers}


def _marks(drawing: Drawing, frame: Frame, lang: Lang) -> dict[str, Rows]:
    """The data of every layer but the labels. Only `lines` is joined, and each line has one definition."""
    styles = looks(drawing)
    data: dict[str, Rows] = {
        name: [] for name in ("band", "path", "lines", "earlier", "parts", "others", "points")
    }
    data["hairlines"] = [{"value": v} for v in frame.ticks()]
    if drawing.aims:
        band = drawing.band
        data["band"] = [{"at": _day(max(band.start, frame.first)), "end": _day(min(band.end, frame.last))}]
    data["wide"], data["narrow"], data["centre"] = _forecast(drawing)
    for series in reversed(drawing.series):  # the main one last, above the others
        look = styles[series.definition]
        if len(series.whole) > 1:
            data["lines"] += [
                {"at": _day(p.at), "value": p.value, "definition": series.definition, "line": look.line}
                for p in series.whole
            ]
        for point in series.points:
            layer = _LAYERS[point.role]
            faint = (
                point.role == "part" and series.main and bool(data["lines"] or data["points"] or series.whole)
            )
            data[layer].append(_point(point, look, lang, FAINT if faint else look.colour))
    return data | _targets(drawing)


def _forecast(drawing: Drawing) -> tuple[Rows, Rows, Rows]:
    """The 95 % and the 80 % interval and the centre of the forecast, all from the last figure on."""
    if drawing.fan is None:
        return [], [], []
    day, value = drawing.fan.start
    start = {"at": _day(day), "value": value, "high": value}
    years = [(_day(mid_year(y.year)), y) for y in drawing.fan.years]
    return (
        [start, *({"at": at, "value": y.lo95, "high": y.hi95} for at, y in years)],
        [start, *({"at": at, "value": y.lo80, "high": y.hi80} for at, y in years)],
        [start, *({"at": at, "value": y.mean} for at, y in years)],
    )


_LAYERS = {"whole": "points", "longer": "points", "part": "parts", "earlier": "earlier", "other": "others"}


def _targets(drawing: Drawing) -> dict[str, Rows]:
    path: Rows = []
    for aim in drawing.aims:
        if aim.start:
            ends = ((aim.start[0], aim.start[1]), (aim.at, aim.value))
            path += [{"at": _day(day), "value": value, "target": aim.target.id} for day, value in ends]
    return {
        "path": path,
        "spans": [
            {"at": _day(a.at), "value": a.value, "upper": a.upper}
            for a in drawing.aims
            if a.upper is not None
        ],
        "targets": [
            {"at": _day(a.at), "value": value, "target": a.target.id}
            for a in drawing.aims
            for value in (a.value, a.upper)
            if value is not None
        ],
    }


def _point(point: Point, look: Look, lang: Lang, colour: str) -> dict[str, Any]:
    size = 16 if point.role == "part" else 54
    return {
        "at": _day(point.at),
        "value": point.value,
        "definition": point.figure.definition,
        "period": point.period.text,
        "authority": point.figure.authority,
        "status": point.figure.status,
        "shape": look.shape,
        "colour": colour,
        "fill": colour if point.firm else HOLLOW,
        "size": size * {"diamond": 1.25, "square": 0.9}.get(look.shape, 1),
        "said": f"{in_year(point.figure).get(lang)}: {valued(point.figure).get(lang)}",
    }


def _label(label: Label) -> dict[str, Any]:
    wish = label.wish
    return {
        "at": _day(label.day),
        "value": label.value,
        "text": wish.lines[0] if len(wish.lines) == 1 else list(wish.lines),
        "dx": label.dx,
        "dy": label.dy,
        "align": label.align,
        "colour": wish.colour,
        "weight": wish.weight,
        "size": wish.size,
        "kind": wish.kind,
    }


def _day(day: date) -> str:
    return day.isoformat()
