"""What the reports for all audiences have in common: the standing, what changed, what is due, what is decided."""

from __future__ import annotations

from decimal import Decimal

from qualicity.assessment import STATUSES, Assessment, Change, Status, part_words, sentence
from qualicity.assessment.operators import direction, number
from qualicity.assessment.outlook_words import change
from qualicity.assessment.schemes import SCHEMES
from qualicity.errors import Text
from qualicity.plan import parse_period
from qualicity.release.report.differences import HALF_YEAR, Since
from qualicity.release.report.due import Due, due, overdue
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import Block, Bullets, Paragraph, Run, Table, Words, words

WORST_FIRST: tuple[Status, ...] = ("missed", "off_course", "at_risk")
"""What needs attention, the worst first."""


def standing(pen: Pen) -> list[Block]:
    """The headline, and how many targets have which status."""
    tally = pen.view.scorecard.tally()
    counted: list[Words | str] = []
    for status, n in tally.items():
        if n:
            counted += [pen.status(status), f" {n}    "]
    total = len(pen.view.scorecard.assessments)
    of = pen.say(f"All {total} targets: ", f"全部{total}项目标：")
    blocks: list[Block] = [Paragraph(words(pen.get(pen.view.headline)), "lede")]
    if total:
        blocks.append(Paragraph(words(Run(of, "soft"), *counted)))
    if pen.view.natures:
        blocks.append(Paragraph(words(pen.get(pen.view.natures))))
    return blocks


def troubled(pen: Pen) -> list[Assessment]:
    """The targets that are missed, off course or at risk, the worst and least likely first."""
    found = [a for a in pen.view.scorecard.assessments if a.status in WORST_FIRST]

    def rank(a: Assessment) -> tuple[int, float]:
        p = pen.view.outlooks[a.target.id].chance.probability
        return WORST_FIRST.index(a.status), 1.0 if p is None else p

    return sorted(found, key=rank)


def more(pen: Pen, n: int) -> list[Block]:
    """That there are `n` more; nothing where there are none."""
    if n <= 0:
        return []
    what = pen.say(f"{n} more in the full report for the council.", f"另有{n}项，见提交人大的完整报告。")
    return [Paragraph(words(Run(what, "soft")), "small")]


# -- what changed -------------------------------------------------------------------------------------------


def since_title(pen: Pen, found: Since) -> str:
    """`What changed since release 2019-annual (31 December 2019)`."""
    day = pen.on(found.day)
    if found.release:
        return pen.say(
            f"What changed since release {found.release} ({day})",
            f"自发布 {found.release}（{day}）以来的变化",
        )
    return pen.say(f"What changed since {day}", f"自{day}以来的变化")


def changed(pen: Pen, found: Since, most: int | None = None) -> list[Block]:
    """What changed of verdicts and figures: a line each, with what moved it; all of it, or the first `most`."""
    shown = found.changed[:most]
    if not shown:
        nothing = pen.say("No verdict and no figure of a target changed.", "各项目标的结论与数值均无变化。")
        return [Paragraph(words(nothing)), *_since_middle(pen, most)]
    lines = tuple(_change(pen, c, full=most is None) for c in shown)
    n, of = len(found.changed), len(found.changes)
    count = pen.say(
        f"{n} of {of} targets changed in verdict or figure.", f"{of}项目标中，{n}项的结论或数值有变化。"
    )
    return [Paragraph(words(count)), Bullets(lines), *more(pen, n - len(shown))]


def _change(pen: Pen, c: Change, *, full: bool) -> Words:
    title = Run(pen.get(c.target.title), "strong")
    colon, stop = pen.say(": ", "："), pen.say(". ", "。")
    if full:
        return words(title, colon, pen.get(sentence(c)), _marked(pen, c.after.assessment))
    before, after = c.before.status if c.before else None, c.after.status
    turn = words(pen.status(before), " → ", pen.status(after)) if before != after else pen.status(after)
    why = [pen.get(w) for w in (part_words(c, p, amount=False, turned=False) for p in c.moves()) if w]
    figure = c.after.assessment.figure
    return words(
        title, colon, turn, pen.say(", ", "，") if figure else "", pen.figure(figure) if figure else "",
        stop, "".join(f"{_capital(w)}{stop}" for w in why),
    )  # fmt: skip


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _marked(pen: Pen, a: Assessment) -> Words:
    return (pen.mark(a.figure),) if a.figure else ()


def _since_middle(pen: Pen, most: int | None) -> list[Block]:
    """What changed since the middle of the plan, for one that no longer moves."""
    moved = [(a, m) for a in pen.view.scorecard.assessments
             if (m := pen.view.midterm.get(a.target.id)) and m.before != m.after]  # fmt: skip
    if not moved:
        return []
    day = pen.on(moved[0][1].day)
    lead = pen.say(f"Since the middle of the plan, {day}:", f"自方案中期（{day}）以来：")
    alike: dict[tuple[Status | None, Status], list[Assessment]] = {}
    for a, m in moved:
        alike.setdefault((m.before, m.after), []).append(a)
    lines = tuple(_turned(pen, before, after, found, most) for (before, after), found in alike.items())
    return [Paragraph(words(lead), "lead"), Bullets(lines)]


def _turned(
    pen: Pen, before: Status | None, after: Status, found: list[Assessment], most: int | None
) -> Words:
    """`12 targets, not due yet → cannot judge: one; two.`: what went the same way in one line, `most` of it by name."""
    n = len(found)
    shown = found if most is None or n <= most + 1 else found[:most]
    named: list[Words | str] = []
    for a in shown:
        named += [pen.say("; ", "；") if named else "", pen.get(a.target.title), _marked(pen, a)]
    rest = n - len(shown)
    count = Run(pen.say(f"{n} {'target' if n == 1 else 'targets'}, ", f"{n}项，"), "strong")
    turn = words(pen.status(before), " → ", pen.status(after), pen.say(": ", "："))
    end = pen.say(f"; and {rest} more.", f"；另有{rest}项。") if rest else pen.say(".", "。")
    return words(count, turn, *named, end)


