"""What a check looks at: the rows that it chooses, put in time, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import duckdb

from qualicity.errors import Text
from qualicity.evidence.checks import times
from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.sql import literal, name, names
from qualicity.plan.checks import CheckOfDataset, Values
from qualicity.plan.tables import Dataset, TableField


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: the record and field that it is told at, in both languages."""

    record: int
    field: str | None
    text: Text


@dataclass(frozen=True, slots=True)
class Asked:
    """One query, whose rows are what a check found, and the words for such a row (given as arguments)."""

    query: str
    found: Callable[..., Found]


@dataclass(frozen=True, slots=True)
class Look:
    """All that would stand (`table`: the fields and `_record`, null of rows that stand already), and its file."""

    db: duckdb.DuckDBPyConnection
    table: str
    rows: RowsOfFile
    dataset: Dataset

    def chosen(self, check: CheckOfDataset) -> str:
        """The rows that the check is about."""
        conditions = [_among(field, values) for field, values in check.where.items()]
        conditions += [f"not {_among(field, values)}" for field, values in check.unless.items()]
        return f"(select * from {self.table} where {' and '.join(conditions) or 'true'})"

    def timed(self, check: CheckOfDataset, time: str) -> str:
        """The same rows where they have a time, with `_freq`, `_n` (its number), `_days`, `_back` (a year before)."""
        column, kind = name(time), self.type(time)
        chosen = self.chosen(check)
        if kind != "period":
            frequency = self.dataset.frequency
            said = times.of_dates(column, frequency, hours=kind == "datetime")
            return f"(select *, {said} from {chosen} where {column} is not null)"
        found = self.db.execute(f"select distinct {column} from {chosen} where {column} is not null")
        periods = times.table_of(str(r[0]) for r in found.fetchall())
        return f"(select c.*, p.* exclude (_text) from {chosen} c join {periods} p on c.{column} = p._text)"

    def type(self, field: str) -> str:
        """The type of a field."""
        return self._field(field).type

    def title(self, field: str) -> Text:
        """What a person calls a field."""
        return self._field(field).title or Text(field, field)

    def _field(self, field: str) -> TableField:
        fields = self.dataset.table_schema.fields if self.dataset.table_schema else ()
        return next(f for f in fields if f.name == field)


def words(fields: Iterable[str], prefix: str = "") -> str:
    """SQL for the values of some fields as a person reads them, in one text."""
    listed = names(fields, prefix)
    return f"concat_ws(' · ', {listed})" if listed else "''"


def same(fields: Iterable[str], a: str, b: str) -> str:
    """SQL: two rows agree in all of the fields, or lack a value in both."""
    return " and ".join(f"{a}.{name(f)} is not distinct from {b}.{name(f)}" for f in fields) or "true"


def _among(field: str, values: Values) -> str:
    given = ", ".join(literal(v) for v in ((values,) if isinstance(values, str) else values))
    return f"coalesce(cast({name(field)} as varchar) in ({given}), false)"


def written(column: str) -> str:
    """SQL for a value as text, a number without the `.0` of a whole one."""
    return f"regexp_replace(cast({column} as varchar), '\\.0$', '')"


def shown(value: float) -> str:
    """A number as a person writes it."""
    return f"{value:.12g}"
