"""A programme's earned schedule: its members' money by month, cumulated, through `projects.earned_schedule`.

1. A month counts as reported when it is over and every row of it, and of the months before, gives a number. So what one
   member leaves out stops the curve there; it is never taken as nothing.
2. The budget is what all rows plan together, the planned duration the months until then: rows of months to come are a
   part of the plan. In a month without rows nothing is planned and nothing done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

from qualicity.assessment.tasks.reports import Row, rows_known, text_of
from qualicity.errors import Text, UsageError
from qualicity.evidence import EvidenceStore
from qualicity.methods.projects import MEASURES, PROMISE, earned_schedule, may_end, sentence
from qualicity.plan import Programme, parse_period
from qualicity.plan.period import Period
from qualicity.plan.tasks import Money

METHOD = "projects.earned_schedule"


@dataclass(frozen=True, slots=True)
class EarnedMonth:
    """A month with what was planned, earned and spent up to its end, None where that is not known.

    `measures` are those of the method, by its names; `reason` its codes for what is missing.
    """

    month: str
    planned: Decimal | None
    earned: Decimal | None
    spent: Decimal | None
    measures: Mapping[str, float | None]
    ends: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """How many months a programme is behind its plan. `latest` is the last month that is reported in full."""

    months: tuple[EarnedMonth, ...]
    latest: EarnedMonth
    budget: float | None
    planned_months: float | None
    said: Text
    caution: Text | None
    method: str = METHOD


def earned_of(store: EvidenceStore, programme: Programme, as_of: date) -> EarnedSchedule | Text:
    """The earned schedule as known on a date, or why there is none."""
    money = programme.money
    if money is None or money.earned is None:
        return Text("the plan does not say where it is reported what was earned", "方案未指明挣值在何处报告")
    rows = [r for r in rows_known(store, money.dataset, as_of) if r["_vintage"]["until"] is None]
    months = _months(rows, money)
    if isinstance(months, Text):
        return months
    curves = {
        "PV": _curve(months, money.planned, lambda _: True),
        "EV": _curve(months, money.earned, lambda p: p.last <= as_of),
        "AC": _curve(months, money.spent, lambda p: p.last <= as_of),
    }
    if None in curves["PV"]:
        return Text(
            "not every row says what was planned, so the whole plan is not known",
            "并非每行都有计划数，整个计划不得而知",
        )
    if all(v is None for v in curves["EV"]):
        return Text("no month is reported in full yet", "尚无完整报告的月份")
    return _found([p.text for p in months], curves, _gap(months, money, as_of))


def _months(rows: Iterable[Row], money: Money) -> dict[Period, list[Row]] | Text:
    """The rows of every month from the first to the last; or that they are not told by month."""
    found: dict[Period, list[Row]] = {}
    for row in rows:
        said = text_of(row, money.period) or ""
        try:
            period = parse_period(said)
        except UsageError:
            period = None
        if period is None or period.freq != "M":
            en = f"money is not told by month (“{said}”)"
            return Text(en, f"资金不是按月列出（“{said}”）")
        found.setdefault(period, []).append(row)
    if not found:
        return Text("nothing is reported yet", "尚无报告")
    first, last = min(found, key=lambda p: p.start).start, max(found, key=lambda p: p.start).start
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    every = (parse_period(f"{m // 12:04d}-{m % 12 + 1:02d}") for m in months)
    return {p: found.get(p, []) for p in every}


def _curve(months: Mapping[Period, list[Row]], name: str, counts: Any) -> list[Decimal | None]:
    """The sums up to the end of each month, None from the first month on that lacks a number or does not count."""

    def amounts() -> Iterator[Decimal | None]:
        for period, rows in months.items():
            values = [r.get(name) for r in rows]
            whole = counts(period) and None not in values
            yield sum((Decimal(str(v)) for v in values), Decimal(0)) if whole else None

    return list(accumulate(amounts(), lambda a, b: None if a is None or b is None else a + b))


def _gap(months: Mapping[Period, list[Row]], money: Money, as_of: date) -> Text | None:
    """Who stops the curve: the first month that is over and lacks a number of what was earned."""
    name = money.earned or ""
    for period, rows in months.items():
        missing = sum(r.get(name) is None for r in rows)
        if missing and period.last <= as_of:
            when = period.title()
            en = f"For {when.en}, {missing} of {len(rows)} rows do not say what was earned; so it ends before that."
            zh = f"{when.get('zh')}{len(rows)}行中有{missing}行未报挣值，故止于此前。"
            return Text(en, zh)
    return None


def _found(months: list[str], curves: Mapping[str, list[Decimal | None]], gap: Text | None) -> EarnedSchedule:
    import numpy as np

    numbers = {n: np.array([float("nan") if v is None else float(v) for v in c]) for n, c in curves.items()}
    given = {"month": np.array(months, dtype=object), **numbers}
    made = given | earned_schedule(given, bac=float(numbers["PV"][-1]))

    def number(name: str, row: int) -> float | None:
        value = float(made[name][row])
        return value if np.isfinite(value) else None

    listed = tuple(
        EarnedMonth(
            month=month,
            planned=curves["PV"][row],
            earned=curves["EV"][row],
            spent=curves["AC"][row],
            measures={n: number(n, row) for n in (*MEASURES, "AT")},
            ends=made["ends"][row],
            reason=made["reason"][row],
        )
        for row, month in enumerate(months)
    )
    last = max(row for row, m in enumerate(listed) if m.earned is not None)
    said = sentence(made, last)
    caution = [t for t in (gap, PROMISE if may_end(made, last) else None) if t]
    return EarnedSchedule(
        months=listed,
        latest=listed[last],
        budget=number("BAC_used", last),
        planned_months=number("PD_used", last),
        said=said,
        caution=Text(" ".join(t.en for t in caution), "".join(t.get("zh") for t in caution))
        if caution
        else None,
    )
