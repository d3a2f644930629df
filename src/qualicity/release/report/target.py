"""One target in the council's report: what was promised, where it stands and why, how likely, and who answers."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.assessment import Assessment, Status, disagreement, outlook_words
from qualicity.release.report.drawing import picture
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import Block, Facts, Heading, Words, words

_OPEN: tuple[Status, ...] = ("on_course", "at_risk", "off_course", "not_due")
"""Only of these can anybody still say how likely and how fast."""


def target(pen: Pen, a: Assessment) -> list[Block]:
    """The section on one target."""
    drawn = picture(pen, a)
    facts = Facts(tuple((name, said) for name, said in _facts(pen, a) if said))
    section: list[Block] = [Heading(pen.get(a.target.title), 3), facts]
    return [*section, *([drawn] if drawn else [])]


def _facts(pen: Pen, a: Assessment) -> Iterator[tuple[str, Words]]:
    t, beside = a.target, pen.view.outlooks[a.target.id]
    indicator = pen.indicator(t)
    yield pen.say("Verdict", "结论"), pen.status(a.status)
    yield pen.say("Promise", "承诺"), words(pen.promise(a))
    yield pen.say("Figure", "数值"), pen.figure(a.figure)
    yield pen.say("Why", "原因"), words(pen.get(a.reason))
    if a.ruling:
        yield pen.say("Ruling", "裁定"), words(_ruling(pen, a))
    if beside.schemes and indicator and a.status in _OPEN:
        yield pen.say("Chance", "概率"), words(pen.get(outlook_words.chance(beside.chance, t)))
        yield pen.say("Pace", "速度"), words(pen.get(outlook_words.pace(beside.pace, indicator)))
        yield (
            pen.say("One year decides?", "是否取决于一年"),
            words(pen.get(outlook_words.fragility(beside.fragility))),
        )
    apart = disagreement(beside.schemes)
    if apart:
        yield pen.say("Other schemes", "其他评价方法"), words(pen.get(apart))
    for name, parts in (
        (pen.say("Steps", "年度节点"), pen.view.steps),
        (pen.say("By area", "分解到地区"), pen.view.shares),
    ):
        yield name, _parts(pen, parts.get(t.id, ()))
    for o in a.conflicts:
        yield pen.say("Another figure", "另一数值"), pen.figure(o)
    for r in t.restated:
        said = pen.say(f"On {r.known}: {pen.get(r.reason)}", f"{r.known}：{pen.get(r.reason)}")
        yield pen.say("Restated", "调整"), words(said)
    yield pen.say("Who answers", "责任单位"), words(_who(pen, a))


def _ruling(pen: Pen, a: Assessment) -> str:
    r = a.ruling
    if r is None:
        return ""
    by, why = pen.get(r.by), pen.get(r.reason)
    return pen.say(f"{by}, {r.date}: {why}", f"{by}，{r.date}：{why}")


def _parts(pen: Pen, found: tuple[Assessment, ...]) -> Words:
    """Steps or shares, each with its verdict."""
    joined: list[Words | str] = []
    for a in found:
        joined += [pen.say("; ", "；") if joined else "", f"{_part(pen, a)} ", pen.status(a.status)]
        if a.figure:
            joined += [pen.say(", ", "，"), pen.figure(a.figure)]
    return words(*joined)


def _part(pen: Pen, a: Assessment) -> str:
    return pen.promise(a) if a.target.area is None else f"{a.target.area}: {pen.promise(a)}"


def _who(pen: Pen, a: Assessment) -> str:
    t = a.target
    if t.lead is None:
        return pen.say("not named by the plan", "方案未指明")
    others = [pen.organisation(o) for o in t.supporting]
    with_ = pen.say(" with ", "，配合单位：")
    return pen.organisation(t.lead) + (f"{with_}{pen.say(', ', '、').join(others)}" if others else "")
