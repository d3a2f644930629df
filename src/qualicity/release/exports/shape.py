"""A table that is going out: what its columns are, said once for every form of file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from qualicity.errors import Text

TABLES = {
    "observations": Text("Observations", "数值"),
    "indicators": Text("Indicators", "指标"),
    "definitions": Text("Definitions", "口径"),
    "areas": Text("Areas", "地区"),
    "targets": Text("Targets", "目标"),
    "verdicts": Text("Verdicts", "结论"),
    "rulings": Text("Rulings", "裁定"),
    "organisations": Text("Organisations", "单位"),
    "datasets": Text("Datasets", "数据集"),
    "sources": Text("Sources", "出处"),
    "quality": Text("Quality", "质量说明"),
}
"""The tables of every edition, in their order, with their titles."""

Row: TypeAlias = tuple[Any, ...]
Kind = Literal["string", "number", "integer", "boolean", "date", "uri"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `name`, what kind of values it has and what they mean.

    `codes` maps each code that a value can be to its words, where there is a fixed list; `about` is the
    concept's address in a public vocabulary (SDMX, Dublin Core), where one fits.
    """

    name: str
    kind: Kind
    title: Text
    required: bool = False
    codes: Mapping[str, Text] | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose values are a key of another table."""

    fields: tuple[str, ...]
    table: str
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows with their columns. Cells are plain: str (never an empty one), float, int, bool, date or None.

    `key` names the columns that tell one row from another; rows are in order of their key.
    """

    name: str
    title: Text
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Sequence[Row]
    references: tuple[Reference, ...] = ()

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        at = next(i for i, f in enumerate(self.fields) if f.name == name)
        return [row[at] for row in self.rows]

    def records(self) -> list[dict[str, Any]]:
        """Each row by the names of its columns."""
        names = [f.name for f in self.fields]
        return [dict(zip(names, row, strict=True)) for row in self.rows]
