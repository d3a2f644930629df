"""Two pages for the mayor: what changed and what is at risk; what is due and what only people can decide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from qualicity.release.report.appendix import seal
from qualicity.release.report.decisions import decisions
from qualicity.release.report.differences import Since
from qualicity.release.report.drawing import picture
from qualicity.release.report.latest import latest
from qualicity.release.report.parts import (
    STATUS,
    WORST_FIRST,
    attention,
    changed,
    due_title,
    falling_due,
    more,
    since_title,
    standing,
    troubled,
)
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import (
    Block,
    Bullets,
    Heading,
    PageBreak,
    Paragraph,
    Receipts,
    Table,
    words,
)

MOST = (22, 16)
"""So many lines of each kind at most on the first and on the second page; fewer where they would not fit."""
_LINES = 20
"""With room for more lines than these, the first page has a picture for each of the lines more."""


def mayor(pen: Pen, since: Since, most: tuple[int, int] = MOST) -> tuple[Block, ...]:
    """The blocks; the second page begins after the page break."""
    return (*_today(pen, since, most[0]), PageBreak(), *_ahead(pen, *most), *_receipts(pen))


def _today(pen: Pen, since: Since, most: int) -> Iterator[Block]:
    yield from standing(pen)
    yield Heading(since_title(pen, since))
    yield from changed(pen, since, max(1, most // 2))
    if not pen.view.scorecard.assessments:
        yield from latest(pen, most)
        return
    yield Heading(pen.say("At risk, off course or missed, and why", "存在风险、偏离目标或未实现的目标及原因"))
    yield from attention(pen, most)
    shown = min(most, len(troubled(pen)))
    if shown < most:
        yield from _others(pen, most - shown)
    drawn = filter(None, (picture(pen, a) for a in (troubled(pen) or pen.view.scorecard.assessments)))
    yield from islice(drawn, max(0, most - _LINES))


def _others(pen: Pen, most: int) -> Iterator[Block]:
    """The targets that need no attention, or of which nobody can say."""
    found = [a for a in pen.view.scorecard.assessments if a.status not in WORST_FIRST]
    if not found:
        return
    rows = tuple(
        (words(pen.get(a.target.title)), pen.status(a.status), pen.figure(a.figure), words(pen.promise(a)))
        for a in found[:most]
    )
    head = (
        pen.say("Target", "目标"),
        pen.get(STATUS),
        pen.say("Figure", "数值"),
        pen.say("Promised", "承诺"),
    )
    others = pen.say("The other targets", "其他目标") if troubled(pen) else pen.say("The targets", "各项目标")
    yield Heading(others)
    yield Table(head, rows, (3.5, 1.4, 2.2, 2.3))
    yield from more(pen, len(found) - len(rows))


def _rest(pen: Pen, shown: int, most: int) -> Iterator[Block]:
    """The targets that need attention and found no room on the first page, in short."""
    found = troubled(pen)[shown:]
    if not found:
        return
    head = (
        pen.say("Target", "目标"),
        pen.get(STATUS),
        pen.say("Figure", "数值"),
        pen.say("Promised", "承诺"),
        pen.say("Chance", "概率"),
    )
    rows = tuple(
        (
            words(pen.get(a.target.title)),
            pen.status(a.status),
            pen.figure(a.figure),
            words(pen.promise(a)),
            words(pen.chance(a)),
        )
        for a in found[:most]
    )
    yield Heading(pen.say("Also at risk or off course", "其他存在风险或偏离的目标"))
    yield Table(head, rows, (4, 1.4, 2, 2, 1))
    yield from more(pen, len(found) - len(rows))


def _ahead(pen: Pen, shown: int, most: int) -> Iterator[Block]:
    yield from _rest(pen, shown, most)
    yield Heading(due_title(pen))
    yield from falling_due(pen, most)
    decided = decisions(pen, max(2, most))
    yield Heading(pen.say("Decisions needed", "需要决定的事项"))
    yield Bullets(decided) if decided else Paragraph(words(pen.say("None is needed now.", "目前没有。")))


def _receipts(pen: Pen) -> Iterator[Block]:
    yield Heading(pen.say("Receipts", "数据凭据"))
    yield Receipts(pen.receipts())
    yield from seal(pen)
