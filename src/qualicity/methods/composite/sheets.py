"""Small tables that say what an index is made of: rows as texts, each of which knows where it stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean

Line = dict[str, str]
"""A row: texts by column, empty where nothing is said; `#` counts the rows from 1."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was read: its `headers` and `lines`."""

    path: Path
    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    source: Any

    def place(self, line: Line) -> Text:
        """Where a row stands in the file, in words."""
        found: Text = self.source.place(int(line["#"]))
        return found


def open_sheet(path: Path, wanted: Sequence[str] = ()) -> Sheet:
    """A table from a file of any kind that `calc` reads. Errors: `UsageError` when a `wanted` column is missing."""
    import duckdb

    from qualicity.methods.calc.clean import MISSING
    from qualicity.methods.calc.source import open_table

    with duckdb.connect() as db:
        source = open_table(db, path)
        rows = db.execute("select * from _source order by _row").fetchall()
    lacks = [c for c in wanted if c not in source.headers]
    if lacks:
        near = did_you_mean(lacks[0], source.headers)
        there = ", ".join(source.headers)
        raise UsageError(
            Text(
                f"{path}: column '{lacks[0]}' is missing{near.en}; the file has: {there}",
                f"{path}：缺少列“{lacks[0]}”{near.zh}；文件中的列：{there}",
            )
        )

    def text(cell: Any) -> str:
        said = "" if cell is None else f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()
        return "" if said.lower() in MISSING else said

    lines = tuple(
        dict(zip(source.headers, map(text, cells), strict=True)) | {"#": str(row)} for row, *cells in rows
    )
    return Sheet(
        path, source.headers, tuple(x for x in lines if any(v for k, v in x.items() if k != "#")), source
    )


def number(sheet: Sheet, line: Line, column: str) -> float | None:
    """A cell as a number, None where it is empty. Errors: `UsageError` with the line where it is no number."""
    said = line.get(column, "")
    if not said:
        return None
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in said:
        raise refuse(sheet, line, f"{column} '{said}' is no number", f"{column}“{said}”不是数值")
    return value


def refuse(sheet: Sheet, line: Line, en: str, zh: str) -> UsageError:
    """What is wrong with a row, with its file and line."""
    at = sheet.place(line)
    return UsageError(Text(f"{sheet.path}, {at.en}: {en}", f"{sheet.path} {at.zh}：{zh}"))
