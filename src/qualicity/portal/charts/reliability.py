"""The reliability diagram: how often what was said to be likely came. On the diagonal it came as often as it was said."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import sqrt

from qualicity.errors import Lang, Text
from qualicity.portal.charts.picture import Mark, Picture
from qualicity.portal.charts.style import ACCENT, FONT, HOLLOW, INK, LINE, RULE, SOFT

Bin = tuple[float, float, int]
"""Mean probability said, the share that came, and how many."""

_SIDE, _LEFT, _TOP, _RIGHT, _BOTTOM = 320, 64, 14, 26, 50
WIDTH, HEIGHT = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM
_SAID = Text("probability that was said", "给出的概率")
_CAME = Text("share that came", "实际发生的比例")


def reliability(bins: Sequence[Bin], lang: Lang, *, standing_alone: bool = False) -> str:
    """Inline SVG of the bins; a larger point stands for more cases. `standing_alone`: with size and ground of its own."""
    most = max((n for *_, n in bins), default=1)
    points = [(_x(said), _y(came), 3.5 + 5.5 * sqrt(n / most)) for said, came, n in bins]
    line = " ".join(f"{_number(x)},{_number(y)}" for x, y, _ in points)
    parts = [
        *(_grid(tenth / 5) for tenth in range(6)),
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="{ACCENT}" stroke-dasharray="4 3"/>',
        f'<polyline points="{line}" stroke="{LINE}" stroke-width="1.4"/>' if len(points) > 1 else "",
        *(
            f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(r)}" fill="{INK}" stroke="{HOLLOW}"/>'
            for x, y, r in points
        ),
        _text(_LEFT + _SIDE / 2, HEIGHT - 10, _SAID.get(lang), "middle"),
        f'<g transform="translate(16 {_TOP + _SIDE / 2}) rotate(-90)">{_text(0, 0, _CAME.get(lang), "middle")}</g>',
    ]
    size = f' width="{WIDTH}" height="{HEIGHT}"' if standing_alone else ""
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{HOLLOW}"/>' if standing_alone else ""
    label = escape(description(bins).get(lang), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {WIDTH} {HEIGHT}"{size} role="img" '
        f'aria-label="{label}" lang="{"zh-Hans" if lang == "zh" else "en"}" font-family="{FONT}" font-size="12" '
        f'fill="none">{ground}{"".join(parts)}</svg>'
    )


def finding(said: float, came: float) -> Text:
    """The sentence above: what was said on average, and what came."""
    return Text(
        f"On average {said:.0%} was said, and {came:.0%} came", f"平均给出{said:.0%}，实际发生{came:.0%}"
    )


def picture(bins: Sequence[Bin], average: tuple[float, float], lang: Lang) -> Picture:
    """The diagram with its words and its table."""
    key = Text(
        "On the dashed line it came as often as it was said; a larger point stands for more.",
        "虚线上，发生的比例与给出的概率一致；点越大，例数越多。",
    )
    table = [{"said": said, "came": came, "n": n} for said, came, n in bins]
    marks = tuple(Mark(_x(said), _y(came), *_in_words(said, came, n)) for said, came, n in bins)
    return Picture(reliability(bins, lang), finding(*average), key, description(bins), table, marks=marks)


def _in_words(said: float, came: float, n: int) -> tuple[Text, None, tuple[Text, ...]]:
    title = Text(f"Said {said:.0%}, came {came:.0%}", f"给出{said:.0%}，实际{came:.0%}")
    return title, None, (Text("1 case" if n == 1 else f"{n:,} cases", f"{n:,}例"),)


def description(bins: Sequence[Bin]) -> Text:
    """The diagram in words: each bin with what was said, what came and of how many."""
    en = "; ".join(f"said {said:.0%}, came {came:.0%} of {n:,}" for said, came, n in bins)
    zh = "；".join(f"给出{said:.0%}，实际{came:.0%}（{n:,}例）" for said, came, n in bins)
    return Text(f"Reliability diagram. {en}.", f"可靠性图。{zh}。")


def _grid(share: float) -> str:
    x, y = _number(_x(share)), _number(_y(share))
    across = f'<path d="M{_LEFT} {y}H{_LEFT + _SIDE}M{x} {_TOP}V{_TOP + _SIDE}" stroke="{RULE}"/>'
    below = _text(_x(share), _TOP + _SIDE + 18, f"{share:.0%}", "middle")
    return across + below + _text(_LEFT - 8, _y(share) + 4, f"{share:.0%}", "end")


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}" fill="{SOFT}">{escape(words)}</text>'
    )


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)


def _number(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")
