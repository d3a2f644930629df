"""The full report for the council: every target, task and programme, what changed, and the appendix."""

from __future__ import annotations

from collections.abc import Iterator

from qualicity.assessment import COLOUR_WORDS, LIGHTS, QUOTA_STATUSES, ActionState, Assessment, Summary
from qualicity.release.report.appendix import appendix
from qualicity.release.report.decisions import decisions, settle, sides
from qualicity.release.report.differences import Since
from qualicity.release.report.latest import latest
from qualicity.release.report.parts import (
    STATUS,
    changed,
    due_title,
    falling_due,
    since_title,
    standing,
    troubled,
)
from qualicity.release.report.pen import Pen
from qualicity.release.report.shape import (
    Block,
    Bullets,
    Contents,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    Words,
    words,
)
from qualicity.release.report.target import target

_WORST = 12
"""So many of those that need attention are named before all are told."""


def council(pen: Pen, since: Since) -> tuple[Block, ...]:
    """The blocks of the full report."""
    blocks: list[Block] = [Contents(pen.say("Contents", "目录")), PageBreak()]
    blocks += [*_summary(pen), Heading(since_title(pen, since)), *changed(pen, since)]
    if pen.view.scorecard.assessments:
        blocks.extend(_targets(pen))
    blocks += latest(pen)
    for part in (_tasks, _ahead, appendix):
        blocks.extend(part(pen))
    return tuple(blocks)


def _summary(pen: Pen) -> Iterator[Block]:
    yield Heading(pen.say("Summary", "概要"))
    yield from standing(pen)
    if not pen.view.scorecard.assessments:
        return
    rows = tuple(
        (words(pen.get(a.target.title)), pen.status(a.status), pen.figure(a.figure), words(pen.promise(a)), words(pen.chance(a)))
        for a in pen.view.scorecard.assessments
    )  # fmt: skip
    head = (
        pen.say("Target", "目标"),
        pen.get(STATUS),
        pen.say("Figure", "数值"),
        pen.say("Promised", "承诺"),
        pen.say("Chance", "概率"),
    )
    yield Heading(pen.say("All targets", "全部目标"), 2)
    yield Table(head, rows, (3, 1.4, 2, 2, 0.9))
    yield Heading(pen.say("Goals and missions", "目标领域与任务"), 2)
    summaries = pen.view.summaries
    yield _goals(pen, (*summaries.goals, *summaries.missions, summaries.plan))


def _goals(pen: Pen, found: tuple[Summary, ...]) -> Table:
    rows = tuple(
        (
            words(pen.get(s.title)),
            words(pen.get(s.shown)),
            words(f"{len(s.judged)}/{len(s.members)}"),
            words(pen.get(s.arithmetic) or "–"),
        )
        for s in found
        if s.members
    )
    head = (
        pen.say("Goal or mission", "领域或任务"),
        pen.get(STATUS),
        pen.say("Judged", "已判断"),
        pen.say("How", "算法"),
    )
    return Table(head, rows, (3, 1.4, 0.9, 4))


def _targets(pen: Pen) -> Iterator[Block]:
    yield Heading(pen.say("Target by target", "逐项目标"))
    worst = troubled(pen)
    if worst:
        lead = pen.say(
            "Missed, off course or at risk, the worst first:", "未实现、偏离目标或存在风险，最差者在前："
        )
        yield Paragraph(words(Run(lead, "strong")), "lead")
        yield Bullets(tuple(_in_short(pen, a) for a in worst[:_WORST]))
        if len(worst) > _WORST:
            n = len(worst) - _WORST
            yield Paragraph(
                words(pen.say(f"{n} more under their goals below.", f"另有{n}项，见下文各领域。")), "small"
            )
    for goal in pen.view.plan.goals:
        under = [a for a in pen.view.scorecard.assessments if a.target.goal == goal.id]
        if under:
            yield Heading(pen.get(goal.title), 2)
        for a in under:
            yield from target(pen, a)


def _in_short(pen: Pen, a: Assessment) -> Words:
    figure = (pen.say(", ", "，"), pen.figure(a.figure)) if a.figure else ()
    return words(pen.get(a.target.title), pen.say(": ", "："), pen.status(a.status), *figure)


