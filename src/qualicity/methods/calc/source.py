"""Tables from files: CSV (also gzipped, also GBK), Parquet, XLSX, boundaries. Columns are held by place, never by name.

DuckDB takes `Level` and `level` for one name; so a file's columns are called `_c0`, `_c1`, … until the result
is written, under the very names that the file has.
"""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.methods.calc.names import literal
from qualicity.methods.spatial import GEOMETRY, GRIDS, SHAPES, read_layer

FORMATS = (".csv", ".csv.gz", ".tsv", ".parquet", ".xlsx", ".geojson", ".gpkg", ".shp")
SHAPE = "SHAPE"
"""The type of a column of shapes, which is none of DuckDB's."""
_SEPARATORS = ",\t;"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as the table `_source`: column `_c0` has the name `headers[0]` and the DuckDB type `types[0]`.

    `_row` counts the rows from 1, in the file's order; `first_line` is the line of row 1 where a row is a line.
    A CSV's rows may take several lines, and blank lines are none: it has `written`, its encoding and separator.
    Shapes have the type SHAPE (`spatial.py` says what a cell is); no result carries them.
    """

    path: Path
    headers: tuple[str, ...]
    types: tuple[str, ...]
    first_line: int | None
    written: tuple[str, str] | None = None

    @property
    def carried(self) -> tuple[int, ...]:
        """The places of the columns that stand beside a result."""
        return tuple(n for n, kind in enumerate(self.types) if kind != SHAPE)

    def place(self, row: int) -> Text:
        """Where a row stands in the file, in words."""
        if self.first_line is None:
            return Text(f"row {row}", f"第 {row} 行数据")
        line = self.first_line + row - 1
        if self.written:
            rows = _rows(self.path, *self.written, len(self.headers))
            line = next((line for n, (line, _) in enumerate(rows) if n == row), line)
        return Text(f"line {line}", f"第 {line} 行")


def suffix_of(path: Path) -> str:
    """`.csv.gz` as one, in small letters."""
    name = path.name.lower()
    return ".csv.gz" if name.endswith(".csv.gz") else path.suffix.lower()


def open_table(db: duckdb.DuckDBPyConnection, path: Path) -> Source:
    """The file as the table `_source` of `db`.

    Errors: `UsageError` for a file that is missing, empty, of an unknown kind or not well-formed.
    """
    if path.is_dir():
        raise _wrong(path, "this is a folder; give one of its files", "这是文件夹；请给出其中一个文件")
    if not path.is_file():
        near = did_you_mean(
            path.name, [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        )
        raise UsageError(Text(f"{path}: there is no such file{near.en}", f"{path}：文件不存在{near.zh}"))
    match suffix_of(path):
        case ".csv" | ".csv.gz" | ".tsv":
            return _csv(db, path)
        case ".parquet":
            return _parquet(db, path)
        case ".xlsx":
            return _workbook(db, path)
        case shapes if shapes in SHAPES:
            return _boundaries(db, path)
        case grid if grid in GRIDS:
            raise _wrong(
                path,
                "a grid has no rows: give the zones as FILE and this with --set cover=, or the zones with --set zones=",
                "栅格没有行：请以区域边界作为 FILE，并用 --set cover= 给出此文件，或用 --set zones= 给出区域边界",
            )
        case other:
            en = f"files of type '{other}' cannot be read; give one of {' '.join(FORMATS)}"
            raise _wrong(path, en, f"无法读取“{other}”类型的文件；请使用 {' '.join(FORMATS)}")


def _wrong(path: Path, en: str, zh: str) -> UsageError:
    return UsageError(Text(f"{path}: {en}", f"{path}：{zh}"))


def _csv(db: duckdb.DuckDBPyConnection, path: Path) -> Source:
    try:
        if _is_packed(path):  # of one that is cut off DuckDB reads what is there, and says nothing
            with gzip.open(path, "rb") as packed:
                while packed.read(1 << 20):
                    pass
        try:
            return _text_in(db, path, "utf-8-sig")
        except UnicodeDecodeError:
            return _text_in(db, path, "gb18030")
    except UnicodeDecodeError as error:
        en = "neither UTF-8 nor GB18030: save it as CSV in UTF-8"
        raise _wrong(path, en, "编码既不是 UTF-8 也不是 GB18030：请另存为 UTF-8 编码的 CSV") from error
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise _wrong(path, f"cannot be read: {error}", f"无法读取：{error}") from error


def _text_in(db: duckdb.DuckDBPyConnection, path: Path, encoding: str) -> Source:
    """A CSV in one encoding. Errors: `UnicodeDecodeError` where it is another; `UsageError` for a line of it."""
    headers, separator = _header(path, encoding)
    try:
        if encoding == "gb18030":
            with tempfile.TemporaryDirectory() as folder:
                plain = Path(folder) / "utf8.csv"
                _transcode(path, plain)
                _load(db, plain, headers, separator)
        else:
            _load(db, path, headers, separator)
    except duckdb.Error as error:
        raise _malformed(path, encoding, separator, len(headers), error) from error
    return Source(path, headers, ("VARCHAR",) * len(headers), 2, (encoding, separator))


def _malformed(path: Path, encoding: str, separator: str, wanted: int, error: Exception) -> UsageError:
    """The first line with too many or too few cells, or with a loose quote; anything else in DuckDB's words."""
    line = 0
    try:
        for line, row in _rows(path, encoding, separator, wanted):
            if len(row) != wanted:
                return _wrong(
                    path,
                    f"line {line} has {len(row)} cells, the header has {wanted}: the first line names the columns, "
                    "and a value that holds a separator is quoted",
                    f"第 {line} 行有 {len(row)} 个单元格，而表头有 {wanted} 个：首行应为列名，含分隔符的值应加引号",
                )
    except csv.Error:
        return _wrong(
            path,
            f"behind line {line}: a quotation mark that is not closed, or text behind one that is",
            f"第 {line} 行之后：引号未闭合，或闭合的引号后还有文字",
        )
    said = " ".join(str(error).split("\n")[0].split())[:200]
    return _wrong(
        path,
        f"not a well-formed file: {said} Save it anew as CSV in UTF-8",
        f"文件格式有误：{said} 请另存为 UTF-8 编码的 CSV",
    )


