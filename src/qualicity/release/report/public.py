"""The report for everybody: what was promised, what came of it, what nobody knows, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.assessment import Assessment, Status
from qualicity.plan import inner_quotes
from qualicity.release.report.appendix import method_notes, seal
from qualicity.release.report.decisions import settle
from qualicity.release.report.differences import Since
from qualicity.release.report.drawing import picture
from qualicity.release.report.latest import latest
from qualicity.release.report.parts import changed, since_title, standing, status_word
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import Block, Heading, Paragraph, Receipts, Run, Table, words

_FEW = 20
"""Of no more targets than these each one is told with its picture and reason."""
_CHANGES = 6
_ORDER: tuple[Status, ...] = ("achieved", "on_course", "at_risk", "off_course", "missed", "not_due")


def public(pen: Pen, since: Since) -> tuple[Block, ...]:
    """The blocks of the report for the public."""
    blocks: list[Block] = []
    for part in (_short, _outcome, _unknown):
        blocks.extend(part(pen))
    blocks += latest(pen, _FEW)
    blocks += [Heading(since_title(pen, since)), *changed(pen, since, _CHANGES)]
    blocks += [
        *method_notes(pen),
        Heading(pen.say("Where each figure comes from", "每个数值从何而来")),
        *seal(pen),
        Receipts(pen.receipts()),
    ]
    return tuple(blocks)


def _short(pen: Pen) -> Iterator[Block]:
    plan = pen.view.plan
    yield Heading(pen.say("In short", "概要"))
    yield from standing(pen)
    n = len(pen.view.scorecard.assessments)
    runs = pen.say(
        f"The plan runs from {pen.when(plan.period.start)} to {pen.when(plan.period.end)} and was adopted on "
        f"{pen.on(plan.adopted)}.",
        f"方案期限为{pen.when(plan.period.start)}至{pen.when(plan.period.end)}，于{pen.on(plan.adopted)}通过。",
    )
    takes = pen.say(
        f" This report takes each of its {n} targets and says what came of it, from figures that anybody can check. The "
        "small numbers in brackets lead to where each figure comes from.",
        f"本报告逐一说明其{n}项目标的结果，所用数值人人可以核对。方括号中的编号指向各数值的出处。",
    )
    yield Paragraph(words(runs, takes if n else ""))


def _outcome(pen: Pen) -> Iterator[Block]:
    if not pen.view.scorecard.assessments:
        return
    yield Heading(pen.say("What was promised, and what came of it", "承诺了什么，结果如何"))
    for status in _ORDER:
        found = [a for a in pen.view.scorecard.assessments if a.status == status]
        if not found:
            continue
        yield Heading(f"{status_word(pen, status)}{pen.say(f' ({len(found)})', f'（{len(found)}项）')}", 2)
        if _few(pen):
            yield from (block for a in found for block in _told(pen, a, 3))
            continue
        yield _table(pen, found)
        for shown in filter(None, (picture(pen, a) for a in found)):
            yield shown
            break  # one for each status


def _few(pen: Pen) -> bool:
    return len(pen.view.scorecard.assessments) <= _FEW


def _told(pen: Pen, a: Assessment, level: int) -> Iterator[Block]:
    """One target in a few lines: what was promised, in the plan's own words too, and what came of it."""
    yield Heading(pen.get(a.target.title), level)
    promised = Run(pen.say("Promised: ", "承诺："), "soft")
    clauses = [c.text for c in pen.view.plan.clauses if c.id in a.target.clauses]
    own = (
        pen.say(" In the plan’s words: ", "方案原文：")
        + " ".join(f"“{inner_quotes(pen.get(c))}”" for c in clauses)
        if clauses
        else ""
    )
    yield Paragraph(words(promised, pen.promise(a), pen.say(".", "。"), own), "lead")
    yield Paragraph(
        words(
            pen.status(a.status),
            pen.say(". ", "。"),
            pen.get(a.reason),
            (pen.mark(a.figure),) if a.figure else "",
        )
    )
    drawn = picture(pen, a)
    if drawn:
        yield drawn


def _table(pen: Pen, found: list[Assessment]) -> Table:
    head = (pen.say("Target", "目标"), pen.say("Promised", "承诺"), pen.say("Latest figure", "最近数值"))
    rows = tuple((words(pen.get(a.target.title)), words(pen.promise(a)), pen.figure(a.figure)) for a in found)
    return Table(head, rows, (4, 2.4, 2.4))


def _unknown(pen: Pen) -> Iterator[Block]:
    found = [a for a in pen.view.scorecard.assessments if a.status == "cannot_judge"]
    if not found:
        return
    n = len(found)
    yield Heading(pen.say(f"What nobody can say yet ({n})", f"尚无法判断的（{n}项）"))
    if _few(pen):
        yield from (block for a in found for block in _told(pen, a, 2))
        return
    head = (
        pen.say("Target", "目标"),
        pen.say("Promised", "承诺"),
        pen.say("What is missing", "所缺"),
        pen.say("Latest figure", "最近数值"),
    )
    rows = tuple(
        (words(pen.get(a.target.title)), words(pen.promise(a)), words(settle(pen, a)), pen.figure(a.figure))
        for a in found
    )
    yield Table(head, rows, (2.6, 1.8, 3, 1.8))
