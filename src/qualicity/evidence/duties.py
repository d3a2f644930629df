"""What is to be reported, by whom and by when: from a dataset's frequency, due rule, reporters and working days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from qualicity.evidence.due import deadline
from qualicity.evidence.scope import Scope
from qualicity.plan import Dataset, Plan, Reporter, parse_period, period_of

MOST = 400
"""So many periods of a dataset are listed at most, the last ones."""


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """One organisation is to report one dataset for one period, from the day after the period's end until `due`.

    Without a due rule there is no date and no period: rows come whenever there are any.
    """

    due: date | None
    opens: date | None
    dataset: str
    organisation: str
    period: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Which one it is, in its plan."""
        return self.dataset, self.organisation, self.period


def reporters(dataset: Dataset) -> tuple[Reporter, ...]:
    """Who reports rows of a dataset: those that it lists, else its owner all of them."""
    said = dataset.reporting
    if said is None:
        return ()
    if said.by:
        return said.by
    return (Reporter(organisation=dataset.owner),) if dataset.owner else ()


def scope_of(dataset: Dataset, duty: Duty) -> Scope:
    """The rows that a duty asks for."""
    where = next((r.where for r in reporters(dataset) if r.organisation == duty.organisation), {})
    return Scope(duty.period, where)


def duties(plan: Plan, today: date) -> tuple[Duty, ...]:
    """Every duty of a plan whose period has begun by `today`, in the order of their dates; those without date last."""
    found = [d for dataset in plan.datasets for d in _of(plan, dataset, today)]
    return tuple(sorted(found, key=lambda d: (d.due or date.max, *d.key)))


def duty(plan: Plan, key: tuple[str, str, str], today: date) -> Duty | None:
    """The duty of that dataset, organisation and period, if there is one."""
    return next((d for d in duties(plan, today) if d.key == key), None)


def _of(plan: Plan, dataset: Dataset, today: date) -> Iterator[Duty]:
    for reporter in reporters(dataset):
        if dataset.due is None or dataset.frequency in ("H", "irregular"):
            yield Duty(None, None, dataset.id, reporter.organisation, "")
            continue
        for period, opens, by in _periods(plan, dataset, today):
            yield Duty(by, opens, dataset.id, reporter.organisation, period)


def _periods(plan: Plan, dataset: Dataset, today: date) -> list[tuple[str, date, date]]:
    """The periods that are asked for, each with the day on which it has ended and the one by which it is due."""
    said = dataset.reporting
    if said is None or dataset.due is None or dataset.frequency in ("H", "irregular"):
        return []
    first = parse_period(said.first or plan.period.start).start
    last = parse_period(plan.period.end).last
    found = []
    period = period_of(first, dataset.frequency)
    while period.start <= min(today, last):
        by = working_day(deadline(period, dataset.due.after), said.working_days)
        found.append((period.text, period.end, by))
        period = period_of(period.end, dataset.frequency)
    return found[-MOST:]


def working_day(day: date, country: str | None) -> date:
    """The day itself, or the next one on which people work there (ISO 3166 code; None: every day)."""
    if country is None:
        return day
    while not _calendar(country).is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, n: int, country: str | None) -> date:
    """The day that so many working days have passed after `day` (without a country: Monday to Friday)."""
    while n > 0:
        day += timedelta(days=1)
        n -= day.weekday() < 5 if country is None else _calendar(country).is_working_day(day)
    return day


def days_off_known(country: str | None, year: int) -> bool:
    """Whether it is known which days of a year are worked there and which are not.

    China's weekends that are worked are announced late in the year before; until the library has them, dates of that year
    take only the legal holidays into account and may still move.
    """
    if country is None:
        return True
    calendar = _calendar(country)
    calendar.get(date(year, 1, 1))  # a year is worked out when one of its days is asked for
    return any(day.year == year for day in calendar.weekend_workdays)


def years_unsettled(plan: Plan, found: Iterable[Duty]) -> tuple[int, ...]:
    """The years of these duties' dates of which the days off are not known yet."""
    countries = {d.id: d.reporting.working_days for d in plan.datasets if d.reporting}
    asked = {(countries.get(d.dataset), d.due.year) for d in found if d.due is not None}
    return tuple(sorted({year for country, year in asked if not days_off_known(country, year)}))


@lru_cache
def _calendar(country: str) -> Any:
    """Public holidays with the weekends that are worked for them, as the library knows them."""
    import holidays  # half a second, only where days off count

    return holidays.country_holidays(country)
