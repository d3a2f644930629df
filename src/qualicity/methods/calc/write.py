"""A result → a file of the kind that its name says, or CSV on the standard output. All of it, or nothing."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from qualicity.errors import Text, UsageError
from qualicity.methods.calc.calculate import Calculated
from qualicity.methods.calc.names import literal, quoted
from qualicity.methods.calc.source import suffix_of

_SHEET_ROWS = 1_048_575
"""So many rows a workbook's sheet holds under its header."""
_CELL = 32_767
"""So many characters a workbook's cell holds."""


def write_result(db: duckdb.DuckDBPyConnection, result: Calculated, out: Path | None) -> None:
    """Write a result; without `out` as CSV to the standard output.

    Errors: `UsageError` for a file of an unknown kind, a folder that is not there, too many rows for a workbook.
    """
    if out is None:
        with tempfile.TemporaryDirectory() as folder:
            _csv(db, result, Path(folder) / "out.csv", sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    kind = refuse_place(out)
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".qualicity-") as folder:
            made = Path(folder) / f"out{kind}"
            _made(db, result, kind, made)
            made.replace(out)
    except OSError as error:
        said = error.strerror or error
        raise UsageError(Text(f"{out}: cannot be written: {said}", f"{out}：无法写入：{said}")) from error


def refuse_place(out: Path) -> str:
    """The kind of file that a result shall be. Errors: `UsageError` for a place where none can stand."""
    kind = suffix_of(out)
    if kind not in (".csv", ".csv.gz", ".parquet", ".xlsx"):
        told = ".csv .csv.gz .parquet .xlsx"
        raise UsageError(Text(f"{out}: write one of {told}", f"{out}：输出文件应为 {told} 之一"))
    if out.is_dir():
        raise UsageError(
            Text(f"{out}: this is a folder; name a file in it", f"{out}：这是文件夹；请给出文件名")
        )
    if not out.parent.is_dir():
        raise UsageError(Text(f"{out.parent}: there is no such folder", f"{out.parent}：文件夹不存在"))
    return kind


def _made(db: duckdb.DuckDBPyConnection, result: Calculated, kind: str, made: Path) -> None:
    body = made.with_name("body.csv")
    match kind:
        case ".csv":
            with made.open("wb") as file:
                _csv(db, result, body, file)
        case ".csv.gz":
            with gzip.open(made, "wb") as packed:
                _csv(db, result, body, packed)  # type: ignore[arg-type]
        case ".parquet":
            _parquet(db, result, made)
        case _:
            _workbook(db, result, made)


def _csv(db: duckdb.DuckDBPyConnection, result: Calculated, body: Path, file: BinaryIO) -> None:
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(result.headers)
    file.write(header.getvalue().encode())
    db.execute(f"copy ({_placed(result)}) to {literal(body)} (format csv, header false)")
    with body.open("rb") as rows:
        shutil.copyfileobj(rows, file)


def _placed(result: Calculated) -> str:
    """The rows with columns `o0`, `o1`, …: two names that differ in case only would be one."""
    return f"select * from ({result.sql}) as t({', '.join(f'o{n}' for n in range(len(result.headers)))})"


def _parquet(db: duckdb.DuckDBPyConnection, result: Calculated, made: Path) -> None:
    if all(result.headers) and len({h.casefold() for h in result.headers}) == len(result.headers):
        named = ", ".join(map(quoted, result.headers))
        db.execute(f"copy (select * from ({result.sql}) as t({named})) to {literal(made)} (format parquet)")
        return
    import pyarrow.parquet as pq

    batches = db.execute(_placed(result)).to_arrow_reader()
    schema = batches.schema
    for n, header in enumerate(result.headers):
        schema = schema.set(n, schema.field(n).with_name(header))
    with pq.ParquetWriter(made, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.rename_columns(list(result.headers)))


def _workbook(db: duckdb.DuckDBPyConnection, result: Calculated, made: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("result")
    try:
        _fill(sheet, db, result)
    finally:
        sheet.close()  # also of a book that is given up, which would complain at the end of the program
    book.save(made)


def _fill(sheet: Any, db: duckdb.DuckDBPyConnection, result: Calculated) -> None:
    sheet.append([_cell(sheet, h) for h in result.headers])
    rows = db.execute(_placed(result))
    number = 0
    while chunk := rows.fetchmany(10_000):
        number += len(chunk)
        if number > _SHEET_ROWS:
            en = f"a sheet holds {_SHEET_ROWS:,} rows and there are more: write .csv or .parquet"
            raise UsageError(Text(en, f"工作表最多 {_SHEET_ROWS:,} 行：请输出为 .csv 或 .parquet"))
        for row in chunk:
            sheet.append([_cell(sheet, v) if isinstance(v, str) else v for v in row])


def _cell(sheet: Any, text: str) -> Any:
    """A text as it stands: one that begins with `=` is no formula. Errors: `UsageError` for what no cell holds."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

    if len(text) > _CELL or ILLEGAL_CHARACTERS_RE.search(text):
        begins = repr(text[:30])
        raise UsageError(
            Text(
                f"a workbook cannot hold the text {begins} (control characters, or over {_CELL:,} in length): "
                "write .csv or .parquet",
                f"工作簿无法保存文本 {begins}（含控制字符或超过 {_CELL:,} 个字符）：请输出为 .csv 或 .parquet",
            )
        )
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
