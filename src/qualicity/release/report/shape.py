"""What a report is made of, whatever it is written as: headings, paragraphs, lists, tables, pictures, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicity.assessment import Status
from qualicity.errors import Lang, Text

Audience = Literal["council", "mayor", "public"]
AUDIENCES: tuple[Audience, ...] = ("council", "mayor", "public")
TITLES: dict[Audience, Text] = {
    "council": Text("Report to the council", "提交人民代表大会的报告"),
    "mayor": Text("Two pages for the mayor", "市长两页简报"),
    "public": Text("Report to the public", "面向公众的报告"),
}

Style = Literal["", "strong", "soft", "code", "mark"] | Status


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style: a status in its colour, or the `mark` of a receipt, whose text is its number."""

    text: str
    style: Style = ""


Words = tuple[Run, ...]


def words(*parts: str | Run | Words) -> Words:
    """A line of text from pieces, the empty ones left out."""
    found: list[Run] = []
    for part in parts:
        runs = (Run(part),) if isinstance(part, str) else (part,) if isinstance(part, Run) else part
        found.extend(r for r in runs if r.text)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter. Every level but the first stands under the one before."""

    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a `lede` says the main thing in larger letters, a `lead` leads to what follows, a `small` one is a note."""

    words: Words
    tone: Literal["", "lede", "lead", "small"] = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Words, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings; `widths` are shares of the line."""

    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one thing: each a name and its words."""

    items: tuple[tuple[str, Words], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, with what it shows in words and a caption."""

    svg: str
    alt: str
    caption: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts of the figures, in the order of their marks [1], [2] …"""

    items: tuple[str, ...]
    kind: Literal["receipts"] = "receipts"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: Literal["break"] = "break"


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents."""

    title: str
    kind: Literal["contents"] = "contents"


Block = Heading | Paragraph | Bullets | Table | Facts | Picture | Receipts | PageBreak | Contents


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language for one audience, ready to be typeset.

    `over` stands above the title and `under` below it; `state` is on every page: which release it is of, or that it is
    of none. `day` is the only date that a file of it bears.
    """

    lang: Lang
    audience: Audience
    title: str
    over: str
    under: str
    state: str
    author: str
    day: date
    blocks: tuple[Block, ...]
