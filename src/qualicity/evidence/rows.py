"""The rows of one file, whatever its format: a DuckDB table whose values know where they stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal, Protocol

import duckdb

from qualicity.errors import Place, Problem, Text
from qualicity.evidence.sql import name
from qualicity.plan.yamlfile import read_bytes

MAX_PROBLEMS = 100_000
"""At most so many problems of a kind are listed for one file; the rest is counted."""
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class RowProblem(Problem):
    """A problem with one value or row: its field, the rule that it breaks, the value as it stands.

    `cell` is its place in a workbook, such as `Sheet1!B7`; None in other files.
    """

    field: str | None = None
    rule: str = ""
    value: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column and the field that it holds, and how that is known.

    `by` is `name`, `title`, `concept` or `given` (by a person); `near` where the field is only proposed; `reason` for
    the column that says why a row differs from what is held elsewhere; `none` where a column has no field, or a field
    (then `column` is None) no column.
    """

    column: str | None
    field: str | None
    by: Literal["name", "title", "concept", "given", "near", "reason", "none"]


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

    `columns` are the dataset's fields that the file has, `headers` its own words for them, `mapping` how these
    are known. `types` are the columns' types where they have any (Parquet); `typed` are the fields that came in
    their own type, all others are text. `content` are the bytes of a file of text, `digest` the SHA-256 where it
    is known. `partial`: rows that are not well-formed have been left out (and told), so what is not there may
    yet be in the file. `padded` are the fields in which a value has spaces around it that must go (known when
    the rows have been checked). `most`: no more rows of a workbook are wanted.
    """

    path: Path
    shown: str
    table: str
    columns: tuple[str, ...] = ()
    headers: Sequence[str] = ()
    mapping: tuple[Mapped, ...] = ()
    types: tuple[str, ...] = ()
    typed: frozenset[str] = frozenset()
    content: bytes | None = None
    digest: str = ""
    rows: int = 0
    partial: bool = False
    padded: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    positions: Positions = field(default_factory=Numbered)
    most: int | None = None

    def read(self) -> bytes | None:
        """The file's bytes, for a file of text; None (and a problem) when it cannot be read or is empty."""
        raw, problem = read_bytes(self.path, self.shown)
        if raw is None:
            self.problems += [problem] if problem else []
            return None
        self.content = raw
        return raw

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was read; of a file that is refused nobody asks it."""
        if not self.digest and self.content is not None:
            self.digest = hashlib.sha256(self.content).hexdigest()
        return self.digest

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

    def faults(self, code: str, found: Sequence[tuple[int, str, str]]) -> None:
        """Note rows that cannot be read, each as (line, English, Chinese)."""
        for line, en, zh in found[:MAX_PROBLEMS]:
            self.fault(code, en, zh, line)
        self.problems += self.uncounted(len(found))
        self.partial = self.partial or bool(found)

    def uncounted(self, total: int) -> list[Problem]:
        """What to say of those beyond `MAX_PROBLEMS`, if there are any."""
        more = total - MAX_PROBLEMS
        if more <= 0:
            return []
        en, zh = f"and {more} more errors in this file", f"此文件中还有 {more} 处错误"
        return [self.problem(0, None, "more-problems", en, zh)]

    def found(self, db: duckdb.DuckDBPyConnection, query: str) -> tuple[list[tuple[Any, ...]], list[Problem]]:
        """The first `MAX_PROBLEMS` rows that a query finds, and what to say of the others."""
        found = db.execute(query).fetchmany(MAX_PROBLEMS + 1)
        if len(found) <= MAX_PROBLEMS:
            return found, []
        total = db.execute(f"select count(*) from ({query})").fetchall()[0][0]
        return found[:MAX_PROBLEMS], self.uncounted(total)


def no_rows(db: duckdb.DuckDBPyConnection, result: RowsOfFile, header: Sequence[str], lenient: bool) -> None:
    """A file with a header only: a plan's own is a table that is empty yet, one that is handed in says nothing."""
    if lenient:
        en, zh = "this file has a header and no rows", "文件只有表头，没有数据行"
        result.fault("no-rows", en, zh)
        return
    take_rows(db, result, (), len(header))
    result.headers = tuple(header)


def take_rows(
    db: duckdb.DuckDBPyConnection, result: RowsOfFile, rows: Iterable[list[str | None]], width: int
) -> None:
    """Make the result's raw table of rows of text, each of `width` values."""
    import pyarrow as pa

    schema = pa.schema([(f"c{n}", pa.string()) for n in range(width)])
    remaining = iter(rows)

    def batches() -> Iterator[Any]:
        while batch := list(islice(remaining, _BATCH)):
            result.rows += len(batch)
            yield pa.record_batch([pa.array(c, pa.string()) for c in zip(*batch, strict=True)], schema=schema)

    result.rows = 0
    db.register("_handed_in", pa.Table.from_batches(batches(), schema))
    db.execute(f"create or replace temp table {result.raw} as from _handed_in")
    db.unregister("_handed_in")
