"""CSV → rows. A plan's own files are UTF-8 with commas; what people hand in may also be GBK or GB18030,
and separated by tabs or semicolons.

DuckDB reads a file in one go. What it does not take, or takes with a cell too many, is read again record by
record: slowly, but then every row that is not well-formed is told, and the others are still checked.
"""

from __future__ import annotations

import csv
import io
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from threading import Thread

import duckdb

from qualicity.errors import Problem
from qualicity.evidence.rows import RowsOfFile, no_rows, take_rows
from qualicity.evidence.sql import literal, path
from qualicity.plan.yamlfile import encoding_problem

_SEPARATORS = ",\t;，|"
_MARK = b"\xef\xbb\xbf"
_START = 1 << 16
"""The header is looked for in so many bytes before all are read."""
_BLOCK = 4096
"""Line ends are counted by blocks of so many bytes: a line is then found by looking through one of them."""


class CsvText(Thread):
    """A CSV's bytes, read and counted through while DuckDB reads the file: `join()` before asking for them."""

    def __init__(self, read: Callable[[], bytes | None], separator: str) -> None:
        super().__init__()
        self._read, self.separator = read, separator
        self.raw = self.plain = b""
        self.separators = 0
        self.line_ends: list[int] = []

    def run(self) -> None:
        """Read (`plain`: with one kind of line ends); count separators, and line ends before each block."""
        self.raw = self.plain = raw = self._read() or b""
        if b"\r" in raw and raw.count(b"\r") != raw.count(b"\r\n"):  # as old programs end lines
            self.plain = raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        blocks = range(0, len(raw), _BLOCK)
        self.line_ends = list(accumulate((raw.count(b"\n", n, n + _BLOCK) for n in blocks), initial=0))
        self.separators = raw.count(self.separator.encode())


class CsvPositions:
    """Lines and characters of a CSV, found only when somebody asks."""

    def __init__(self, text: CsvText, rows: int, lines: Sequence[int] | None) -> None:
        """`lines` are those on which the header and the records start; None: to be found when asked for."""
        self._raw, self._separator, self._line_ends = text.plain, text.separator, text.line_ends
        self._rows, self._given = rows, lines

    @cached_property
    def _lines(self) -> Sequence[int]:
        if self._given is not None:
            return self._given
        if self._line_ends[-1] + (not self._raw.endswith(b"\n")) == self._rows + 1:
            return range(1, self._rows + 2)  # each has its line, and nothing stands between them
        return array("q", (line for line, cells, _ in records(self._raw, self._separator) if cells))

    def line(self, record: int) -> int:
        """The line on which a record starts; the header is record 0."""
        return self._lines[record] if record < len(self._lines) else record + 1

    def offset(self, record: int, column: int) -> int:
        """The character at which a cell starts."""
        if column == 0:
            return 1
        text = self._text(self.line(record))
        if '"' not in text:
            before = text.split(self._separator, column)[:-1]
            return sum(map(len, before)) + len(before) + 1
        quoted, seen = False, 0
        for n, char in enumerate(text):
            if char == '"':
                quoted = not quoted
            elif char == self._separator and not quoted:
                seen += 1
                if seen == column:
                    return n + 2
        return 1

    def _text(self, line: int) -> str:
        block = max(bisect_left(self._line_ends, line - 1) - 1, 0)
        held = self._raw[block * _BLOCK : (block + 1) * _BLOCK]
        rest = held.split(b"\n", line - 1 - self._line_ends[block])[-1]  # from the line's start
        start = block * _BLOCK + len(held) - len(rest)
        end = self._raw.find(b"\n", start)
        return self._raw[start : end if end >= 0 else None].removeprefix(_MARK).decode()

    def cell(self, record: int, column: int) -> str | None:
        """None: a CSV has no cells with names."""
        del record, column
        return None


def records(raw: bytes, separator: str = ",") -> Iterator[tuple[int, list[str], bool]]:
    """The records of a CSV in UTF-8: the line each starts on, its cells, whether its quotes are in place."""
    csv.field_size_limit(max(csv.field_size_limit(), len(raw)))  # a long cell is no error
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.TextIOWrapper(io.BytesIO(raw), "utf-8-sig", newline=""):
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    while True:
        start, sound = reader.line_num + 1, True
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            sound, cells = False, next(csv.reader(taken, delimiter=separator))
        yield start, cells, sound


def read_csv(db: duckdb.DuckDBPyConnection, result: RowsOfFile, *, lenient: bool) -> None:
    """Read a CSV into the result's table; its columns are the header's words, all values text."""
    start = _start(result.path)
    if not start:
        result.read()  # tells why
        return
    problem = _read(db, result, result.read, start, result.path, lenient)
    if problem and lenient and result.content:
        try:
            converted = result.content.decode("gb18030").encode()
        except UnicodeDecodeError:
            pass
        else:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "converted.csv"
                file.write_bytes(converted)
                problem = _read(db, result, lambda: converted, converted, file, lenient)
    if problem:
        result.problems.append(problem)


