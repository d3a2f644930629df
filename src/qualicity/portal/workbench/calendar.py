"""The calendar: what is due in a month, day by day, from whom, and with which light."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from qualicity.errors import UsageError
from qualicity.evidence import EvidenceStore
from qualicity.evidence.duties import years_unsettled
from qualicity.plan import Plan, parse_period
from qualicity.portal.workbench.board import Task, tasks


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something is due."""

    date: date
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """What is due in a month (`2026-11`); `before` and `after` are the ones beside it, "" where the plan asks nothing.

    `late` are the tasks of earlier months that nobody has handed in. `unsettled` are the years among its dates of which
    the days off are not announced yet.
    """

    period: str
    days: tuple[Day, ...]
    late: tuple[Task, ...]
    before: str
    after: str
    unsettled: tuple[int, ...]


def month_of(said: str, today: date) -> str:
    """The month that is asked for; that of `today` for anything that is none."""
    try:
        period = parse_period(said)
    except UsageError:
        return f"{today:%Y-%m}"
    return said if period.freq == "M" else f"{today:%Y-%m}"


def calendar(
    store: EvidenceStore, today: date, month: str, organisations: Iterable[str] | None = None
) -> Month:
    """A month of these organisations' duties (None: of all)."""
    period = parse_period(month)
    found = [t for t in tasks(store, today, organisations, period.last) if t.duty.due is not None]
    days: dict[date, list[Task]] = {}
    late = []
    for task in found:
        due = task.duty.due or date.max
        if period.start <= due <= period.last:
            days.setdefault(due, []).append(task)
        elif due < period.start and task.light == "late":
            late.append(task)
    return Month(
        month,
        tuple(Day(d, tuple(t)) for d, t in sorted(days.items())),
        tuple(late),
        *_beside(store.plan, month),
        years_unsettled(store.plan, [t.duty for of in days.values() for t in of]),
    )


def _beside(plan: Plan, month: str) -> tuple[str, str]:
    """The months before and after, while anything of the plan can be due in them."""
    this = parse_period(month)
    before, after = this.start - timedelta(days=1), this.end
    first, last = parse_period(plan.period.start).start, parse_period(plan.period.end).last
    return (
        f"{before:%Y-%m}" if before >= first else "",
        f"{after:%Y-%m}" if after <= last + timedelta(days=366) else "",
    )
