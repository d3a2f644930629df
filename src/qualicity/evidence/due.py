"""What a dataset's due rule asks for: which period is due next, and which are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qualicity.evidence.database import reading
from qualicity.evidence.sql import name
from qualicity.evidence.store import DatasetStore
from qualicity.plan import Dataset, Period, parse_period, period_of
from qualicity.plan.fitting import time_field


@dataclass(frozen=True, slots=True)
class Expected:
    """A period whose rows are expected, and the last day on which they are in time."""

    period: str
    by: date


@dataclass(frozen=True, slots=True)
class Due:
    """After the last period that is held: the next one that is not late, and the late ones before it."""

    after: str
    last: str
    due: Expected
    late: tuple[Expected, ...]


def due(dataset: Dataset, last_period_held: str | None, now: datetime) -> Due | None:
    """What is due and what is late, seen at `now` (UTC); None without a due rule or without a period.

    A period is late from the day after its `by` on. Periods before the last one that is held are not
    asked for here: what a series lacks in between is told by the check `gaps`.
    """
    if dataset.due is None or last_period_held is None:
        return None
    after, held = dataset.due.after, parse_period(last_period_held)
    late: list[Expected] = []
    period = period_of(held.end, dataset.frequency)
    while (by := deadline(period, after)) < now.date():
        late.append(Expected(period.text, by))
        period = period_of(period.end, dataset.frequency)
    return Due(after, held.text, Expected(period.text, by), tuple(late))


def deadline(period: Period, after: str) -> date:
    """The last day on which a period's rows are in time: so many days or months after its last day.

    A month after 31 January is the last day of February.
    """
    count = int(after[1:-1])
    if after.endswith("D"):
        return period.last + timedelta(days=count)
    months = period.end.year * 12 + period.end.month - 1 + count
    month = parse_period(f"{months // 12:04}-{months % 12 + 1:02}")
    return min(month.start + timedelta(days=period.end.day - 1), month.end) - timedelta(days=1)


def last_period(store: DatasetStore) -> str | None:
    """The last period of the dataset's frequency that its stored rows hold."""
    field, frequency, schema = time_field(store.dataset), store.dataset.frequency, store.dataset.table_schema
    if field is None or schema is None or store.version is None or frequency in ("irregular", "H"):
        return None
    with reading() as db:
        rows = db.execute(
            f"select distinct cast({name(field)} as varchar) from {store.current(None)} where {name(field)} is not null"
        ).fetchall()
    if next(f.type for f in schema.fields if f.name == field) == "period":
        held = [p for r in rows if (p := parse_period(str(r[0]))).freq == frequency]
    else:  # a day or a time lies in a period
        held = [period_of(date.fromisoformat(str(r[0])[:10]), frequency) for r in rows]
    return max(held, key=lambda p: p.end).text if held else None
