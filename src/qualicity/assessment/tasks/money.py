"""A programme's money, planned and spent, by stage and by period: sums in decimals, gaps counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualicity.assessment.tasks.reports import Remark, rows_known, text_of
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore
from qualicity.plan import Programme

Amounts = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Sums of one stage or period (`key`; None: in no stage that is known), and how many rows lack a number.

    A sum is None where no row has a number: not known is not nothing.
    """

    key: str | None
    planned: Decimal | None
    spent: Decimal | None
    without_planned: int
    without_spent: int


@dataclass(frozen=True, slots=True)
class MoneyState:
    """All of a programme's money. `unit` is that of the dataset's fields."""

    unit: str | None
    total: MoneyLine
    by_stage: tuple[MoneyLine, ...]
    by_period: tuple[MoneyLine, ...]


def money_of(
    store: EvidenceStore,
    programme: Programme,
    in_stage: Mapping[str, str | None],
    as_of: date,
    remarks: list[Remark],
) -> MoneyState | None:
    """Sums as known on a date; `in_stage` says of each member where it is now. None without `money` in the plan."""
    said = programme.money
    if said is None:
        return None
    rows: list[tuple[str, str, Amounts]] = []
    for row in rows_known(store, said.dataset, as_of):
        member = text_of(row, programme.member) or "?"
        if row["_vintage"]["until"] is not None:
            continue
        if member not in in_stage:
            remarks.append(
                Remark(member, Text("has money, but no row among the members", "有资金记录，但不在成员之列"))
            )
        amounts = _amount(row.get(said.planned)), _amount(row.get(said.spent))
        rows.append((member, text_of(row, said.period) or "?", amounts))
    stages = [s.id for s in programme.stages]
    by_stage = {k: [a for m, _, a in rows if in_stage.get(m) == k] for k in (*stages, None)}
    periods = sorted({p for _, p, _ in rows})
    dataset = store.plan.dataset(said.dataset)
    fields = dataset.table_schema.fields if dataset and dataset.table_schema else ()
    return MoneyState(
        unit=next((f.unit for f in fields if f.name == said.spent), None),
        total=_line(None, (a for _, _, a in rows)),
        by_stage=tuple(_line(k, found) for k, found in by_stage.items() if found),
        by_period=tuple(_line(p, (a for _, q, a in rows if q == p)) for p in periods),
    )


def _amount(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _line(key: str | None, amounts: Iterable[Amounts]) -> MoneyLine:
    listed = list(amounts)
    planned = [p for p, _ in listed if p is not None]
    spent = [s for _, s in listed if s is not None]
    return MoneyLine(
        key,
        sum(planned, Decimal(0)) if planned else None,
        sum(spent, Decimal(0)) if spent else None,
        len(listed) - len(planned),
        len(listed) - len(spent),
    )
