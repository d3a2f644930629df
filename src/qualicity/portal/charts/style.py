"""Colours, shapes and sizes of charts: one accent, everything else ink, grey and teal.

A chart is drawn for paper, so that its file stands anywhere. On a dark screen portal.css gives each of
these colours another one; a colour added here or in a chart needs one there.
"""

from __future__ import annotations

from dataclasses import dataclass

from qualicity.portal.charts.points import Drawing

INK, SOFT, FAINT, RULE = "#1B1E23", "#5B616B", "#7F858E", "#DEDAD1"
ACCENT, TEAL, BAND, HOLLOW = "#B5382A", "#176B76", "#F3F0E9", "#FFFFFF"
FAN, FAN_WIDE = "#CFE3E4", "#E6F0EF"
LINE, TEAL_LINE, SOFT_LINE = "#B9B3A6", "#A3C9CD", "#C9CCD1"

FONT = (
    "Inter, 'Segoe UI', system-ui, -apple-system, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif"
)

CROSS = "M-1,-1L1,1M1,-1L-1,1"
_PUBLISHED = ("diamond", "triangle-up", "triangle-down")
_COMPUTED = ("square", "triangle-right", "triangle-left")


@dataclass(frozen=True, slots=True)
class Look:
    """How a definition's points and line are drawn. Squares are figures computed here."""

    shape: str
    colour: str
    line: str


def looks(drawing: Drawing) -> dict[str, Look]:
    """The look of every series, by definition: the main one in ink, each other one with its own shape."""
    found: dict[str, Look] = {}
    others = 0
    for series in drawing.series:
        if series.main:
            found[series.definition] = Look("square" if series.computed else "circle", INK, LINE)
            continue
        main_is_square = drawing.main is not None and drawing.main.computed
        shapes = _COMPUTED if series.computed and not main_is_square else _PUBLISHED
        taken = {look.shape for look in found.values()}
        shape = next((s for s in (*shapes, *_PUBLISHED, *_COMPUTED) if s not in taken), shapes[0])
        colour, line = ((TEAL, TEAL_LINE), (SOFT, SOFT_LINE))[others % 2]
        found[series.definition] = Look(shape, colour, line)
        others += 1
    return found