def _tasks(pen: Pen) -> Iterator[Block]:
    board, programmes = pen.view.board, pen.view.programmes
    if not board.actions and not programmes:
        return
    yield Heading(pen.say("Missions, actions and programmes", "任务、行动与专项工程"))
    if board.actions:
        counted = [f"{pen.get(LIGHTS[light])} {n}" for light, n in board.tally().items() if n]
        yield Paragraph(
            words(
                pen.say(f"{len(board.actions)} actions: ", f"共{len(board.actions)}项行动："),
                pen.listed(counted),
            )
        )
    if board.actions and not board.reporting:
        yield Paragraph(
            words(pen.say("No reports on this plan's tasks are held here.", "此处没有该方案行动进展的报告。"))
        )
    missions = {m.id: pen.get(m.title) for m in pen.view.plan.missions}
    for mission in dict.fromkeys(a.mission for a in board.actions):
        yield Heading(missions.get(mission or "", pen.say("Other actions", "其他行动")), 2)
        yield _actions(pen, [a for a in board.actions if a.mission == mission])
    if programmes:
        yield Heading(pen.say("Programmes", "专项工程"), 2)
        yield _programmes(pen)


def _actions(pen: Pen, found: list[ActionState]) -> Table:
    """Actions with the reason of their light; where nobody reports on them, with their date."""
    reporting = pen.view.board.reporting
    rows = tuple(
        (
            words(pen.get(a.action.title)),
            words(_light(pen, a)),
            words(pen.get(a.reason) if reporting else pen.when(a.deciding.due)),
            words(pen.organisation(a.action.lead) or "–"),
        )
        for a in found
    )
    says = pen.say("Why", "原因") if reporting else pen.say("Due", "期限")
    head = (pen.say("Action", "行动"), pen.say("Light", "进度"), says, pen.say("Who answers", "责任单位"))
    return Table(head, rows, (3.2, 1.2, 3, 1.8) if reporting else (4, 1.2, 1.2, 2))


def _light(pen: Pen, a: ActionState) -> str:
    colour = f" ({pen.get(COLOUR_WORDS[a.colour])})" if a.colour else ""
    return pen.get(LIGHTS[a.light]) + colour


def _programmes(pen: Pen) -> Table:
    rows = tuple(
        (words(pen.get(p.programme.title)), words(pen.get(QUOTA_STATUSES[q.status])), words(pen.get(q.reason)))
        for p in pen.view.programmes for q in p.quotas
    ) + tuple(
        (words(pen.get(p.programme.title)), words("–"), words(pen.say(f"{len(p.members)} members", f"{len(p.members)}个成员")))
        for p in pen.view.programmes if not p.quotas
    )  # fmt: skip
    head = (pen.say("Programme", "专项工程"), pen.get(STATUS), pen.say("Why", "原因"))
    return Table(head, rows, (3, 1.2, 4))


def _ahead(pen: Pen) -> Iterator[Block]:
    yield Heading(pen.say("Due, and to be decided", "到期事项与待决定事项"))
    yield Heading(due_title(pen), 2)
    yield from falling_due(pen)
    decided = decisions(pen, most=10**6)
    if decided:
        yield Heading(pen.say("Decisions needed", "需要决定的事项"), 2)
        yield Bullets(decided)
    yield from _unjudged(pen)
    yield from _conflicts(pen)


def _unjudged(pen: Pen) -> Iterator[Block]:
    found = [a for a in pen.view.scorecard.assessments if a.status == "cannot_judge"]
    if found:
        yield Heading(pen.say("What would let them be judged", "无法判断的目标需要什么"), 2)
        head = (pen.say("Target", "目标"), pen.say("What is missing", "所缺"))
        rows = tuple((words(pen.get(a.target.title)), words(settle(pen, a))) for a in found)
        yield Table(head, rows, (3, 4))


def _conflicts(pen: Pen) -> Iterator[Block]:
    found = pen.view.cascade.conflicts
    if found:
        yield Heading(pen.say("Possible conflicts with other promises", "与其他承诺的可能冲突"), 2)
        head = (pen.say("About", "主题"), pen.say("Asked", "要求"), pen.say("What differs", "差异"))
        rows = tuple((words(pen.get(c.topic)), words(sides(pen, c)), words(pen.get(c.words))) for c in found)
        yield Table(head, rows, (2, 3, 3))
