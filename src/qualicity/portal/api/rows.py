"""Rows of the exported tables as JSON, and their schemas: both made from the tables' own columns.

A column keeps its name, so that JSON, CSV and every exported file say the same; only a text in two languages,
two columns in a table (`title_en`, `title_zh`), is one object here: `"title": {"en": …, "zh": …}`. Words of a code
in the column before (`unit`, `unit_en`, `unit_zh`) get a name of their own (`unit_title`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import Field as Described

from qualicity.errors import Text
from qualicity.release.exports.content import COLUMNS
from qualicity.release.exports.lines import cell
from qualicity.release.exports.shape import Field, Table

Record = dict[str, Any]

_KINDS: dict[str, Any] = {
    "string": str,
    "uri": str,
    "number": float,
    "integer": int,
    "boolean": bool,
    "date": date,
}
_OPEN = {"OBS_STATUS", "UNIT_MEASURE"}
"""Columns whose lists of codes may have others in them."""


class Words(BaseModel):
    """A text in both languages; null where a wording is not known."""

    model_config = ConfigDict(json_schema_extra={"x-zh": "中英文文本；没有译文时为 null"})

    en: str | None = Described(description="In English", json_schema_extra={"x-zh": "英文"})
    zh: str | None = Described(description="In Chinese", json_schema_extra={"x-zh": "中文"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column as JSON has it: from one column of the table, or from two that are a text's languages."""

    name: str
    at: tuple[int, ...]
    field: Field
    title: Text


def columns(fields: Sequence[Field]) -> tuple[Column, ...]:
    """The columns as JSON has them."""
    found, names = [], [f.name for f in fields]
    for n, f in enumerate(fields):
        stem, other = f.name[:-3], names[n + 1] if n + 1 < len(names) else ""
        if f.name.lower().endswith("_en") and other.lower() == f"{stem.lower()}_zh":
            name = f"{stem}_title" if stem in names else stem  # beside a code its words
            found.append(Column(name, (n, n + 1), f, Text(f.title.en, fields[n + 1].title.zh)))
        elif not f.name.lower().endswith("_zh"):
            found.append(Column(f.name, (n,), f, f.title))
    return tuple(found)


def record(listed: Sequence[Column], row: Sequence[Any]) -> Record:
    """A row as JSON."""
    return {c.name: row[c.at[0]] if len(c.at) == 1 else _words(row, c.at) for c in listed}


def _words(row: Sequence[Any], at: tuple[int, ...]) -> Record | None:
    en, zh = (row[n] for n in at)
    return {"en": en, "zh": zh} if en or zh else None


def as_csv(table: Table, rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV, with the columns and cells that the exported file has."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([f.name for f in table.fields])
    writer.writerows([cell(v) for v in row] for row in rows)
    return out.getvalue()


@lru_cache
def schema(table: str, name: str) -> type[BaseModel]:
    """The schema `name` of a table's row."""
    parts: dict[str, Any] = {c.name: (_type(c), _described(c)) for c in columns(COLUMNS[table])}
    return create_model(name, **parts)


def _type(column: Column) -> Any:
    f = column.field
    kind: Any = _KINDS[f.kind]
    if len(column.at) > 1:
        kind = Words
    elif f.codes and f.name not in _OPEN:
        kind = Literal[tuple(f.codes)]
    return kind if f.required else kind | None


def _described(column: Column) -> Any:
    codes = column.field.codes or {}
    extra: Record = {"x-zh": column.title.get("zh")}
    if codes:
        extra["x-codes"] = {k: {"en": v.en, "zh": v.get("zh")} for k, v in codes.items()}
    if column.field.about:
        extra["x-concept"] = column.field.about
    return Described(description=column.title.en, json_schema_extra=extra)
