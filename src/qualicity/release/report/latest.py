"""Of a plan without targets: the newest figure of each indicator, for there is no verdict to report."""

from __future__ import annotations

from datetime import date

from qualicity.indicators import Observation
from qualicity.plan import Indicator
from qualicity.release.report.parts import more
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import Block, Heading, Paragraph, Table, Words, words


def latest(pen: Pen, most: int | None = None) -> list[Block]:
    """The newest figure for the plan's place beside the one before it, of each indicator or of the first `most`."""
    if pen.view.scorecard.assessments:
        return []
    indicators = pen.view.plan.indicators
    found = [(i, told) for i in indicators if (told := _newest(pen, i))]
    n, of = len(found), len(indicators)
    lead = pen.say(
        f"The plan states no targets, so nothing is judged. {n} of its {of} indicators have a figure for the whole place.",
        f"方案没有提出目标，因此没有结论。{of}项指标中，{n}项有整个地区的数值。",
    )
    blocks: list[Block] = [
        Heading(pen.say("The newest figures", "最新数值")),
        Paragraph(words(lead)),
    ]
    if not found:
        return blocks
    head = (pen.say("Indicator", "指标"), pen.say("Newest", "最新"), pen.say("Before", "此前"))
    rows = tuple(_row(pen, i, told) for i, told in found[:most])
    return [*blocks, Table(head, rows, (4, 2.4, 2.4)), *more(pen, n - len(rows))]


def _row(pen: Pen, indicator: Indicator, told: list[Observation]) -> tuple[Words, ...]:
    return (
        words(pen.get(indicator.title)),
        *(pen.figure(o) for o in told[:2]),
        *[words("–")] * (2 - len(told[:2])),
    )


def _newest(pen: Pen, indicator: Indicator) -> list[Observation]:
    """Figures for the plan’s place, counted as the newest is, of periods as long and by the same authority; it is the first."""
    listed = [
        o
        for o in pen.view.figures.of(indicator.id, current=True)
        if o.area == pen.view.plan.place.code and o.period and (o.value is not None or o.grade)
    ]
    listed.sort(key=_end, reverse=True)
    if not listed:
        return []
    return [o for o in listed if _kind(o) == _kind(listed[0])]


def _end(o: Observation) -> date:
    return o.period.end if o.period else date.min


def _kind(o: Observation) -> tuple[object, ...]:
    return o.definition, o.authority, o.period.freq if o.period else None
