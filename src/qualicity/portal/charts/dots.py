"""Areas as a dot plot: a line for each, the best above, its name and its value written beside."""

from __future__ import annotations

import math
from collections.abc import Iterator

from qualicity.errors import Lang, Text
from qualicity.portal.charts.axis import axis
from qualicity.portal.charts.picture import Picture, markup, short, write
from qualicity.portal.charts.ranking import Ranked, Ranking, description, finding, mark, rows
from qualicity.portal.charts.style import ACCENT, HOLLOW, INK, RULE, SOFT
from qualicity.portal.charts.words import text_width, valued

WIDTH = 760
_ROW, _TOP, _EDGE, _RANK = 22, 46, 12, 26
_TICKS = 5


def dot_plot(r: Ranking, lang: Lang) -> Picture:
    """The dot plot of a ranking that has at least two values."""
    drawn = r.valued
    left = _EDGE + _RANK + max(text_width(a.title.get(lang), 13) for a in drawn) + 14
    right = WIDTH - _EDGE - max(text_width(valued(a.figure).get(lang), 13) for a in drawn) - 14
    values = [a.value for a in drawn]
    low, high = min(values), max(values)
    ticks = nice(low, high)

    def x(value: float) -> float:
        lowest, highest = min(low, ticks[0]), max(high, ticks[-1])
        return left + (right - left) * (value - lowest) / (highest - lowest or 1)

    height = _TOP + len(drawn) * _ROW + 10
    parts = [*_axis(r, [(t, x(t)) for t in ticks], height, lang)]
    for n, area in enumerate(drawn):
        parts += _line(area, _TOP + n * _ROW + _ROW / 2, x(area.value), left, right, lang)
    marks = [mark(r, a, x(a.value), _TOP + (n + 0.5) * _ROW) for n, a in enumerate(drawn)]
    title, told = finding(r), description(r)
    glue = "。" if lang == "zh" else ". "
    svg = markup((WIDTH, height), parts, title.get(lang) + glue + told.get(lang), lang)
    return Picture(svg, title, _key(r), told, rows(r), marks=tuple(marks))


def nice(low: float, high: float) -> list[float]:
    """At most so many round values that hold all: 1, 2, 2.5 or 5 times a power of ten apart."""
    if low == high:
        return [low]
    rough = 10.0 ** math.floor(math.log10((high - low) / _TICKS))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = rough * factor
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= _TICKS + 1:
            return [float(f"{n * step:.12g}") for n in range(first, last + 1)]
    return [low, high]


def _axis(r: Ranking, ticks: list[tuple[float, float]], height: float, lang: Lang) -> Iterator[str]:
    path = "".join(f"M{short(x)} {_TOP - 4}V{short(height - 8)}" for _, x in ticks)
    yield f'<path d="{path}" stroke="{RULE}"/>'
    values = axis(r.indicator, [value for value, _ in ticks], lang)
    for value, x in ticks:
        yield write(x, _TOP - 10, values.tick(value), "middle", size=11)
    yield write(_EDGE, 12, values.head, size=11)


def _line(area: Ranked, y: float, x: float, left: float, right: float, lang: Lang) -> Iterator[str]:
    colour, bold = (ACCENT, True) if area.home else (INK, False)
    yield f'<path d="M{short(left)} {short(y)}H{short(right)}" stroke="{RULE}" stroke-dasharray="1 3"/>'
    yield write(_EDGE + _RANK - 10, y + 4, str(area.rank), "end", size=11)
    yield write(_EDGE + _RANK, y + 4, area.title.get(lang), fill=colour, size=13, bold=bold)
    firm = area.figure.status not in ("preliminary", "estimate")
    fill = colour if firm else HOLLOW
    shape = (
        f'<path d="M{short(x)} {short(y - 6.5)}l6.5 6.5 -6.5 6.5 -6.5 -6.5z" fill="{fill}" stroke="{colour}" stroke-width="1.4"/>'
        if area.home
        else f'<circle cx="{short(x)}" cy="{short(y)}" r="4.5" fill="{fill}" stroke="{colour}" stroke-width="1.4"/>'
    )
    yield shape
    yield write(
        x + 11, y + 4, valued(area.figure).get(lang), fill=colour if area.home else SOFT, size=12.5, bold=bold
    )


def _key(r: Ranking) -> Text:
    better = {
        "higher": Text("Best first; higher is better", "由优到劣排列，数值越高越好"),
        "lower": Text("Best first; lower is better", "由优到劣排列，数值越低越好"),
    }.get(r.indicator.better or "", Text("The highest first", "由高到低排列"))
    en, zh = better.en, better.get("zh")
    if r.home and r.home.rank is not None:
        en, zh = f"{en}; the diamond is {r.home.title.en}", f"{zh}；菱形为{r.home.title.get('zh')}"
    if any(a.figure.status in ("preliminary", "estimate") for a in r.valued):
        en, zh = f"{en}; hollow marks are preliminary or estimated", f"{zh}；空心为初步数或预计数"
    return Text(f"{en}.", f"{zh}。")
