"""Rows as lines of CSV in UTF-8 for programs: nothing is put before cells that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from io import StringIO
from typing import Any, overload

from qualicity.release.exports.shape import Field, Row, Table


@lru_cache(maxsize=16)
def csv_of(table: Table) -> bytes:
    """A table as CSV: its head, then a line for each row."""
    head = _written([[f.name for f in table.fields]])
    rows = table.rows
    return head.encode() + (rows.text if isinstance(rows, Lines) else lines_of(table.fields, rows)).encode()


def lines_of(fields: Sequence[Field], rows: Iterable[Row]) -> str:
    """Rows as lines of CSV; a missing cell is empty."""
    odd = [n for n, f in enumerate(fields) if f.kind in ("boolean", "date")]
    columns = [*zip(*rows, strict=True)]
    for n in odd if columns else ():
        columns[n] = tuple(map(cell, columns[n]))  # how texts and numbers stand the writer knows itself
    return _written(zip(*columns, strict=True))


def _written(rows: Iterable[Iterable[Any]]) -> str:
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def cell(value: Any) -> str:
    """A cell in the words of XML Schema; nothing for what is missing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


_READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "uri": str,
    "number": float,
    "integer": int,
    "boolean": "true".__eq__,
    "date": date.fromisoformat,
}


class Lines(Sequence[Row]):
    """Rows that there are as so many lines of CSV: cells are read from these once somebody asks for one.

    Most forms of file are made of the lines, or of columns of their texts.
    """

    def __init__(self, fields: Sequence[Field], text: str, number: int) -> None:
        self.fields = fields
        self.text = text
        self._number = number

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        return self._rows[at]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        columns = zip(*csv.reader(StringIO(self.text, newline="")), strict=True)
        read = (self._column(f, texts) for f, texts in zip(self.fields, columns, strict=False))
        return tuple(zip(*read, strict=True))

    def _column(self, field: Field, texts: Sequence[str]) -> Iterator[Any]:
        read, absent = _READ[field.kind], "" if field.required and field.kind == "string" else None
        return (read(text) if text else absent for text in texts)
