"""Alarms over late tasks: blue, orange, red by the plan's rule, in a log to which is only ever added.

The log is made from what was known on each day, so that what is learned later adds a line and changes none: the log
as known on a date is the beginning of the log as known on any later one. A colour that was reached falls when the
task is no longer late; while a supervised item (督办) on it is open, it stays until the item is closed with evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qualicity.assessment.tasks.lights import Lit, days_en, light_on, said
from qualicity.assessment.tasks.reports import Report, Supervised, latest
from qualicity.errors import Text
from qualicity.plan import Period
from qualicity.plan.tasks import COLOURS, Alarm, Colour, Tasks

COLOUR_WORDS: dict[Colour, Text] = {
    "blue": Text("blue", "蓝色"),
    "orange": Text("orange", "橙色"),
    "red": Text("red", "红色"),
}


@dataclass(frozen=True, slots=True)
class Raised:
    """A line of the log: from `day` on the alarm has this colour, or None: it is lifted.

    `rule` is the alarm of the plan that applied, None where a report or a closing changed the colour; `by` is then
    who reported or closed.
    """

    day: date
    colour: Colour | None
    days_late: int
    rule: Alarm | None
    by: str | None
    reason: Text


def alarm_log(
    due: Period | None,
    reports: Sequence[Report],
    items: Sequence[Supervised],
    settings: Tasks,
    since: date,
    as_of: date,
) -> tuple[Raised, ...]:
    """Every change of a task's colour up to a date, in order.

    `reports` and `items` are all vintages on this task, in the order in which they became known; nothing is raised
    before `since`, the day on which the plan was adopted.
    """
    if due is None or settings.reports is None:
        return ()
    log: list[Raised] = []
    colour: Colour | None = None
    for day in _days(due, reports, items, settings, since, as_of):
        report = latest(reports, day)
        lit = light_on(day, due, report, settings.due_soon_days, reporting=True)
        rule = _rule(settings, lit)
        own = rule.colour if rule else None
        held = [i for i in standing_items(items, day) if i.open_on(day)]
        now = _higher(own, colour) if held else own
        if now != colour:
            by_rule = rule if rule and rule.colour == now else None
            log.append(_line(day, now, lit, by_rule, report, standing_items(items, day)))
            colour = now
    return tuple(log)


def standing_items(items: Iterable[Supervised], day: date) -> tuple[Supervised, ...]:
    """Of each supervised item what was known of it on a day."""
    listed = tuple(items)
    found = (
        latest([i for i in listed if i.item == name], day) for name in dict.fromkeys(i.item for i in listed)
    )
    return tuple(i for i in found if i is not None)


def _days(
    due: Period,
    reports: Iterable[Report],
    items: Iterable[Supervised],
    settings: Tasks,
    since: date,
    as_of: date,
) -> list[date]:
    """The days on which a colour can change: by the rule, by a report, by an item."""
    found: set[date | None] = {due.last + timedelta(days=a.days) for a in settings.escalation}
    for r in reports:
        found |= {r.known, r.until, r.actual}
    for i in items:
        found |= {i.known, i.until, i.opened, i.closed}
    return sorted({max(d, since) for d in found if d is not None and d <= as_of})


def _rule(settings: Tasks, lit: Lit) -> Alarm | None:
    """The highest alarm that a lateness has reached."""
    late = lit.days or 0
    return next((a for a in reversed(settings.escalation) if lit.light == "late" and late >= a.days), None)


def _higher(a: Colour | None, b: Colour | None) -> Colour | None:
    return max((c for c in (a, b) if c), key=COLOURS.index, default=None)


def _line(
    day: date,
    colour: Colour | None,
    lit: Lit,
    rule: Alarm | None,
    report: Report | None,
    items: Sequence[Supervised],
) -> Raised:
    late = max(lit.days or 0, 0)
    if rule:
        word = COLOUR_WORDS[rule.colour]
        en = f"{days_en(late)} late: {word.en} from {days_en(rule.days)} on."
        return Raised(
            day, colour, late, rule, None, Text(en, f"逾期{late}天：满{rule.days}天为{word.get('zh')}。")
        )
    closed = [i for i in items if i.closed and i.closing_evidence]
    if closed and lit.light in ("done", "done_late") and (report is None or report.known < day):
        last = closed[-1]
        en = f"Supervised item {last.item} was closed with its evidence: {last.closing_evidence}."
        zh = f"督办事项 {last.item} 已凭证据办结：{last.closing_evidence}。"
        return Raised(day, colour, late, None, last.handed_in_by, Text(en, zh))
    by = report.handed_in_by if report else None
    if lit.light in ("done", "done_late") and report and report.actual:
        done = said(report.actual)
        return Raised(
            day, colour, late, None, by, Text(f"Reported done on {done.en}.", f"报告于{done.get('zh')}完成。")
        )
    return Raised(
        day, colour, late, None, by, Text("No longer late by what was reported.", "据报告已不再逾期。")
    )
