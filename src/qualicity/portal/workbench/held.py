"""What is already held, shown where it would be asked again: last period's rows and who said them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualicity.evidence import DatasetStore, Duty, reading
from qualicity.evidence.duties import scope_of
from qualicity.evidence.sql import literal, name
from qualicity.plan import Dataset, parse_period, period_of
from qualicity.plan.fitting import time_field
from qualicity.portal.workbench.rows import MOST, fields_of


@dataclass(frozen=True, slots=True)
class HeldRows:
    """Rows of a period that are held, as text."""

    period: str
    rows: tuple[Mapping[str, str], ...]


def held_rows(store: DatasetStore, dataset: Dataset, duty: Duty, period: str) -> HeldRows:
    """The rows of the duty's organisation that are held of a period ("": of any), as they stand now."""
    if store.version is None or dataset.table_schema is None:
        return HeldRows(period, ())
    where = _own(dataset, duty)
    time = time_field(dataset)
    if period and time is not None:
        where.append(f"cast({name(time)} as varchar) = {literal(period)}")
    fields = fields_of(dataset)
    listed = ", ".join(f"cast({name(f)} as varchar)" for f in fields)
    order = ", ".join(name(k) for k in store.identity)
    query = f"select {listed} from {store.current(None)} where {' and '.join(where) or 'true'} order by {order} limit {MOST}"
    with reading() as db:
        found = db.execute(query).fetchall()
    numbers = {f.name for f in dataset.table_schema.fields if f.type == "number"}
    rows = tuple({f: _text(v, f in numbers) for f, v in zip(fields, row, strict=True)} for row in found)
    return HeldRows(period, rows)


def _own(dataset: Dataset, duty: Duty) -> list[str]:
    """The conditions (SQL) that the rows of the duty's organisation fulfil."""
    return [
        f"cast({name(f)} as varchar) in ({', '.join(map(literal, values))})"
        for f, values in scope_of(dataset, duty).where.items()
    ]


def _text(value: object, number: bool) -> str:
    """A value as a person types it."""
    text = "" if value is None else str(value)
    return text.removesuffix(".0") if number else text


def held_periods(store: DatasetStore, dataset: Dataset, duty: Duty) -> frozenset[str]:
    """The periods of which the duty's organisation has rows that stand."""
    time = time_field(dataset)
    if store.version is None or time is None:
        return frozenset()
    said = f"cast({name(time)} as varchar)"
    with reading() as db:
        query = f"select distinct {said} from {store.current(None)} where {' and '.join(_own(dataset, duty)) or 'true'}"
        found = [str(row[0]) for row in db.execute(query).fetchall() if row[0] is not None]
    if dataset.frequency in ("H", "irregular"):
        return frozenset(found)
    return frozenset(
        period_of(parse_period(p[:10] if len(p) > 10 else p).start, dataset.frequency).text for p in found
    )


def before(dataset: Dataset, period: str) -> str:
    """The period before one, of the dataset's frequency."""
    if not period or dataset.frequency in ("H", "irregular"):
        return ""
    start = parse_period(period).start
    return period_of(start.fromordinal(start.toordinal() - 1), dataset.frequency).text
