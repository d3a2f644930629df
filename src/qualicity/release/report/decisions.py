"""What only people can settle: figures that are missing, promises without a measure, conflicts, rulings, who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qualicity.assessment import Assessment, PossibleConflict
from qualicity.assessment.reasons import said
from qualicity.assessment.terms import Terms
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import Run, Words, words

_NAMED = 6
"""So many targets are named in one decision for the mayor; the council's report has all."""


def decisions(pen: Pen, most: int = _NAMED) -> tuple[Words, ...]:
    """Each decision as a line: what is asked in bold, and about what. `most` targets are named in one."""
    found = (line for each in (_conflicts, _authorities, _unmeasured, _unfounded, _unofficial, _nobody)
             for line in each(pen, most))  # fmt: skip
    return tuple(found)


def settle(pen: Pen, a: Assessment) -> str:
    """What would let a target be judged that cannot be."""
    if a.target.operator == "judged":
        return pen.say("a ruling, for the promise names no measure", "需要裁定：承诺未给出衡量标准")
    if a.definition is None:
        return pen.say("a ruling on what is counted", "需要就计算口径作出裁定")
    when, indicator = pen.when(a.target.due), pen.indicator(a.target)
    found = indicator.definition(a.definition) if indicator else None
    if found is None or found.title is None:
        return pen.say(f"a figure for {when}", f"需要{when}的数值")
    counted = pen.get(found.title)
    return pen.say(f"a figure for {when}, counted as “{counted}”", f"需要{when}按“{counted}”口径的数值")


def _line(pen: Pen, ask: str, about: list[Words], most: int) -> Iterator[Words]:
    """`Ask: one; two; and 3 more.`"""
    if not about:
        return
    stop, colon = pen.say("; ", "；"), pen.say(": ", "：")
    shown = about if len(about) <= most + 1 else about[:most]
    parts: list[Words | str] = []
    for n, each in enumerate(shown):
        parts += [stop if n else "", each]
    more = len(about) - len(shown)
    end = pen.say(f"; and {more} more.", f"；另有{more}项。") if more else pen.say(".", "。")
    yield words(Run(f"{ask}{colon}", "strong"), *parts, end)


def _asked(pen: Pen, which: Callable[[Assessment], bool]) -> list[Assessment]:
    return [a for a in pen.view.scorecard.assessments if which(a)]


def _conflicts(pen: Pen, most: int) -> Iterator[Words]:
    ask = pen.say("Say which promise holds", "明确以何者为准")
    about = [
        words(f"{pen.get(c.topic)}{pen.say(' (', '（')}{sides(pen, c)}{pen.say(')', '）')}")
        for c in pen.view.cascade.conflicts
    ]
    yield from _line(pen, ask, about, most)


def sides(pen: Pen, conflict: PossibleConflict) -> str:
    """What each side asks for, with its date where it has one."""
    return " / ".join(dict.fromkeys(_asks(pen, s.terms) for s in conflict.sides))


def _asks(pen: Pen, terms: Terms) -> str:
    asks, due = pen.get(terms.asks), terms.due
    return pen.say(f"{asks} by {pen.when(due)}", f"{pen.when(due)}{asks}") if due else asks


def _authorities(pen: Pen, most: int) -> Iterator[Words]:
    ask = pen.say("Say whose figure counts", "明确以哪家数值为准")
    about = []
    for a in _asked(pen, lambda a: bool(a.conflicts)):
        other = [pen.figure(o) for o in a.conflicts[:2]]
        joined: list[Words | str] = [f"{pen.get(a.target.title)}: ", pen.figure(a.figure)]
        for o in other:
            joined += [pen.say(" or ", "，或"), o]
        about.append(words(*joined))
    yield from _line(pen, ask, about, most)


def _unmeasured(pen: Pen, most: int) -> Iterator[Words]:
    ask = pen.say("Rule on promises that name no measure", "对未给出衡量标准的承诺作出裁定")
    found = _asked(pen, lambda a: a.status == "cannot_judge" and a.target.operator == "judged")
    yield from _line(pen, ask, [words(pen.get(a.target.title)) for a in found], most)


def _unfounded(pen: Pen, most: int) -> Iterator[Words]:
    ask = pen.say(
        "Have the figure published, or say that there is none; the target cannot be judged without it",
        "请有关部门公布数值，或说明没有；否则无法判断",
    )
    found = _asked(pen, lambda a: a.status == "cannot_judge" and a.target.operator != "judged")
    about = []
    for a in found:
        when, last = pen.when(a.target.due), a.figure
        missing = words(pen.get(a.target.title), pen.say(f", {when}", f"（{when}）"))
        if last is not None:
            value = pen.get(said(last, pen.indicator(a.target)))
            missing = words(
                missing, pen.say(f" (last: {value}", f"（最近：{value}"), pen.mark(last), pen.say(")", "）")
            )
        about.append(missing)
    yield from _line(pen, ask, about, most)


def _unofficial(pen: Pen, most: int) -> Iterator[Words]:
    ask = pen.say("Confirm or replace rulings that are not official", "确认或替换非官方裁定")
    found = _asked(pen, lambda a: a.ruling is not None and not a.ruling.official)
    about = [
        words(f"{pen.get(a.target.title)}{pen.say(': ', '：')}{pen.get(a.ruling.by)}")
        for a in found
        if a.ruling
    ]
    yield from _line(pen, ask, about, most)


def _nobody(pen: Pen, most: int) -> Iterator[Words]:
    card = pen.view.scorecard.assessments
    n = sum(a.target.lead is None for a in card)
    if n:
        ask = pen.say("Name who answers", "明确责任单位")
        about = pen.say(
            f"no leading organisation is named for {n} of {len(card)} targets",
            f"{len(card)}项目标中，{n}项没有牵头单位",
        )
        yield from _line(pen, ask, [words(about)], most)
