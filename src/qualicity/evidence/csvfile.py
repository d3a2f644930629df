"""CSV → rows. A plan's own files are UTF-8 with commas; what people hand in may also be GBK or GB18030,
and separated by tabs or semicolons."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from qualicity.errors import Problem
from qualicity.evidence.rows import MAX_PROBLEMS, RowsOfFile
from qualicity.evidence.sql import literal, name, path
from qualicity.plan.yamlfile import read_text

_SEPARATORS = ",\t;，|"


@dataclass(slots=True)
class CsvPositions:
    """Lines and characters of a CSV, found only when somebody asks."""

    text: str
    separator: str
    _lines: list[int] = field(default_factory=list)

    def line(self, record: int) -> int:
        """The line on which a record starts; the header is record 0."""
        if not self._lines:
            self._lines = [line for line, cells in records(self.text, self.separator) if cells]
        return self._lines[record] if record < len(self._lines) else record + 1

    def offset(self, record: int, column: int) -> int:
        """The character at which a cell starts."""
        if column == 0:
            return 1
        lines = self.text.split("\n", self.line(record))
        text = lines[self.line(record) - 1] if len(lines) >= self.line(record) else ""
        quoted, seen = False, 0
        for n, char in enumerate(text):
            if char == '"':
                quoted = not quoted
            elif char == self.separator and not quoted:
                seen += 1
                if seen == column:
                    return n + 2
        return 1

    def cell(self, record: int, column: int) -> str | None:
        """None: a CSV has no cells with names."""
        del record, column
        return None


def records(text: str, separator: str = ",") -> list[tuple[int, list[str]]]:
    """The records of a CSV with the line that each starts on."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a long cell is no error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found, start = [], 1
    for cells in reader:
        found.append((start, cells))
        start = reader.line_num + 1
    return found


def read_csv(db: duckdb.DuckDBPyConnection, result: RowsOfFile, *, lenient: bool) -> None:
    """Read a CSV into the result's table; its columns are the header's words, all values text."""
    text, problem, original = _text(result, lenient)
    if text is None:
        result.problems.extend([problem] if problem else [])
        return
    first = text.split("\n", 1)[0].rstrip("\r")
    separator = max(_SEPARATORS, key=first.count) if any(s in first for s in _SEPARATORS) else ","
    if separator != "," and not lenient:
        en, zh = (
            f"cells are separated by {separator!r}; a comma is expected",
            f"单元格以 {separator!r} 分隔；应使用逗号",
        )
        result.fault("wrong-separator", en, zh)
        return
    header = next(csv.reader([first], delimiter=separator))
    if _malformed(result, text, separator, len(header)):
        return
    if "\n" not in text or not text[text.find("\n") + 1 :].strip():
        result.fault("no-rows", "this file has a header and no rows", "文件只有表头，没有数据行")
        return
    if original:
        read = _query(db, result, result.path, separator, len(header))
    else:
        with tempfile.TemporaryDirectory() as folder:
            converted = Path(folder) / "converted.csv"
            converted.write_text(text, "utf-8", newline="")
            read = _query(db, result, converted, separator, len(header))
    if not read:
        return
    result.headers = tuple(header)
    result.positions = CsvPositions(text, separator)


def _text(result: RowsOfFile, lenient: bool) -> tuple[str | None, Problem | None, bool]:
    """The file's text; and whether the file itself is in UTF-8 and DuckDB can read it as it is."""
    text, problem = read_text(result.path, result.shown)
    if text is not None or not lenient or problem is None or problem.code != "encoding":
        return text, problem, True
    try:
        return result.path.read_bytes().decode("gb18030"), None, False
    except UnicodeDecodeError:
        return None, problem, True


def _malformed(result: RowsOfFile, text: str, separator: str, width: int) -> bool:
    """Rows with more or fewer cells than the header; read slowly only where lines and rows may differ."""
    plain = '"' not in text and "\r" not in text.replace("\r\n", "")
    if plain and all(not t.strip() or t.count(separator) == width - 1 for t in text.split("\n")):
        return False
    wrong = [(at, len(cells)) for at, cells in records(text, separator) if len(cells) not in (width, 0)]
    for line, count in wrong[:MAX_PROBLEMS]:
        en = f"this row has {count} cell{'s' if count != 1 else ''}, the header has {width}"
        result.fault("malformed-row", en, f"此行有 {count} 个单元格，表头有 {width} 个", line)
    return bool(wrong)


def _query(db: duckdb.DuckDBPyConnection, result: RowsOfFile, file: Path, separator: str, width: int) -> bool:
    columns = ", ".join(f"{literal(f'c{n}')}: 'VARCHAR'" for n in range(width))
    try:
        db.execute(
            f"create or replace temp table {result.raw} as "
            f"select row_number() over () as _record, * from read_csv({path(file)}, header=true, "
            f"delim={literal(separator)}, quote='\"', escape='\"', nullstr='', parallel=false, auto_detect=false, "
            f"columns={{{columns}}})"
        )
    except duckdb.Error as error:
        found = re.search(r"CSV Error on Line: (\d+)", str(error))
        en = "this row is not well-formed CSV (a quote in the wrong place, or a byte that is no text)"
        zh = "此行不是有效的 CSV（引号位置不当，或含无效字节）"
        result.fault("malformed-row", en, zh, int(found[1]) if found else 1)
        return False
    counted = db.execute(f"select count(*) from {result.raw}").fetchone()
    result.rows = int(counted[0]) if counted else 0
    return True


def name_columns(
    db: duckdb.DuckDBPyConnection, result: RowsOfFile, columns: list[str], wanted: list[str]
) -> None:
    """Give the file's columns the dataset's names: the first of each that the dataset has."""
    first = {c: n for n, c in reversed(list(enumerate(columns))) if c in wanted}
    selected = "".join(f", c{n} as {name(c)}" for c, n in first.items())
    db.execute(f"create or replace temp view {result.table} as select _record{selected} from {result.raw}")
    result.columns = tuple(columns)