def _read(
    db: duckdb.DuckDBPyConnection,
    result: RowsOfFile,
    read: Callable[[], bytes | None],
    start: bytes,
    file: Path,
    lenient: bool,
) -> Problem | None:
    """Read a file that should be in UTF-8; returns the problem that it is not, then nothing was read."""
    try:
        separator, header = _head(start)
    except UnicodeDecodeError:
        return encoding_problem(read() or b"", result.shown)
    if separator != "," and not lenient:
        en, zh = (
            f"cells are separated by {separator!r}; a comma is expected",
            f"单元格以 {separator!r} 分隔；应使用逗号",
        )
        result.fault("wrong-separator", en, zh)
        return None
    text, lines = CsvText(read, separator), None
    text.start()
    whole = _read_whole(db, result, text, start, file, header)
    text.join()
    if not whole:
        problem = encoding_problem(text.raw, result.shown)  # only now: what DuckDB reads is in UTF-8
        if problem:
            return problem
        lines = _read_records(db, result, text.raw, separator, len(header))
    result.positions = CsvPositions(text, result.rows, lines)
    if result.rows:
        result.headers = header
    elif not result.problems:
        no_rows(db, result, header, lenient)
    return None


def _start(file: Path) -> bytes:
    """The first lines of a file, the header among them, or all of it; nothing where it is empty or cannot be read."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(_START)
            lines = lines[: lines.rfind(b"\n") + 1]
            head = lines.removeprefix(_MARK).lstrip().partition(b"\n")[0]
            if not head or b'"' in head:  # quotes may hold line ends
                opened.seek(0)
                lines = opened.read()
    except OSError:
        return b""
    return lines if lines.removeprefix(_MARK).strip() else b""


def _head(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The separator, and the header's cells. Errors: `UnicodeDecodeError`."""
    start = next(line for line in io.BytesIO(raw.removeprefix(_MARK)) if line.strip()).decode("utf-8")
    first = start.replace("\r", "\n").lstrip("\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count) if any(s in first for s in _SEPARATORS) else ","
    return separator, tuple(next(cells for _, cells, _ in records(raw, separator) if any(cells)))


def _read_whole(
    db: duckdb.DuckDBPyConnection,
    result: RowsOfFile,
    text: CsvText,
    start: bytes,
    file: Path,
    header: Sequence[str],
) -> bool:
    """Whether DuckDB could read the file and every row has as many cells as the header."""
    separator, width = text.separator, len(header)
    if width == 1 or start.removeprefix(_MARK)[:1] in (b"\n", b"\r", b" "):
        return False  # DuckDB takes empty lines for rows or header
    columns = ", ".join(f"{literal(f'c{n}')}: 'VARCHAR'" for n in range(width))
    try:
        db.execute(
            f"create or replace temp table {result.raw} as from read_csv({path(file)}, header=true, "
            f"delim={literal(separator)}, quote='\"', escape='\"', nullstr='', auto_detect=false, columns={{{columns}}})"
        )
    except duckdb.Error:
        return False
    text.join()
    inside = "0"
    if b'"' in text.raw:
        within = (
            f"coalesce(length(c{n}) - length(replace(c{n}, {literal(separator)}, '')), 0)"
            for n in range(width)
        )
        inside = f"coalesce(sum({' + '.join(within)}), 0)"
    rows, more = db.execute(f"select count(*), {inside} from {result.raw}").fetchall()[0]
    more += sum(h.count(separator) for h in header)
    result.rows = int(rows)
    # DuckDB tells a cell that is missing but passes over an empty one too many at a row's end
    return bool(text.separators - more == (rows + 1) * (width - 1))


def _read_records(
    db: duckdb.DuckDBPyConnection, result: RowsOfFile, raw: bytes, separator: str, width: int
) -> Sequence[int]:
    """Read record by record; tell those that are not well-formed, take the others. Returns their lines."""
    lines = array("q")
    wrong: list[tuple[int, str, str]] = []

    def rows() -> Iterator[list[str | None]]:
        for line, cells, sound in records(raw, separator):
            if not lines:
                if any(cells):
                    lines.append(line)
            elif len(cells) != width and "".join(cells).strip():
                en = f"this row has {len(cells)} cell{'s' if len(cells) != 1 else ''}, the header has {width}"
                wrong.append((line, en, f"此行有 {len(cells)} 个单元格，表头有 {width} 个"))
            elif not sound:
                en = "this row is not well-formed CSV (a quote in the wrong place)"
                wrong.append((line, en, "此行不是有效的 CSV（引号位置不当）"))
            elif len(cells) == width:
                lines.append(line)
                yield [c or None for c in cells]

    take_rows(db, result, rows(), width)
    result.faults("malformed-row", wrong)
    return lines
