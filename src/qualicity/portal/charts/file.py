"""A chart as a file of its own: with its title, its key and where it comes from, on white."""

from __future__ import annotations

import re
from html import escape

from qualicity.errors import Lang
from qualicity.portal.charts.picture import short, write
from qualicity.portal.charts.style import FONT, HOLLOW, INK, SOFT
from qualicity.portal.charts.words import wrapped

_HEAD = re.compile(r"<svg [^>]*>")
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_LABEL = re.compile(r'aria-label="([^"]*)"')
_EDGE = 16
_LEAST = 560


def standing_alone(svg: str, title: str, key: str, source: str, lang: Lang) -> str:
    """A chart's SVG with what the page says around it; `source` is written below.

    Returns: SVG with a size, without links, fit for an `img` on any page.
    """
    head, box = _read(svg)
    wide, high = float(box[1]), float(box[2])
    room = _room(box)
    parts, y = [], 0.0
    for words, size, fill, bold in ((title, 18.0, INK, True), (key, 12.5, SOFT, False)):
        for line in wrapped(words, lang, size, room) if words else ():
            y += size * 1.4
            parts.append(write(_EDGE, _EDGE + y - size * 0.3, line, fill=fill, size=size, bold=bold))
    top = _EDGE + y + 10
    parts.append(
        f'<svg x="{_EDGE}" y="{short(top)}" width="{short(wide)}" height="{short(high)}" viewBox="0 0 {box[1]} {box[2]}" '
        f'font-size="12">{svg[head.end() :]}'
    )
    y = top + high + 6
    for line in wrapped(source, lang, 11, room):
        y += 15
        parts.append(write(_EDGE, y, line, size=11))
    width, height = short(room + 2 * _EDGE), short(y + _EDGE)
    label = _LABEL.search(head[0])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{label[1] if label else escape(title, quote=True)}" '
        f'lang="{"zh-Hans" if lang == "zh" else "en"}" font-family="{FONT}" font-variant="tabular-nums" fill="none">'
        f'<rect width="{width}" height="{height}" fill="{HOLLOW}"/>{"".join(parts)}</svg>'
    )


def width_of(svg: str) -> int:
    """How wide that file is, in pixels."""
    return round(_room(_read(svg)[1]) + 2 * _EDGE)


def _read(svg: str) -> tuple[re.Match[str], re.Match[str]]:
    head = _HEAD.match(svg)
    box = _BOX.search(head[0]) if head else None
    if head is None or box is None:
        raise ValueError("no SVG with a viewBox")
    return head, box


def _room(box: re.Match[str]) -> float:
    return max(float(box[1]), _LEAST)
