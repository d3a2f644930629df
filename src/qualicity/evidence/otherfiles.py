"""Workbooks (XLSX) and JSON lines → rows; every value is read as the text that a person would see."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from qualicity.evidence.prepared import MARK, filled, is_prepared
from qualicity.evidence.rows import RowsOfFile, no_rows, take_rows
from qualicity.plan.yamlfile import encoding_problem

MOST_CELLS = 30_000_000
"""A sheet with more cells, most of them empty, is not read to its end."""
_FORMULA = re.compile(rb"<f[ >/]")


class _TooManyCellsError(Exception):
    """A small file may say that it holds more cells than could ever be read."""


@dataclass(frozen=True, slots=True)
class SheetPositions:
    """Rows and cells of a sheet: `rows[0]` is the header's."""

    sheet: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def line(self, record: int) -> int:
        """The sheet's row."""
        return self.rows[record] if record < len(self.rows) else self.rows[-1]

    def offset(self, record: int, column: int) -> int:
        """The sheet's column, counted from 1."""
        del record
        return self.columns[column]

    def cell(self, record: int, column: int) -> str | None:
        """`Sheet1!B7`."""
        from openpyxl.utils import get_column_letter

        return f"{self.sheet}!{get_column_letter(self.columns[column])}{self.line(record)}"


def read_workbook(db: duckdb.DuckDBPyConnection, result: RowsOfFile, *, lenient: bool) -> None:
    """Read the first sheet that is not empty; its first row with values is the header."""
    book = _opened(result)
    if book is None:
        return
    prepared = is_prepared(book.sheetnames)
    try:
        for sheet in book.worksheets:
            found: list[tuple[int, Sequence[Any]]] = list(
                islice(_rows(sheet), None if prepared or result.most is None else result.most + 1)
            )
            if prepared:
                given = book[MARK]
                given.reset_dimensions()
                found = filled(found, given.iter_rows(values_only=True), _said)
            if found:
                if result.most is None:
                    result.faults("formula-without-result", _uncounted(result.path, sheet.title))
                _take_sheet(db, result, sheet.title, found, lenient)
                return
    except _TooManyCellsError:
        en = f"a sheet has more than {MOST_CELLS:,} cells: delete the empty rows and columns, or send CSV"
        result.fault("too-many-cells", en, f"工作表超过 {MOST_CELLS:,} 个单元格：请删除空行空列，或改用 CSV")
        return
    result.fault("empty-file", "this workbook is empty", "工作簿为空")


def header_of(result: RowsOfFile) -> tuple[str, ...]:
    """The words of a workbook's header, without reading its rows; problems are noted."""
    book = _opened(result)
    rows = (row for sheet in book.worksheets for _, row in _rows(sheet)) if book else iter(())
    try:
        return tuple(text for text in map(_said, next(rows, ())) if text)
    except _TooManyCellsError:
        return ()


def _opened(result: RowsOfFile) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(result.path, read_only=True, data_only=True)
    except Exception as error:
        result.fault("malformed-file", f"not a readable workbook: {error}", f"不是可读取的工作簿：{error}")
        return None


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of a sheet that are not empty, with their numbers; what it says of its own size is not believed."""
    sheet.reset_dimensions()
    cells = 0
    for n, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row)
        if cells > MOST_CELLS:
            raise _TooManyCellsError
        if any(_said(c) for c in row):
            yield n, row


def _uncounted(path: Path, title: str) -> list[tuple[int, str, str]]:
    """Rows with a formula whose result the file does not hold (it would pass for a missing value), with what to say."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(path) as parts:
        if not any(
            _FORMULA.search(parts.read(n)) for n in parts.namelist() if n.startswith("xl/worksheets/")
        ):
            return []
    formulas, results = (load_workbook(path, read_only=True, data_only=d)[title] for d in (False, True))
    for sheet in (formulas, results):
        sheet.reset_dimensions()
    return [
        (
            int(cell.row or 1),
            f"{title}!{cell.coordinate} is a formula whose result is not in the file: open it in a spreadsheet and save it",
            f"{title}!{cell.coordinate} 是公式，但文件中没有其结果：请用电子表格软件打开并保存",
        )
        for asked, found in zip(formulas.iter_rows(), results.iter_rows(), strict=True)
        for cell, got in zip(asked, found, strict=True)
        if cell.data_type == "f"
        and got.value is None
        and got.data_type != "str"  # `str`: an empty text is a result
    ]


def _take_sheet(
    db: duckdb.DuckDBPyConnection,
    result: RowsOfFile,
    title: str,
    found: list[tuple[int, Sequence[Any]]],
    lenient: bool,
) -> None:
    header = [_said(c) for c in found[0][1]]
    used = [n for n, text in enumerate(header) if text]
    if len(found) == 1 and lenient:
        no_rows(db, result, (), lenient)
        return
    rows = ([_said(row[n]) if n < len(row) else None for n in used] for _, row in found[1:])
    take_rows(db, result, rows, len(used))
    result.headers = tuple(str(header[n]) for n in used)
    result.positions = SheetPositions(title, tuple(n for n, _ in found), tuple(n + 1 for n in used))


@dataclass(frozen=True, slots=True)
class LinePositions:
    """Lines of a JSON lines file: `lines[0]` stands for the header that it does not have."""

    lines: tuple[int, ...]

    def line(self, record: int) -> int:
        """The line of the record."""
        return self.lines[record] if record < len(self.lines) else self.lines[-1]

    def offset(self, record: int, column: int) -> int:
        """Always 1."""
        del record, column
        return 1

    def cell(self, record: int, column: int) -> str | None:
        """None."""
        del record, column
        return None


def read_json_lines(db: duckdb.DuckDBPyConnection, result: RowsOfFile) -> None:
    """Read one JSON object a line; the keys of all of them are the columns."""
    raw = result.read()
    problem = encoding_problem(raw, result.shown) if raw is not None else None
    if raw is None or problem:
        result.problems += [problem] if problem else []
        return
    objects: list[tuple[int, dict[str, Any]]] = []
    wrong: list[tuple[int, str, str]] = []
    for number, line in enumerate(raw.decode("utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError("not an object")
            objects.append((number, value))
        except ValueError as error:
            wrong.append((number, f"not a JSON object: {error}", f"不是 JSON 对象：{error}"))
    result.faults("malformed-row", wrong)
    if not objects:
        return
    keys = list(dict.fromkeys(k for _, o in objects for k in o))
    take_rows(db, result, ([_said(o.get(k)) for k in keys] for _, o in objects), len(keys))
    result.headers, result.positions = tuple(keys), LinePositions((1, *(n for n, _ in objects)))


def _said(value: Any) -> str | None:
    """A cell's value as text: whole numbers without `.0`, midnight as a date."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip() or None
