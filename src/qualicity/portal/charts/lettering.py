"""What is written on a chart: put over marks that are drawn once for every language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from typing import Any

from qualicity.errors import Lang
from qualicity.portal.charts import layout
from qualicity.portal.charts.axis import axis
from qualicity.portal.charts.layers import Spec, through
from qualicity.portal.charts.layout import Frame
from qualicity.portal.charts.picture import write
from qualicity.portal.charts.points import Drawing
from qualicity.portal.charts.spec import build, frame_of, wordless
from qualicity.portal.charts.svg import render

_HEAD = re.compile(r'aria-label="[^"]*" lang="[^"]*"')
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_HALF = 0.5
"""Vega draws its axes half a pixel off, where lines are sharp."""


def lettered(drawing: Drawing, said: str, lang: Lang) -> tuple[str, Spec]:
    """A drawing as SVG with its texts in a language, and its whole spec; `said` is its text alternative."""
    frame = frame_of(drawing)
    spec = build(drawing, lang, said)
    marks = render(wordless(spec), drawing.view.store.workspace.cache("charts"))
    texts = (*_axes(drawing, frame, lang), *(_label(frame, x) for x in spec["datasets"].get("labels", ())))
    return _over(marks, said, texts, lang), spec


def _over(marks: str, said: str, texts: Iterable[str], lang: Lang) -> str:
    """The marks with texts over them."""
    head = f'aria-label="{escape(said, quote=True)}" lang="{"zh-Hans" if lang == "zh" else "en"}"'
    named = _HEAD.sub(lambda _: head, marks, count=1)
    written = f'<g transform="translate({layout.LEFT},{layout.TOP})" font-size="12">{"".join(texts)}</g>'
    return named.removesuffix("</svg>") + written + "</svg>"


def _axes(drawing: Drawing, frame: Frame, lang: Lang) -> Iterator[str]:
    """The years below, the values at the left, and the unit above them."""
    for year in frame.years(through(drawing)):
        x = frame.x(date(year, 7, 2)) + _HALF
        yield write(x, layout.HEIGHT + 19 + _HALF, f"{year}年" if lang == "zh" else str(year), "middle")
    values = axis(drawing.indicator, frame.ticks(), lang)
    for value in frame.ticks():
        yield write(_HALF - 10, frame.y(value) + 4 + _HALF, values.tick(value), "end")
    if values.head:
        yield write(6 - layout.LEFT + _HALF, 14 - layout.TOP + _HALF, values.head)


def _label(frame: Frame, row: dict[str, Any]) -> str:
    """One label as the spec places it, line below line."""
    x = frame.x(date.fromisoformat(row["at"])) + row["dx"]
    y = frame.y(row["value"]) + row["dy"]
    lines = [row["text"]] if isinstance(row["text"], str) else row["text"]
    size, bold = row["size"], row["weight"] > 500
    return "".join(
        write(
            x,
            y + n * size * layout.LINE_HEIGHT,
            line,
            _ANCHORS[row["align"]],
            fill=row["colour"],
            size=size,
            bold=bold,
        )
        for n, line in enumerate(lines)
    )
