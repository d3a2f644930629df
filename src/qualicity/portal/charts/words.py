"""What a chart writes: numbers, short names of definitions, qualifiers and standings, in both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from decimal import Decimal
from functools import cache

from qualicity.assessment import number
from qualicity.assessment.reasons import difference_unit
from qualicity.errors import Lang, Text
from qualicity.indicators import Observation
from qualicity.plan import Definition, Indicator, Plan

QUALIFIERS = {"approx": "≈", "at_least": "≥", "more_than": ">"}
SAID_QUALIFIERS = {
    "approx": Text("about ", "约"),
    "at_least": Text("at least ", "不少于"),
    "more_than": Text("more than ", "超过"),
}
STANDINGS = {
    "final": Text("final", "最终数"),
    "preliminary": Text("preliminary", "初步数"),
    "estimate": Text("estimate", "预计数"),
    "computed": Text("computed here", "由本系统计算"),
}
UNKNOWN_BODIES = {
    "press": Text("the press", "媒体"),
    "unknown": Text("a body not named", "未具名机构"),
}
_CONDITIONS = {
    "ambient": Text("ambient conditions", "实况"),
    "reference": Text("reference conditions", "标况"),
    "not stated": Text("conditions not stated", "状态未说明"),
}
_AS_PUBLISHED = Text("as published", "已公布")
_OPENING, _CLOSING = "（(“《", "，。）)”、》"
_WIDTHS = ((".,:;'’|il！I·", 0.32), (" ", 0.33), ("mwMW%—→", 0.95), ("0123456789≈≥>≤+−", 0.64))


def numeral(value: Decimal | float) -> Text:
    """The number as every page has it, in both languages: `8,756.3`."""
    said = number(value)
    return Text(said, said)


def valued(figure: Observation) -> Text:
    """The value as a label says it, its qualifier before it: `≈8,600`; empty without a value."""
    if figure.value is None:
        return Text("", "")
    said, mark = numeral(figure.value), QUALIFIERS.get(figure.qualifier or "", "")
    return Text(mark + said.en, mark + said.get("zh"))


def spoken(figure: Observation) -> Text:
    """The value as a sentence says it: `about 8,600`, `约8600`."""
    said, word = numeral(figure.value or 0), SAID_QUALIFIERS.get(figure.qualifier or "", Text("", ""))
    return Text(word.en + said.en, word.get("zh") + said.get("zh"))


def gap(value: Decimal | float, indicator: Indicator) -> Text:
    """A difference with its unit: `1.24 percentage points`."""
    said, unit = numeral(value), difference_unit(indicator)
    return Text(said.en + unit.en, said.get("zh") + unit.get("zh"))


def in_year(figure: Observation) -> Text:
    """The period in words, or that nobody dated the figure."""
    period = figure.period
    return period.title() if period else Text("a period not known", "时期不明")


def authority(plan: Plan, figure: Observation) -> Text:
    """Who says so, in the plan's own bilingual wording where it lists the body."""
    name = figure.authority
    if name is None:
        return STANDINGS["computed"]
    known = next((o.title for o in plan.organisations if o.title.en == name), None)
    return known or UNKNOWN_BODIES.get(name) or Text(name)


def definition_titles(indicator: Indicator, used: Collection[str]) -> dict[str, Text]:
    """A short name for each definition in `used`, by its id: what sets it apart from the indicator's title.

    One without a title of its own is named by its conditions, or as published; where two would then
    have the same name, their ids stand.
    """
    names = {d.id: _short(d, indicator) for d in indicator.definitions if d.id in used}
    said = [n.en for n in names.values()]
    return {k: Text(k, k) if said.count(n.en) > 1 else n for k, n in names.items()}


def _short(definition: Definition, indicator: Indicator) -> Text:
    title = definition.title
    if title is None:
        plain = _AS_PUBLISHED if definition.value is None else Text(definition.id, definition.id)
        return _CONDITIONS.get(definition.basis.get("conditions", ""), plain)
    zh = _apart(title.zh, indicator.title.get("zh")) if title.zh else None
    return Text(_apart(title.en, indicator.title.en), zh)


def _apart(title: str, common: str) -> str:
    """`title` without the indicator's own name before or behind it, where something is left."""
    if title.startswith(common) and title[len(common) :].lstrip()[:1] in tuple(",，:：(（"):
        rest = title[len(common) :].strip(" ,，:：")
        if rest[:1] in ("（", "(") and rest[-1:] in ("）", ")"):
            rest = rest[1:-1]
    else:
        rest = title.removesuffix(common).strip(" ,，")
    return rest or title


def text_width(text: str, size: float) -> float:
    """About how wide a line of text is, in pixels, in a wide sans-serif face (never less than it is)."""
    return size * sum(_width(c) for c in text)


@cache
def _width(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return next((w for chars, w in _WIDTHS if char in chars), 0.7 if char.isupper() else 0.6)


def wrapped(text: str, lang: Lang, size: float, limit: float = 230) -> tuple[str, ...]:
    """`text` in lines of at most about `limit` pixels; Chinese breaks between any two characters."""
    if text_width(text, size) <= limit:
        return (text,)
    pieces = list(text) if lang == "zh" else text.split(" ")
    glue = "" if lang == "zh" else " "
    count = int(text_width(text, size) // limit) + 1
    even = text_width(text, size) / count * 1.08
    lines: list[str] = []
    line = ""
    for piece in pieces:
        longer = f"{line}{glue}{piece}" if line else piece
        full = text_width(longer, size) > even - (2 * size if piece in _OPENING else 0)
        if line and full and len(lines) < count - 1 and piece not in _CLOSING and line[-1] not in _OPENING:
            lines.append(line.strip())
            line = piece
        else:
            line = longer
    return (*lines, line.strip())
