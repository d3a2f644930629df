"""The rows of one file, whatever its format: a DuckDB table whose values know where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from qualicity.errors import Place, Problem, Text
from qualicity.evidence.sql import name

MAX_PROBLEMS = 100
"""At most so many problems are listed for one file; the rest is counted."""


@dataclass(frozen=True, slots=True)
class RowProblem(Problem):
    """A problem with one value or row: its field, the rule that it breaks, the value as it stands.

    `cell` is its place in a workbook, such as `Sheet1!B7`; None in other files.
    """

    field: str | None = None
    rule: str = ""
    value: str | None = None
    cell: str | None = None


class Positions(Protocol):
    """Where the records of a file stand."""

    def line(self, record: int) -> int:
        """The line, row or record number of a record, counted from 1."""

    def offset(self, record: int, column: int) -> int:
        """The character (or column) at which a value starts, counted from 1."""

    def cell(self, record: int, column: int) -> str | None:
        """The cell of a value in a workbook, or None."""


class Numbered:
    """Records that are only numbered (Parquet)."""

    def line(self, record: int) -> int:
        """The number of the record."""
        return record

    def offset(self, record: int, column: int) -> int:
        """Always 1."""
        del record, column
        return 1

    def cell(self, record: int, column: int) -> str | None:
        """None."""
        del record, column
        return None


@dataclass(slots=True)
class RowsOfFile:
    """The rows of one evidence file as the DuckDB table `table`, with `_record` counted from 1.

    `columns` are the dataset's fields that the file has, `headers` its own words for them. `typed` says
    whether the columns carry their own types (Parquet) or are all text.
    """

    path: Path
    shown: str
    table: str
    columns: tuple[str, ...] = ()
    headers: Sequence[str] = ()
    typed: bool = False
    sha256: str = ""
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    positions: Positions = field(default_factory=Numbered)

    @property
    def raw(self) -> str:
        """The table of the file's columns as they stand, `c0`, `c1` …, behind `table`."""
        return name("raw " + self.table.strip('"'))

    def line(self, record: int) -> int:
        """The line (CSV), sheet row (XLSX) or record (others) of a record, counted from 1."""
        return self.positions.line(record)

    def problem(
        self, record: int, column: str | None, code: str, en: str, zh: str, value: str | None = None
    ) -> RowProblem:
        """An error at a value; `record` 0 is the header."""
        n = self.columns.index(column) if column in self.columns else None
        at = 1 if n is None else self.positions.offset(record, n)
        cell = None if n is None else self.positions.cell(record, n)
        place = Place(self.shown, self.positions.line(record) if record else 1, at)
        text = Text(f"{cell}: {en}", f"{cell}：{zh}") if cell else Text(en, zh)
        return RowProblem("error", place, code, text, column, code.removeprefix("value-"), value, cell)

    def fault(self, code: str, en: str, zh: str, line: int = 1, column: int = 1) -> None:
        """Note an error with the file as a whole, or at a line of it."""
        self.problems.append(Problem("error", Place(self.shown, line, column), code, Text(en, zh)))
