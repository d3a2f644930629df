"""Columns and cells that several tables share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualicity.errors import Text
from qualicity.plan import Plan
from qualicity.plan.units import UNITS
from qualicity.release.exports.shape import Field

SDMX = "http://purl.org/linked-data/sdmx/2009/"
DCTERMS = "http://purl.org/dc/terms/"
_UNSAID = {"count": Text("count", "计数"), "not stated": Text("not stated", "未注明")}


def text(name: str, en: str, zh: str, required: bool = False) -> Field:
    """A column of words or codes."""
    return Field(name, "string", Text(en, zh), required)


def titles() -> Iterator[Field]:
    """The columns of a title in both languages."""
    yield Field("title_en", "string", Text("Title", "名称（英文）"), True, about=DCTERMS + "title")
    yield Field("title_zh", "string", Text("Title in Chinese", "名称"), about=DCTERMS + "title")


def notes() -> Iterator[Field]:
    """The columns of a note in both languages."""
    yield text("note_en", "Note", "备注（英文）")
    yield text("note_zh", "Note in Chinese", "备注")


def both(words: Text | None) -> tuple[str | None, str | None]:
    """The cells of a text in both languages."""
    return (words.en or None, words.zh or None) if words else (None, None)


def number(value: Any) -> float | None:
    """A cell of a number that may be missing."""
    return None if value is None else float(value)


def units(plan: Plan) -> dict[str, Text]:
    """The units that the plan's indicators are in, in words, also those that are not said with a number."""
    known = _UNSAID | {code: words for code, words in (UNITS | plan.units).items() if words.en}
    return {i.unit: known.get(i.unit, Text(i.unit)) for i in plan.indicators}
