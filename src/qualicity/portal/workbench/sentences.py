"""Which sentences of the mayor's two pages would read otherwise: the report, written before and after, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest

from qualicity.assessment import PlanView
from qualicity.errors import Lang
from qualicity.plan import Plan
from qualicity.release.exports import Edition
from qualicity.release.report.content import content
from qualicity.release.report.differences import Base
from qualicity.release.report.shape import Block, Words

_MOST = (20, 16)
"""The lines of the mayor's pages; with more on the first one there are pictures, which say nothing new."""


@dataclass(frozen=True, slots=True)
class MovedSentence:
    """A sentence before and after; "" on the side where it is not. `target` is the one that it names, if any."""

    before: str
    after: str
    target: str | None


def moved(before: PlanView, after: PlanView, since: Base, lang: Lang) -> tuple[MovedSentence, ...]:
    """The sentences that differ, both reports held against the same day or release before."""
    then, now = list(_lines(before, since, lang)), list(_lines(after, since, lang))
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag != "equal":
            pairs = zip_longest(then[a:b], now[c:d], fillvalue="")
            found += [MovedSentence(x, y, _named(after.plan, f"{x} {y}", lang)) for x, y in pairs]
    return tuple(found)


def _lines(view: PlanView, since: Base, lang: Lang) -> Iterator[str]:
    """What the report says up to its receipts."""
    report = content(Edition(view), since.since(view), "mayor", lang, _MOST)
    for block in takewhile(lambda b: b.kind != "receipts", report.blocks):
        yield from filter(None, (line.strip() for line in _said(block)))


def _said(block: Block) -> Iterator[str]:
    if block.kind == "paragraph":
        yield _plain(block.words)
    elif block.kind == "bullets":
        yield from map(_plain, block.items)
    elif block.kind == "table":
        for row in block.rows:
            yield " · ".join(filter(None, map(_plain, row)))
    elif block.kind == "facts":
        for name, words in block.items:
            yield f"{name}: {_plain(words)}"


def _plain(words: Words) -> str:
    """Without the marks of receipts, whose numbers move with every figure before them."""
    return "".join(run.text for run in words if run.style != "mark")


def _named(plan: Plan, line: str, lang: Lang) -> str | None:
    """The first target whose title stands in a line, the longest title first."""
    titles = sorted(((t.title.get(lang), t.id) for t in plan.targets), key=lambda t: -len(t[0]))
    return next((id_ for title, id_ in titles if title in line), None)