def _rows(path: Path, encoding: str, separator: str, wanted: int) -> Iterator[tuple[int, list[str]]]:
    """The header and the rows of a CSV, each with the line on which it begins."""
    with _bytes(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        reader, line = csv.reader(text, delimiter=separator, strict=True), 1
        for row in reader:
            if row or wanted == 1:
                yield line, row or [""]
            line = reader.line_num + 1


def _is_packed(path: Path) -> bool:
    return suffix_of(path) == ".csv.gz"


def _bytes(path: Path) -> BinaryIO:
    return gzip.open(path, "rb") if _is_packed(path) else path.open("rb")  # type: ignore[return-value]


def _header(path: Path, encoding: str) -> tuple[tuple[str, ...], str]:
    """The names of the columns, and what stands between them."""
    with _bytes(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        first = text.readline()
        separator = max(_SEPARATORS, key=first.count)
        text.seek(0)
        reader = csv.reader(text, delimiter=separator)
        headers = tuple(h.strip() for h in next(reader, []))
        if not any(headers):
            raise _wrong(
                path, "the file is empty: its first line names the columns", "文件或其首行为空：首行应为列名"
            )
        return _named(path, headers), separator


def _named(path: Path, headers: Sequence[str]) -> tuple[str, ...]:
    twice = {h for h in headers if headers.count(h) > 1 and h}
    if twice:
        told = ", ".join(sorted(twice))
        raise _wrong(path, f"column {told} stands twice in the header", f"表头中列 {told} 重复")
    return tuple(headers)


def _load(db: duckdb.DuckDBPyConnection, path: Path, headers: Sequence[str], separator: str) -> None:
    """Errors: `UnicodeDecodeError` for what is no UTF-8, `duckdb.Error` for what is no table."""
    # DuckDB skips rows, not lines: one is the header, however many lines it takes. Written out, for a parameter makes
    # DuckDB look for pandas, which takes longer than a small file
    columns = ", ".join(f"_c{n}: 'VARCHAR'" for n in range(len(headers)))
    packing = "gzip" if _is_packed(path) else "none"
    try:
        db.execute(
            f"create or replace temp table _cells as select * from read_csv({literal(path)}, auto_detect=false, "
            f"header=false, skip=1, delim='{separator}', quote='\"', escape='\"', columns={{{columns}}}, "
            f"compression='{packing}', max_line_size=16777216)"
        )
    except duckdb.Error as error:
        if "unicode" in str(error).lower() or "utf-8" in str(error).lower():
            raise UnicodeDecodeError("utf-8", b"", 0, 0, str(error)) from error
        raise
    db.execute("create or replace temp view _source as select rowid + 1 as _row, * from _cells")


def _transcode(path: Path, plain: Path) -> None:
    """GBK or GB18030 → UTF-8."""
    with _bytes(path) as raw, plain.open("w", encoding="utf-8", newline="") as file:
        shutil.copyfileobj(io.TextIOWrapper(raw, "gb18030", newline=""), file)


def _parquet(db: duckdb.DuckDBPyConnection, path: Path) -> Source:
    import pyarrow.parquet as pq

    try:
        headers = _named(path, pq.read_schema(path).names)
        named = ", ".join(f"_c{n}" for n in range(len(headers)))
        db.execute(
            f"create or replace temp view _source as select file_row_number + 1 as _row, * exclude (file_row_number) "
            f"from read_parquet({literal(path)}, file_row_number=true) as t({named})"
        )
        described = db.execute("describe _source").fetchall()
    except (OSError, ValueError, duckdb.Error) as error:
        said = " ".join(str(error).split())[:300]
        raise _wrong(path, f"not a well-formed file: {said}", f"文件格式有误：{said}") from error
    return Source(path, headers, tuple(row[1] for row in described[1:]), None)


def _boundaries(db: duckdb.DuckDBPyConnection, path: Path) -> Source:
    """A row for each boundary: its attributes, and the column `geometry` at the end."""
    import pyarrow as pa

    layer = read_layer(path)
    headers = _named(path, [*layer.attributes.column_names, GEOMETRY])
    columns = [*layer.attributes.columns, layer.cells()]
    db.register("_layer", pa.table({f"_c{n}": c for n, c in enumerate(columns)}))
    db.execute("create or replace temp view _source as select row_number() over () as _row, * from _layer")
    described = [row[1] for row in db.execute("describe _source").fetchall()]
    return Source(path, headers, (*described[1:-1], SHAPE), None)


def _workbook(db: duckdb.DuckDBPyConnection, path: Path) -> Source:
    """The first sheet that is not empty; its first row with values is the header."""
    import pyarrow as pa
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise _wrong(path, f"not a readable workbook: {error}", f"不是可读取的工作簿：{error}") from error
    for sheet in book.worksheets:
        rows = [
            (n, r)
            for n, r in enumerate(sheet.iter_rows(values_only=True), 1)
            if any(c is not None for c in r)
        ]
        if rows:
            break
    else:
        raise _wrong(path, "this workbook is empty", "工作簿为空")
    _refuse_uncounted(path, sheet.title)
    (line, first), body = rows[0], [r for _, r in rows[1:]]
    used = [
        n for n, c in enumerate(first) if c is not None or any(len(r) > n and r[n] is not None for r in body)
    ]
    headers = _named(path, [str(first[n] or "").strip() for n in used])
    table = pa.table(
        {f"_c{i}": _cells([r[n] if n < len(r) else None for r in body]) for i, n in enumerate(used)}
    )
    db.register("_sheet", table)
    db.execute("create or replace temp view _source as select row_number() over () as _row, * from _sheet")
    described = db.execute("describe _source").fetchall()
    there = [n for n, _ in rows]
    gapless = there[-1] - line == len(there) - 1
    return Source(path, headers, tuple(row[1] for row in described[1:]), line + 1 if gapless else None)


def _refuse_uncounted(path: Path, title: str) -> None:
    """Errors: `UsageError` for a formula whose result is not in the file: it would pass for a missing value."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(path) as parts:
        if not any(b"<f" in parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/")):
            return
    formulas, results = (load_workbook(path, read_only=True, data_only=d)[title] for d in (False, True))
    for asked, found in zip(formulas.iter_rows(), results.iter_rows(), strict=True):
        for cell, result in zip(asked, found, strict=True):
            # a result that is an empty text is one: its cell is of the type `str`
            if cell.data_type == "f" and result.value is None and result.data_type != "str":
                at = cell.coordinate
                raise _wrong(
                    path,
                    f"{at} is a formula whose result is not in the file: open it in a spreadsheet and save it",
                    f"{at} 是公式，但文件中没有其结果：请用电子表格软件打开并保存",
                )


def _cells(values: Sequence[Any]) -> Any:
    """A column of cells: numbers or times where all are, else the texts that a person would see."""
    import pyarrow as pa

    found = [v for v in values if v is not None]
    if found and all(isinstance(v, int | float) and not isinstance(v, bool) for v in found):
        whole = all(float(v).is_integer() and abs(v) < 2**53 for v in found)
        return pa.array([None if v is None else int(v) if whole else float(v) for v in values])
    if found and all(isinstance(v, datetime) for v in found):
        return pa.array(values, pa.timestamp("us"))
    return pa.array([None if v is None else _text(v) for v in values], pa.string())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
