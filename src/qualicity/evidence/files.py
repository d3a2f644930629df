"""Evidence files → tables of rows that remember where they stand.

Formats: CSV, XLSX, Parquet, JSON lines, and SDMX-CSV (a CSV whose header has SDMX's concepts). Values
are read as they stand: none is guessed or repaired.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb

from qualicity.errors import did_you_mean
from qualicity.evidence.csvfile import read_csv
from qualicity.evidence.headers import map_columns, name_columns, tell_columns
from qualicity.evidence.otherfiles import read_json_lines, read_workbook
from qualicity.evidence.parquet import read_parquet
from qualicity.evidence.rows import MAX_PROBLEMS, RowProblem, RowsOfFile
from qualicity.plan.tables import Dataset, TableSchema

__all__ = ["MAX_PROBLEMS", "RowProblem", "RowsOfFile", "read_rows"]


def read_rows(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    shown: str,
    dataset: Dataset,
    table: str,
    *,
    lenient: bool = False,
    given: Mapping[str, str] | None = None,
    most: int | None = None,
) -> RowsOfFile:
    """Read an evidence file into the temporary table `table`, its columns under the fields' names.

    A plan's own files are held to the letter. `lenient` is for what people hand in: GBK, other
    separators, and headers that are a field's title (in either language) or its SDMX concept, or that are
    `given` (column → field). `most`: of a workbook, which is slow to read, only so many rows are wanted.
    Problems: a missing, empty, wrongly encoded or malformed file; missing, unknown or repeated columns.
    With problems among the columns the table may lack them; with an unreadable file there is no table.
    """
    result = RowsOfFile(path, shown, table, most=most)
    schema = dataset.table_schema
    if not path.is_file():
        near = did_you_mean(
            path.name, [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        )
        result.fault("missing-file", f"there is no such file{near.en}", f"文件不存在{near.zh}")
        return result
    match path.suffix.lower():
        case ".parquet":
            read_parquet(db, result, lenient=lenient)
        case ".xlsx":
            read_workbook(db, result, lenient=lenient)
        case ".jsonl" | ".ndjson":
            read_json_lines(db, result)
        case ".csv" | ".tsv" | ".txt":
            read_csv(db, result, lenient=lenient)
        case other:
            en = f"files of type '{other}' cannot be read; give CSV, XLSX, Parquet or JSON lines"
            result.fault(
                "unknown-format", en, f"无法读取“{other}”类型的文件；请使用 CSV、XLSX、Parquet 或 JSON lines"
            )
    if result.content is None:
        with path.open("rb") as file:
            result.digest = hashlib.file_digest(file, "sha256").hexdigest()
    if result.headers and schema:
        _name_columns(db, result, dataset, schema, given, lenient)
    return result


def _name_columns(
    db: duckdb.DuckDBPyConnection,
    result: RowsOfFile,
    dataset: Dataset,
    schema: TableSchema,
    given: Mapping[str, str] | None,
    lenient: bool,
) -> None:
    """Columns under their fields' names; what is missing, unknown or there twice is told."""
    result.mapping = map_columns(result.headers, dataset, schema, given, lenient)
    named = [
        m.field if m.field and m.by != "near" else h
        for m, h in zip(result.mapping, result.headers, strict=False)
    ]
    name_columns(db, result, named, {f.name: f.type for f in schema.fields})
    tell_columns(result, named)
    if lenient and {"STRUCTURE", "ACTION"} <= set(result.headers):
        _tell_deletions(db, result)


def _tell_deletions(db: duckdb.DuckDBPyConnection, result: RowsOfFile) -> None:
    """SDMX-CSV 2.0 can ask for rows to be deleted (`D`); nothing is ever deleted here."""
    column = f"c{list(result.headers).index('ACTION')}"
    found, more = result.found(
        db, f"select rowid + 1 as at_record from {result.raw} where {column} = 'D' order by 1"
    )
    for (record,) in found:
        en = "ACTION 'D' asks for a deletion; rows are not deleted by a submission: leave this row out"
        zh = "ACTION“D”要求删除；提交不会删除数据：请去掉此行"
        result.problems.append(result.problem(record, None, "sdmx-deletion", en, zh, "D"))
    result.problems += more
