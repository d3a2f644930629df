"""The second light: whether one task, a milestone or an action by its own date, is late on a day.

1. Reported done by the day: `done`, or `done_late` where its date had passed.
2. Else, where the plan has no dataset of reports: `not_reported`. Nothing can be said of it.
3. Else, without a date in the plan: `no_date`. There is nothing to be late against.
4. Else after its date: `late`, whether something was reported or nothing. Within `due_soon_days` of it, the date
   itself included: `due_soon`. Before: `on_time`.

A progress of 100 % without a day on which it was done is not done. What a forecast says changes no light.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from qualicity.assessment.operators import number
from qualicity.assessment.tasks.reports import Report
from qualicity.errors import Text
from qualicity.plan import Period, period_of

Light = Literal["late", "due_soon", "on_time", "no_date", "done_late", "done", "not_reported"]
WORST_FIRST: tuple[Light, ...] = get_args(Light)
"""The order in which the worst of several lights is found."""

LIGHTS: dict[Light, Text] = {
    "on_time": Text("On time", "按期推进"),
    "due_soon": Text("Due soon", "即将到期"),
    "late": Text("Late", "逾期"),
    "done": Text("Done", "已完成"),
    "done_late": Text("Done late", "逾期完成"),
    "no_date": Text("No date", "未定期限"),
    "not_reported": Text("Not reported", "未报告"),
}


@dataclass(frozen=True, slots=True)
class Lit:
    """A light on a day. `days`: how late it is or was done, or, negative, how many are left; None without a date."""

    light: Light
    days: int | None = None


def light_on(day: date, due: Period | None, report: Report | None, soon: int, *, reporting: bool) -> Lit:
    """The light of one task on a day, from what was reported last by then."""
    actual = report.actual if report else None
    if actual is not None and actual <= day:
        past = None if due is None else (actual - due.last).days
        return Lit("done_late" if past is not None and past > 0 else "done", past)
    days = None if due is None else (day - due.last).days
    if not reporting:
        return Lit("not_reported", days)
    if days is None:
        return Lit("no_date")
    if days > 0:
        return Lit("late", days)
    return Lit("due_soon" if -days <= soon else "on_time", days)


def said(day: date) -> Text:
    """A day in words."""
    return period_of(day, "D").title()


def reason_of(day: date, lit: Lit, due: Period | None, report: Report | None, soon: int) -> Text:
    """Why a task has its light, with the arithmetic."""
    by = said(due.last) if due else Text("", "")
    today, n = said(day), abs(lit.days or 0)
    match lit.light:
        case "done" | "done_late":
            return _done(lit, due, report.actual if report and report.actual else day)
        case "not_reported":
            en, zh = "No reports on this plan's tasks are held here", "此处没有该方案行动进展的报告"
            if due is None:
                return Text(f"{en}, and the plan gives no date for this one.", f"{zh}，方案亦未定本项期限。")
            return Text(f"{en}; this one is due {by.en}.", f"{zh}；本项期限为{by.get('zh')}。")
        case "no_date":
            return Text("The plan gives no date to measure against.", "方案未定期限，无从衡量是否逾期。")
        case "late":
            en = f"Due {by.en}, not reported done by {today.en}: {days_en(n)} late."
            return Text(en, f"期限为{by.get('zh')}，截至{today.get('zh')}未报告完成：逾期{n}天。")
        case "due_soon":
            en = f"Due {by.en}: {days_en(n)} left, no more than {soon}." if n else f"Due {by.en}, today."
            zh = (
                f"期限为{by.get('zh')}：还剩{n}天，不超过{soon}天。"
                if n
                else f"期限为{by.get('zh')}，即今日。"
            )
            return Text(en, zh)
    return Text(f"Due {by.en}: {days_en(n)} left.", f"期限为{by.get('zh')}：还剩{n}天。")


def _done(lit: Lit, due: Period | None, actual: date) -> Text:
    on, n = said(actual), abs(lit.days or 0)
    en, zh = f"Done on {on.en}", f"于{on.get('zh')}完成"
    if due is None:
        return Text(f"{en}; the plan gives no date for it.", f"{zh}；方案未定期限。")
    by = said(due.last)
    if lit.light == "done_late":
        apart = Text(f"{days_en(n)} after it was due", f"逾期{n}天")
    elif n:
        apart = Text(f"{days_en(n)} before it was due", f"提前{n}天")
    else:
        apart = Text("on the day it was due", "恰为到期日")
    return Text(f"{en}, {apart.en} ({by.en}).", f"{zh}，{apart.get('zh')}（期限{by.get('zh')}）。")


def last_told(day: date, lit: Lit, due: Period | None, report: Report | None) -> Text | None:
    """What was reported last of a task that is not done; None where there is nothing to say."""
    if lit.light in ("done", "done_late", "not_reported"):
        return None
    if report is None:
        return Text("Nothing has been reported.", "尚无报告。")
    told = said(report.reported or report.known)
    parts = [Text(f"Last reported {told.en}", f"最近报告于{told.get('zh')}")]
    if report.progress is not None:
        at = number(report.progress)
        parts.append(Text(f" at {at} %", f"，进度{at}%"))
        if report.progress >= 100:
            parts.append(Text(", without a day on which it was done", "，但未写明完成日期"))
    slipped = slip(due, report)
    if report.forecast is not None:
        on = said(report.forecast)
        passed = report.forecast < day
        apart = f" ({_apart(slipped).en})" if slipped is not None else ""
        apart_zh = f"（{_apart(slipped).get('zh')}）" if slipped is not None else ""
        parts.append(
            Text(
                f"; the forecast was {on.en}{apart}, which has passed"
                if passed
                else f"; the forecast is {on.en}{apart}",
                f"；预计{on.get('zh')}完成{apart_zh}{'，现已过期' if passed else ''}",
            )
        )
    if report.actual is not None and report.actual > day:
        ahead = said(report.actual)
        parts.append(
            Text(
                f"; it says done on {ahead.en}, which lies ahead",
                f"；报告称{ahead.get('zh')}完成，该日尚未到来",
            )
        )
    return Text("".join(p.en for p in parts) + ".", "".join(p.get("zh") for p in parts) + "。")


def slip(due: Period | None, report: Report | None) -> int | None:
    """Forecast less baseline in days: positive is later than planned; None where one of the two is missing."""
    return (report.forecast - due.last).days if due and report and report.forecast else None


def _apart(days: int) -> Text:
    if days == 0:
        return Text("as planned", "与期限一致")
    later = days > 0
    n = abs(days)
    return Text(
        f"{days_en(n)} {'later' if later else 'earlier'} than planned",
        f"比期限{'晚' if later else '早'}{n}天",
    )


def days_en(n: int) -> str:
    """`1 day`, `45 days`."""
    return f"{n} day" if n == 1 else f"{n} days"
