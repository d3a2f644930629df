"""An index as ranked bars, its uncertainty as ranges of ranks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from qualicity.errors import Lang, Text

_SHOWN = 60
_BLUE, _DARK = "#3b6ea5", "#1f2a36"


def ranked_bars(made: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """The index of each unit, best first (Vega-Lite)."""
    top = made["stage"] == "index"
    units, values, ranks = (made[c][top].tolist() for c in ("unit", "value", "rank"))
    rows = [
        {"unit": u, "value": v, "place": n}
        for n, (u, v, r) in enumerate(zip(units, values, ranks, strict=True))
        if not math.isnan(r)  # without those that have no index
    ]
    title = _first(rows, len(rows)) if rows else Text("There is no index to draw", "没有可绘制的指数")
    x = {"field": "value", "type": "quantitative", "title": Text("index", "指数").get(lang)}
    return _chart(
        _cut(title, rows).get(lang),
        rows[:_SHOWN],
        _unit_axis(),
        [{"mark": {"type": "bar", "color": _BLUE}, "encoding": {"x": x}}],
    )


def _first(rows: list[dict[str, Any]], count: int) -> Text:
    unit, value = rows[0]["unit"], rows[0]["value"]
    return Text(f"{unit} is first of {count} with {value:.1f}", f"{unit}以 {value:.1f} 居 {count} 个单位之首")


def ranges_of_ranks(made: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """The rank of each unit with the range that other assumptions give it (Vega-Lite)."""
    names = ("unit", "rank", "rank_p5", "rank_p95", "rank_median")
    found = zip(*(made[c].tolist() for c in names), strict=True)
    rows = [
        {"unit": u, "rank": r, "low": low, "high": high, "median": m, "place": n}
        for n, (u, r, low, high, m) in enumerate(found)
        if u and not math.isnan(r) and not math.isnan(low)
    ]
    widths = sorted(r["high"] - r["low"] for r in rows)
    if not rows:
        title = Text("There are no ranks to draw", "没有可绘制的排名")
    else:
        middle = widths[len(widths) // 2]
        title = Text(
            f"Other assumptions move a unit over {middle:g} place(s) in the middle case",
            f"换用其他假设时，单位排名的变动幅度中位数为 {middle:g} 位",
        )
    told = Text("rank; bar: 5th to 95th percent, tick: median, point: the index as set",
                "排名；横条：5%–95%，竖线：中位数，圆点：设定的指数")  # fmt: skip
    scale = {"domainMin": 1, "nice": False, "zero": False}
    low = {"field": "low", "type": "quantitative", "title": told.get(lang), "scale": scale}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "color": _BLUE, "opacity": 0.45, "height": 8}, "encoding": {"x": low, "x2": {"field": "high"}}},
        {"mark": {"type": "tick", "color": _DARK, "thickness": 2, "size": 12}, "encoding": {"x": _place("median")}},
        {"mark": {"type": "point", "color": _DARK, "filled": True, "size": 30}, "encoding": {"x": _place("rank")}},
    ]  # fmt: skip
    return _chart(_cut(title, rows).get(lang), rows[:_SHOWN], _unit_axis(), layers)


def _cut(title: Text, rows: list[dict[str, Any]]) -> Text:
    """The title, with a word that not all are shown where they are too many for one drawing."""
    if len(rows) <= _SHOWN:
        return title
    return Text(f"{title.en}; the best {_SHOWN} are shown", f"{title.zh}；仅显示前 {_SHOWN} 位")


def _place(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative"}


def _unit_axis() -> dict[str, Any]:
    return {"field": "unit", "type": "nominal", "sort": {"field": "place"}, "title": None}


def _chart(
    title: str, rows: list[dict[str, Any]], y: dict[str, Any], layers: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": title, "anchor": "start"},
        "width": 480,
        "height": {"step": 16},
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": layers,
    }
