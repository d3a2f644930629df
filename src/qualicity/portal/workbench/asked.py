"""What a workbook asks of somebody: its columns, the values that each allows, and the rows that it begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qualicity.errors import Lang, Text
from qualicity.evidence import Duty, EvidenceStore, reading
from qualicity.evidence.duties import scope_of
from qualicity.evidence.sql import name
from qualicity.plan import Dataset, parse_period
from qualicity.plan.fitting import time_field
from qualicity.plan.tables import TableField
from qualicity.portal.workbench.beside import beside_of, held_elsewhere
from qualicity.portal.workbench.held import before

MOST_CODES = 20_000
"""A list with more values is not put into a workbook."""
SPARE = 200
"""Rows beyond those that are known, in which what is the same everywhere is filled in."""

_KINDS = {
    "integer": Text("whole number", "整数"),
    "number": Text("number", "数字"),
    "date": Text("date, as 2026-10-31", "日期，如 2026-10-31"),
    "datetime": Text("time, as 2026-10-31T08:00", "时间，如 2026-10-31T08:00"),
    "boolean": Text("true or false", "true 或 false"),
    "period": Text("period, as 2026-10", "时期，如 2026-10"),
    "known": Text("date, as 2026, 2026-10 or 2026-10-31", "日期，如 2026、2026-10 或 2026-10-31"),
    "string": Text("text", "文字"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, the only values that it takes (none: any), and the one that every row has ("": none)."""

    field: TableField
    codes: tuple[str, ...] = ()
    fixed: str = ""
    key: bool = False

    def title(self, lang: Lang) -> str:
        """What it is called, with its unit, and a mark where it must be filled in."""
        title = self.field.title.get(lang) if self.field.title else self.field.name
        unit = f" ({self.field.unit})" if self.field.unit else ""
        return f"{title}{unit}{' *' if self.required else ''}"

    @property
    def required(self) -> bool:
        """Whether it must be filled in."""
        return self.field.constraints.required or self.key

    def hint(self) -> Text:
        """What may stand in it, shortly."""
        limits = self.field.constraints
        if self.codes:
            return Text("choose from the list", "从列表中选择")
        said, least, most = _KINDS[self.field.type], limits.minimum, limits.maximum
        if least is not None and most is not None:
            return Text(f"{said.en}, {least:f} to {most:f}", f"{said.get('zh')}，{least:f} 至 {most:f}")
        if least is not None:
            return Text(f"{said.en}, at least {least:f}", f"{said.get('zh')}，不小于 {least:f}")
        if most is not None:
            return Text(f"{said.en}, at most {most:f}", f"{said.get('zh')}，不大于 {most:f}")
        return said


@dataclass(frozen=True, slots=True)
class Asked:
    """A workbook's content: columns, the rows it begins with (`drafted` of them are the draft's), `spare` ones after them,
    and last period's values beside."""

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str], ...]
    last: tuple[Mapping[str, str], ...]
    last_period: str
    spare: int
    drafted: int = 0
    reasons: Mapping[int, str] | None = None
    """Why rows (counted from 0) differ from what another dataset holds; None where nothing is held elsewhere."""

    @property
    def last_title(self) -> Text:
        """What last period is called."""
        return parse_period(self.last_period).title() if self.last_period else Text("before", "此前")


def asked(
    store: EvidenceStore,
    dataset: Dataset,
    duty: Duty,
    rows: Sequence[Mapping[str, str]] = (),
    reasons: Mapping[str, str] | None = None,
) -> Asked:
    """What a duty's workbook has: the draft's `rows` where there are any, else those that a form would begin with.

    `reasons` are those of the draft's cells (`"ROW FIELD"`).
    """
    schema = dataset.table_schema
    if schema is None:
        return Asked((), (), (), "", 0)
    known = beside_of(store, dataset, duty)
    columns = tuple(_column(store, dataset, duty, f) for f in schema.fields)
    drafted = {tuple(r.get(k, "") for k in known.key) for r in rows}
    there = [*rows, *(g for g in known.proposed if tuple(g.get(k, "") for k in known.key) not in drafted)]
    open_keys = [c for c in columns if c.key and not c.fixed]
    spare = SPARE if open_keys else int(not there)
    beside = tuple(known.last.get(tuple(r.get(k, "") for k in known.things), {}) for r in there)
    if not there and not open_keys:
        beside = tuple(known.last.values())[:1]
    last_period = before(dataset, duty.period) if duty.period else ""
    because = _by_row(reasons or {}) if held_elsewhere(store.plan, dataset, duty) else None
    return Asked(columns, tuple(there), beside, last_period, spare, len(rows), because)


def _by_row(reasons: Mapping[str, str]) -> dict[int, str]:
    """The reasons of each row's cells as one."""
    found: dict[int, list[str]] = {}
    for at, why in reasons.items():
        found.setdefault(int(at.partition(" ")[0]), []).append(why)
    return {n: " / ".join(dict.fromkeys(said)) for n, said in found.items()}


def _column(store: EvidenceStore, dataset: Dataset, duty: Duty, field: TableField) -> Column:
    schema = dataset.table_schema
    key = schema is not None and field.name in schema.primaryKey
    own = scope_of(dataset, duty).where.get(field.name, ())
    codes = own or _codes(store, dataset, field)
    fixed = own[0] if len(own) == 1 else ""
    if key and field.type == "period" and field.name == time_field(dataset):
        fixed = duty.period
    if not fixed and len(codes) == 1 and (key or field.constraints.required):
        fixed = codes[0]
    return Column(field, () if fixed else codes, fixed, key)


def _codes(store: EvidenceStore, dataset: Dataset, field: TableField) -> tuple[str, ...]:
    """The values of a list, or those that stand in the dataset that the field refers to."""
    if field.type == "boolean":
        return ("true", "false")
    if field.constraints.enum:
        return field.constraints.enum
    key = next((k for k in dataset.foreign_keys if k.fields == field.name), None)
    if key is None:
        return ()
    other = store.dataset(key.reference.resource)
    if other.version is None:
        return ()
    column = f"cast({name(key.reference.fields)} as varchar)"
    with reading() as db:
        found = db.execute(
            f"select distinct {column} from {other.current(None)} where {column} <> '' order by 1 limit {MOST_CODES + 1}"
        ).fetchall()
    return () if len(found) > MOST_CODES else tuple(str(row[0]) for row in found)


def typed(field: TableField, value: str) -> str | float | date:
    """A value as a spreadsheet has it."""
    try:
        if field.type in ("number", "integer"):
            number = float(value)
            return number if repr(number).removesuffix(".0") == value.removesuffix(".0") else value
        if field.type == "date":
            return date.fromisoformat(value)
    except ValueError:
        pass
    return value
