"""Evidence files → tables of rows that remember their line.

CSV (UTF-8, comma) and Parquet. Everything is read as it stands: no value is guessed or repaired.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from qualicity.errors import Place, Problem, Text, did_you_mean
from qualicity.evidence.sql import literal, name
from qualicity.plan.model import TableSchema
from qualicity.plan.yamlfile import read_text

MAX_PROBLEMS = 100
"""At most so many problems are listed for one file; the rest is counted."""


@dataclass(slots=True)
class RowsOfFile:
    """The rows of one evidence file as the DuckDB table `table`, with `_record` counted from 1.

    `typed` says whether the columns carry their own types (Parquet) or are all text (CSV).
    """

    path: Path
    shown: str
    table: str
    columns: tuple[str, ...] = ()
    typed: bool = False
    sha256: str = ""
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    _lines: list[int] | None = None

    def line(self, record: int) -> int:
        """The line (CSV) or row (Parquet) of a record, both counted from 1."""
        if self.typed:
            return record
        if self._lines is None:
            self._lines = _record_lines(self.path)
        return self._lines[record] if record < len(self._lines) else record + 1

    def place(self, record: int, column: str | None = None) -> Place:
        """File, line and column of a value."""
        line = self.line(record)
        at = 1
        if column is not None and not self.typed and column in self.columns:
            at = _column_offset(self.path, line, self.columns.index(column))
        return Place(self.shown, line, at)

    def problem(self, record: int, column: str | None, code: str, en: str, zh: str) -> Problem:
        """An error at a value."""
        return Problem("error", self.place(record, column), code, Text(en, zh))


def read_rows(
    db: duckdb.DuckDBPyConnection, path: Path, shown: str, schema: TableSchema, table: str
) -> RowsOfFile:
    """Read an evidence file into the temporary table `table`.

    Problems: a missing, empty, wrongly encoded or malformed file; missing, unknown or repeated columns.
    With problems among the columns the table may lack them; with an unreadable file there is no table.
    """
    result = RowsOfFile(path, shown, table)
    if not path.is_file():
        near = did_you_mean(
            path.name, [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        )
        result.problems.append(
            Problem(
                "error",
                Place(shown),
                "missing-file",
                Text(f"there is no such file{near.en}", f"文件不存在{near.zh}"),
            )
        )
        return result
    raw = path.read_bytes()
    result.sha256 = hashlib.sha256(raw).hexdigest()
    if path.suffix == ".parquet":
        _read_parquet(db, result)
    else:
        _read_csv(db, result)
    if result.columns:
        _check_columns(result, schema)
    return result


def _read_csv(db: duckdb.DuckDBPyConnection, result: RowsOfFile) -> None:
    text, problem = read_text(result.path, result.shown)
    if text is None:
        result.problems.extend([problem] if problem else [])
        return
    first = text.split("\n", 1)[0].rstrip("\r")
    header = next(csv.reader([first]))
    other = next((d for d in ("\t", ";", "，") if len(header) == 1 and d in first), None)
    if other:
        en, zh = (
            f"cells are separated by {other!r}; a comma is expected",
            f"单元格以 {other!r} 分隔；应使用逗号",
        )
        result.problems.append(Problem("error", Place(result.shown), "wrong-separator", Text(en, zh)))
        return
    width = len(header)
    wrong: list[tuple[int, int]] = []
    if text.count(",") != (width - 1) * text.count("\n") or '"' in text:
        for line, cells in _records(text):
            if len(cells) not in (width, 0):
                wrong.append((line, len(cells)))
    for line, count in wrong[:MAX_PROBLEMS]:
        en = f"this row has {count} cells, the header has {width}"
        zh = f"此行有 {count} 个单元格，表头有 {width} 个"
        result.problems.append(Problem("error", Place(result.shown, line), "malformed-row", Text(en, zh)))
    if wrong:
        return
    if not text[text.find("\n") + 1 :].strip() or "\n" not in text:
        en, zh = "this file has a header and no rows", "文件只有表头，没有数据行"
        result.problems.append(Problem("error", Place(result.shown), "no-rows", Text(en, zh)))
        return
    columns = ", ".join(f"{literal(f'c{n}')}: 'VARCHAR'" for n in range(width))
    db.execute(
        f"create or replace temp table {result.table} as "
        f"select row_number() over () as _record, * from read_csv({literal(str(result.path))}, header=true, "
        "delim=',', quote='\"', escape='\"', nullstr='', parallel=false, auto_detect=false, "
        f"columns={{{columns}}})"
    )
    result.columns = tuple(header)
    for n, title in enumerate(header):
        if title not in header[:n]:
            db.execute(f"alter table {result.table} rename column c{n} to {name(title or 'unnamed')}")
    found = db.execute(f"select count(*) from {result.table}").fetchone()
    result.rows = int(found[0]) if found else 0


def _read_parquet(db: duckdb.DuckDBPyConnection, result: RowsOfFile) -> None:
    source = f"read_parquet({literal(str(result.path))}, file_row_number=true)"
    try:
        names = [
            row[0]
            for row in db.execute(f"describe select * exclude (file_row_number) from {source}").fetchall()
        ]
    except duckdb.Error as error:
        en, zh = f"not a readable Parquet file: {error}", f"不是可读取的 Parquet 文件：{error}"
        result.problems.append(Problem("error", Place(result.shown), "malformed-file", Text(en, zh)))
        return
    db.execute(
        f"create or replace temp view {result.table} as "
        f"select file_row_number + 1 as _record, * exclude (file_row_number) from {source}"
    )
    found = db.execute(f"select count(*) from {result.table}").fetchone()
    result.columns, result.typed, result.rows = tuple(names), True, int(found[0]) if found else 0


def _check_columns(result: RowsOfFile, schema: TableSchema) -> None:
    wanted = [f.name for f in schema.fields]
    missing = [name for name in wanted if name not in result.columns]
    extra = [name for name in result.columns if name not in wanted]
    for column in extra:
        near = did_you_mean(column, missing)
        at = _column_offset(result.path, 1, result.columns.index(column)) if not result.typed else 1
        en, zh = (
            f"column '{column}' is not in the dataset's schema{near.en}",
            f"列“{column}”不在数据集结构中{near.zh}",
        )
        result.problems.append(Problem("error", Place(result.shown, 1, at), "unknown-column", Text(en, zh)))
    for column in missing:
        if any(did_you_mean(other, [column]).en for other in extra):
            continue  # told already, as the misspelt column
        en = f"column '{column}' is missing; the file has: {', '.join(result.columns)}"
        zh = f"缺少列“{column}”；文件中的列：{', '.join(result.columns)}"
        result.problems.append(Problem("error", Place(result.shown), "missing-column", Text(en, zh)))
    for n, column in enumerate(result.columns):
        if column in result.columns[:n]:
            en, zh = f"column '{column}' stands twice in the header", f"表头中列“{column}”出现两次"
            result.problems.append(Problem("error", Place(result.shown), "duplicate-column", Text(en, zh)))


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The records of a CSV with the line that each starts on."""
    reader = csv.reader(io.StringIO(text, newline=""))
    found, start = [], 1
    for cells in reader:
        found.append((start, cells))
        start = reader.line_num + 1
    return found


def _record_lines(path: Path) -> list[int]:
    text = path.read_text("utf-8-sig")
    return [line for line, cells in _records(text) if cells]


def _column_offset(path: Path, line: int, index: int) -> int:
    """The 1-based character at which cell `index` of a line starts (1 when it cannot be told)."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        text = next((t for n, t in enumerate(file, 1) if n == line), "")
    quoted, seen = False, 0
    if index == 0:
        return 1
    for n, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            seen += 1
            if seen == index:
                return n + 2
    return 1
