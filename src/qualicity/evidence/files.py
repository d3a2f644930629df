"""Evidence files → tables of rows that remember where they stand.

Formats: CSV, XLSX, Parquet, JSON lines, and SDMX-CSV (a CSV whose header has SDMX's concepts). Values
are read as they stand: none is guessed or repaired.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from qualicity.errors import Place, Problem, Text, did_you_mean
from qualicity.evidence.csvfile import read_csv
from qualicity.evidence.otherfiles import read_json_lines, read_workbook
from qualicity.evidence.rows import MAX_PROBLEMS, RowProblem, RowsOfFile, name_columns
from qualicity.evidence.sql import path as path_literal
from qualicity.plan.tables import Dataset, TableSchema

_SDMX_ONLY = {"STRUCTURE", "STRUCTURE_ID", "ACTION", "DATAFLOW", "STRUCTURE_NAME"}
"""Columns of SDMX-CSV 1.0 and 2.0 that say what the message is, not what a row holds."""

__all__ = ["MAX_PROBLEMS", "RowProblem", "RowsOfFile", "read_rows"]


def read_rows(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    shown: str,
    dataset: Dataset,
    table: str,
    *,
    lenient: bool = False,
) -> RowsOfFile:
    """Read an evidence file into the temporary table `table`, its columns under the fields' names.

    A plan's own files are held to the letter. `lenient` is for what people hand in: GBK, other
    separators, and headers that are a field's title (in either language) or its SDMX concept.
    Problems: a missing, empty, wrongly encoded or malformed file; missing, unknown or repeated columns.
    With problems among the columns the table may lack them; with an unreadable file there is no table.
    """
    result = RowsOfFile(path, shown, table)
    schema = dataset.table_schema
    if not path.is_file():
        near = did_you_mean(
            path.name, [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        )
        result.fault("missing-file", f"there is no such file{near.en}", f"文件不存在{near.zh}")
        return result
    match path.suffix.lower():
        case ".parquet":
            _read_parquet(db, result)
        case ".xlsx":
            read_workbook(db, result)
        case ".jsonl" | ".ndjson":
            read_json_lines(db, result)
        case ".csv" | ".tsv" | ".txt":
            read_csv(db, result, lenient=lenient)
        case other:
            en = f"files of type '{other}' cannot be read; give CSV, XLSX, Parquet or JSON lines"
            result.fault(
                "unknown-format", en, f"无法读取“{other}”类型的文件；请使用 CSV、XLSX、Parquet 或 JSON lines"
            )
    if not result.sha256:
        with path.open("rb") as file:
            result.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if result.headers and schema:
        _name_columns(db, result, dataset, schema, lenient)
    return result


def _read_parquet(db: duckdb.DuckDBPyConnection, result: RowsOfFile) -> None:
    source = f"read_parquet({path_literal(result.path)}, file_row_number=true)"
    try:
        described = db.execute(f"describe select * exclude (file_row_number) from {source}").fetchall()
    except duckdb.Error as error:
        result.fault(
            "malformed-file", f"not a readable Parquet file: {error}", f"不是可读取的 Parquet 文件：{error}"
        )
        return
    db.execute(
        f"create or replace temp view {result.table} as "
        f"select file_row_number + 1 as _record, * exclude (file_row_number) from {source}"
    )
    found = db.execute(f"select count(*) from {result.table}").fetchone()
    result.columns = result.headers = tuple(row[0] for row in described)
    result.typed, result.rows = True, int(found[0]) if found else 0


def _name_columns(
    db: duckdb.DuckDBPyConnection, result: RowsOfFile, dataset: Dataset, schema: TableSchema, lenient: bool
) -> None:
    """Columns under their fields' names; what is missing, unknown or there twice is told."""
    wanted = [f.name for f in schema.fields]
    words = _words(dataset, schema) if lenient else {name: name for name in wanted}
    named = [words.get(_plain(h) if lenient else h, h) for h in result.headers]
    if not result.typed:
        name_columns(db, result, named, wanted)
    missing = [w for w in wanted if w not in named]
    folded = [c.casefold() for c in named]
    extra = [
        (n, c)
        for n, c in enumerate(named)
        if c not in wanted
        and c.casefold() not in folded[:n]
        and not (lenient and result.headers[n] in _SDMX_ONLY)
    ]
    for n, column in extra:
        near = did_you_mean(column, missing)
        en, zh = (
            f"column '{column}' is not in the dataset's schema{near.en}",
            f"列“{column}”不在数据集结构中{near.zh}",
        )
        place = Place(result.shown, result.line(0) if not result.typed else 1, result.positions.offset(0, n))
        result.problems.append(Problem("error", place, "unknown-column", Text(en, zh)))
    twice = len(folded) != len(set(folded))
    for column in missing if not twice else ():
        if any(did_you_mean(other, [column]).en for _, other in extra):
            continue  # told already, as the misspelt column
        en = f"column '{column}' is missing; the file has: {', '.join(result.headers)}"
        result.fault("missing-column", en, f"缺少列“{column}”；文件中的列：{', '.join(result.headers)}")
    for n, column in enumerate(named):
        if folded[n] in folded[:n]:
            en, zh = f"column '{column}' stands twice in the header", f"表头中列“{column}”出现两次"
            result.fault("duplicate-column", en, zh, result.line(0), result.positions.offset(0, n))


def _words(dataset: Dataset, schema: TableSchema) -> dict[str, str]:
    """Every word by which a header may call a field: its name, its titles, its SDMX concept."""
    found: dict[str, str] = {}
    for concept, field in dataset.concepts.model_dump(exclude_none=True).items():
        found[_plain(concept)] = field
    for field in schema.fields:
        for word in (field.title.en, field.title.zh) if field.title else ():
            if word:
                found.setdefault(_plain(word), field.name)
    return found | {_plain(f.name): f.name for f in schema.fields}


def _plain(text: str) -> str:
    return "".join(text.casefold().split()).replace("_", "").replace("（", "(").replace("）", ")")
