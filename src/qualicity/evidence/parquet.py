"""Parquet → rows. A column of the field's own type is taken as it is; any other is read as the text it would
be in a CSV, and held to the same rules: a code that is a number, a date that is a time at midnight."""

from __future__ import annotations

import duckdb

from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.sql import name, path

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_OWN = {
    "number": ("DOUBLE", *_WHOLE),
    "integer": _WHOLE,
    "date": ("DATE",),
    "datetime": _TIMES,
    "boolean": ("BOOLEAN",),
}
"""The types of columns that a field's type takes as they are."""


def read_parquet(db: duckdb.DuckDBPyConnection, result: RowsOfFile, *, lenient: bool) -> None:
    """Make the file's columns the result's raw view; their types are noted."""
    source = f"read_parquet({path(result.path)}, file_row_number=true)"
    try:
        described = db.execute(f"describe select * exclude (file_row_number) from {source}").fetchall()
        found = db.execute(f"select count(*) from {source}").fetchall()
    except duckdb.Error as error:
        result.fault(
            "malformed-file", f"not a readable Parquet file: {error}", f"不是可读取的 Parquet 文件：{error}"
        )
        return
    columns = "".join(f", {name(row[0])} as c{n}" for n, row in enumerate(described))
    db.execute(
        f"create or replace temp view {result.raw} as select file_row_number as rowid{columns} from {source}"
    )
    result.headers = tuple(row[0] for row in described)
    result.types = tuple(row[1] for row in described)
    result.rows = int(found[0][0])
    if not result.rows and lenient:
        result.fault("no-rows", "this file has columns and no rows", "文件有列，但没有数据行")


def is_own(kind: str, declared: str) -> bool:
    """Whether a column of this Parquet type is taken as it is for a field of this kind."""
    return declared in _OWN.get(kind, ())


def as_text(column: str, declared: str) -> str:
    """SQL for a value of any type as the text that it would be in a CSV."""
    text = f"cast({column} as varchar)"
    if declared in ("FLOAT", "DOUBLE") or declared.startswith("DECIMAL"):
        return (
            f"case when {column} = trunc({column}) and abs({column}) < 1e15 "
            f"then cast(cast({column} as bigint) as varchar) else {text} end"
        )
    if declared in _TIMES:
        day = f"cast({column} as date)"
        return f"case when {column} = {day} then cast({day} as varchar) else replace({text}, ' ', 'T') end"
    return f"nullif({text}, '')"