# -- what is due --------------------------------------------------------------------------------------------


def due_title(pen: Pen) -> str:
    """The heading over what is late or due."""
    return pen.say("Late, or due in the next half year", "已逾期及未来半年到期事项")


def falling_due(pen: Pen, most: int | None = None) -> list[Block]:
    """What is late, and what falls due in the half year ahead; where nothing does, what is next."""
    until = pen.day + HALF_YEAR
    late, soon = overdue(pen.view), due(pen.view, pen.day, until)
    blocks: list[Block] = []
    if late:
        blocks += [
            Paragraph(words(Run(pen.say("Late:", "已逾期："), "strong")), "lead"),
            *_table(pen, late, most),
        ]
    if soon:
        lead = pen.say(f"Up to {pen.on(until)}:", f"至{pen.on(until)}：")
        return [*blocks, Paragraph(words(lead), "lead"), *_table(pen, soon, most)]
    nothing = pen.say(f"Nothing is due up to {pen.on(until)}.", f"至{pen.on(until)}没有到期事项。")
    return [*blocks, Paragraph(words(f"{nothing}{pen.say(' ', '')}{_next(pen)}"))]


def _next(pen: Pen) -> str:
    ahead = due(pen.view, pen.day, None)
    if ahead:
        first = ahead[0].day
        n = sum(d.day == first for d in ahead)
        return pen.say(
            f"Next is {pen.on(first)}, with {n} {'item' if n == 1 else 'items'}.",
            f"下一个期限为{pen.on(first)}，共{n}项。",
        )
    last = parse_period(pen.view.plan.period.end).last
    end = pen.on(last)
    if last >= pen.day:
        return pen.say(
            f"The plan runs to {end}, and none of its dates lies ahead.",
            f"方案至{end}到期，其间没有其他期限。",
        )
    return pen.say(
        f"The plan ended on {end}, and none of its dates lies ahead.", f"方案已于{end}到期，此后没有期限。"
    )


def _table(pen: Pen, found: tuple[Due, ...], most: int | None) -> list[Block]:
    shown = found[:most]
    rows = tuple(
        (
            words(pen.on(d.day)),
            words(pen.get(d.kind)),
            words(pen.get(d.title)),
            words(pen.organisation(d.lead) or "–"),
        )
        for d in shown
    )
    head = (
        pen.say("Due", "期限"),
        pen.say("What", "类别"),
        pen.say("Title", "名称"),
        pen.say("Who answers", "责任单位"),
    )
    return [Table(head, rows, (1.4, 0.8, 4, 2)), *more(pen, len(found) - len(shown))]


def attention(pen: Pen, most: int | None = None) -> list[Block]:
    """What is missed, off course or at risk: figure, probability and why."""
    found = troubled(pen)
    if not found:
        none = pen.say("No target is missed, off course or at risk.", "没有目标未实现、偏离目标或存在风险。")
        n = pen.view.scorecard.tally()["cannot_judge"]
        unknown = pen.say(
            f" But {n} cannot be judged: see “Decisions needed”.", f"但有{n}项无法判断，见“需要决定的事项”。"
        )
        return [Paragraph(words(none, unknown if n else ""))]
    rows = tuple(
        (words(Run(pen.get(a.target.title), "strong")), pen.status(a.status), pen.figure(a.figure),
         words(pen.promise(a)), words(pen.chance(a)), words(_why(pen, a)))
        for a in found[:most]
    )  # fmt: skip
    head = (
        pen.say("Target", "目标"), STATUS.get(pen.lang), pen.say("Figure", "数值"), pen.say("Promised", "承诺"),
        pen.say("Chance", "概率"), pen.say("Why", "原因"),
    )  # fmt: skip
    return [Table(head, rows, (2.3, 1.1, 1.5, 1.4, 1, 3.1))]


def _why(pen: Pen, a: Assessment) -> str:
    """From where to where it came, and what it takes a year; of a verdict that no scheme gave, its own reason."""
    base, figure, way = a.base, a.figure, direction(a.target, pen.indicator(a.target))
    if a.rule not in SCHEMES or not base or base.value is None or not figure or figure.value is None:
        return pen.get(a.reason)
    first, last = number(base.value), number(figure.value)
    since, until = pen.when(base.period), pen.when(figure.period)
    came = pen.say(
        f"From {first} for {since} to {last} for {until}", f"由{since}的{first}变为{until}的{last}"
    )
    pace = pen.view.outlooks[a.target.id].pace
    if pace.needed and pace.mean is not None:
        so_far, needed = change(pace.mean), change(pace.needed)
        return came + pen.say(
            f": {so_far} a year; from now on {needed} a year is needed.",
            f"：平均每年{so_far}；今后每年需要{needed}。",
        )
    moved = Decimal(str(figure.value)) - base.value
    if way and moved:
        there = way * moved > 0
        how = (
            pen.say("the right way, too slowly", "方向正确但过慢")
            if there
            else pen.say("the wrong way", "方向相反")
        )
        return f"{came}{pen.say(': ', '：')}{how}{pen.say('.', '。')}"
    return pen.get(a.reason)


STATUS = Text("Status", "状态")


def status_word(pen: Pen, status: Status) -> str:
    """A status in one word."""
    return pen.get(STATUSES[status])
