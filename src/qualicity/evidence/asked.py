"""How much a plan asks an organisation to fill in, period by period, and how much of it is known before anybody types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualicity.evidence.database import reading
from qualicity.evidence.duties import Duty, reporters, scope_of
from qualicity.evidence.once import Link, links, may_show
from qualicity.evidence.sql import literal, name
from qualicity.evidence.store import EvidenceStore
from qualicity.plan import Dataset, parse_period, period_of
from qualicity.plan.fitting import time_field

MINUTES_PER_FIELD = Decimal("0.5")
"""So long one field takes to look up, to type and to check: an assumption of ours, measured nowhere."""


@dataclass(frozen=True, slots=True)
class PeriodAsked:
    """What an organisation was asked for in one dataset for one period: so many rows with so many cells that must be filled
    in, of which so many are known: the form shows them, to be confirmed or mended."""

    period: str
    rows: int
    cells: int
    known: int

    @property
    def typed(self) -> int:
        """The cells that are left to type."""
        return self.cells - self.known

    @property
    def hours_saved(self) -> Decimal:
        """By `MINUTES_PER_FIELD` for each cell that is known."""
        return self.known * MINUTES_PER_FIELD / 60


def asked_of(dataset: Dataset) -> tuple[str, ...]:
    """The organisations that are asked for a dataset's rows: those that report it, else its owner."""
    if dataset.path is None:
        return ()
    said = tuple(r.organisation for r in reporters(dataset))
    return said or ((dataset.owner,) if dataset.owner else ())


def needed(dataset: Dataset) -> tuple[str, ...]:
    """The fields that must be filled in: those that the schema requires, and those of the row's identity."""
    schema = dataset.table_schema
    if schema is None:
        return ()
    return tuple(f.name for f in schema.fields if f.constraints.required or f.name in schema.primaryKey)


def fixed(dataset: Dataset, duty: Duty) -> dict[str, str]:
    """The fields to which a duty leaves one answer: its period, its one area, the only code of a list."""
    schema = dataset.table_schema
    if schema is None:
        return {}
    where, time = scope_of(dataset, duty).where, time_field(dataset)
    found = {}
    for f in schema.fields:
        codes = where.get(f.name) or (f.constraints.enum if f.constraints.required else None) or ()
        if len(codes) == 1:
            found[f.name] = codes[0]
        if f.name == time and f.type == "period" and f.name in schema.primaryKey and duty.period:
            found[f.name] = duty.period
    return found


def asked_by_period(
    store: EvidenceStore, dataset: Dataset, organisation: str, as_of: date | None = None
) -> tuple[PeriodAsked, ...]:
    """What an organisation was asked for in a dataset, in the order of its periods, counted by the rows that are held.

    Known are: what the duty itself says; what makes a row its own, for as many rows as the period before had; and
    required values that another dataset holds which the organisation may see. Nothing where the dataset has no
    `reporting` or no regular frequency.
    """
    time, frequency = time_field(dataset), dataset.frequency
    if dataset.reporting is None or time is None or frequency in ("H", "irregular"):
        return ()
    rows = _counted(store, dataset, organisation, as_of, None)
    if not rows:
        return ()
    must, key = needed(dataset), dataset.table_schema.primaryKey if dataset.table_schema else ()
    said = fixed(dataset, Duty(None, None, dataset.id, organisation, max(rows)))
    always = sum(f in said for f in must)
    things = sum(f not in said for f in key)
    shown = [
        link
        for link in links(store.plan, dataset)
        if link.field in must and link.field not in said and may_show(store.plan, link.other, organisation)
    ]
    held = [_counted(store, dataset, organisation, as_of, link) for link in shown]
    found = []
    for period, count in sorted(rows.items()):
        start = parse_period(period).start
        before = period_of(start.fromordinal(start.toordinal() - 1), frequency).text
        known = (
            count * always + min(count, rows.get(before, 0)) * things + sum(h.get(period, 0) for h in held)
        )
        found.append(PeriodAsked(period, count, count * len(must), known))
    return tuple(found)


def _counted(
    store: EvidenceStore, dataset: Dataset, organisation: str, as_of: date | None, link: Link | None
) -> Mapping[str, int]:
    """How many rows of an organisation are held of each period; with a link those whose value the other dataset has."""
    here, time = store.dataset(dataset.id), time_field(dataset)
    if here.version is None or time is None:
        return {}
    scope = scope_of(dataset, Duty(None, None, dataset.id, organisation, ""))
    where = [
        f"cast(t.{name(f)} as varchar) in ({', '.join(map(literal, values))})"
        for f, values in scope.where.items()
    ]
    joined = _joined(store, link, as_of) if link else ""
    if joined is None:
        return {}
    query = (
        f"select cast(t.{name(time)} as varchar), count(*) from {here.current(as_of)} t {joined} "
        f"where {' and '.join(where) or 'true'} group by 1"
    )
    with reading() as db:
        return _by_period(dataset, db.execute(query).fetchall())


def _joined(store: EvidenceStore, link: Link, as_of: date | None) -> str | None:
    there = store.dataset(link.other)
    if there.version is None:
        return None
    listed = ", ".join(f"cast({name(their)} as varchar) as k{n}" for n, (their, _) in enumerate(link.on))
    only = "".join(f" and cast({name(f)} as varchar) = {literal(v)}" for f, v in link.where)
    same = " and ".join(f"cast(t.{name(ours)} as varchar) = o.k{n}" for n, (_, ours) in enumerate(link.on))
    held = f"{name(link.other_field)} is not null{only}"
    return f"join (select distinct {listed} from {there.current(as_of)} where {held}) o on {same}"


def _by_period(dataset: Dataset, found: Sequence[tuple[str | None, int]]) -> Mapping[str, int]:
    counted: Counter[str] = Counter()
    for said, count in found:
        if said:
            day = parse_period(said[:10] if len(said) > 10 else said).start
            counted[period_of(day, dataset.frequency).text] += count
    return counted
