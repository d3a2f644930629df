"""What drawings without a time axis share: a picture in one language, and the pieces of SVG that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from qualicity.errors import Lang, Text
from qualicity.indicators import Observation
from qualicity.portal.charts.style import FONT, SOFT


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a drawing, in its own pixels, with what is to be read there.

    That is a figure, headed by `title` or else by its period, or `title` alone; `more` are lines below it.
    """

    x: float
    y: float
    title: Text | None = None
    figure: Observation | None = None
    more: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in one language: `svg` for the page, `title` with the finding, `key` to the marks, `rows` as a table.

    `file` is the same without links, for a file of its own, where that differs; `marks` are what a reader can point at.
    """

    svg: str
    title: Text
    key: Text
    description: Text
    rows: list[dict[str, Any]]
    file: str = ""
    marks: tuple[Mark, ...] = ()


def markup(
    size: tuple[float, float], parts: Sequence[str], said: str, lang: Lang, *, links: bool = False
) -> str:
    """SVG of the parts; with `links` in it, it is a group of them and not an image."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(size[0])} {short(size[1])}" class="plot" '
        f'role="{"group" if links else "img"}" aria-label="{escape(said, quote=True)}" '
        f'lang="{"zh-Hans" if lang == "zh" else "en"}" font-family="{FONT}" font-variant="tabular-nums" '
        f'font-size="12" fill="none">{"".join(parts)}</svg>'
    )


def write(
    x: float | Sequence[float],
    y: float,
    words: str,
    anchor: str = "start",
    *,
    fill: str = SOFT,
    size: float = 12,
    bold: bool = False,
) -> str:
    """A text; with several `x` each of its characters has one of its own."""
    at = short(x) if isinstance(x, int | float) else " ".join(short(v) for v in x)
    more = f' text-anchor="{anchor}"' if anchor != "start" else ""
    more += f' font-size="{short(size)}"' if size != 12 else ""
    more += ' font-weight="600"' if bold else ""
    return f'<text x="{at}" y="{short(y)}" fill="{fill}"{more}>{escape(words)}</text>'


def short(pixels: float) -> str:
    """A length with one decimal at most."""
    return f"{pixels:.1f}".removesuffix(".0")
