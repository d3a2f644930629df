"""A dataset with a rule of each kind, and what is told of a file handed in for it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualicity.evidence import connect
from qualicity.evidence.files import read_rows
from qualicity.evidence.rows import RowProblem, RowsOfFile
from qualicity.evidence.rules import check_rows, typed_columns
from qualicity.plan import Dataset

KEY = ("code", "day")
DATASET = Dataset.model_validate(
    {
        "id": "things",
        "title": {"en": "Things"},
        "path": "evidence/things.csv",
        "schema": {
            "fields": [
                {
                    "name": "code",
                    "title": {"en": "Code of it", "zh": "代码"},
                    "constraints": {"required": True, "pattern": r"[A-Z]\d"},
                },
                {"name": "day", "type": "date", "constraints": {"required": True}},
                {"name": "amount", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
                {"name": "count", "type": "integer", "constraints": {"minimum": 0, "maximum": 3}},
                {"name": "state", "constraints": {"enum": ["open", "shut"]}},
                {"name": "period", "type": "period"},
                {"name": "at", "type": "datetime"},
                {"name": "note"},
            ],
            "primaryKey": KEY,
            "missingValues": ["", "-"],
        },
    }
)
STRICT = DATASET.model_copy(
    update={
        "table_schema": DATASET.table_schema
        and DATASET.table_schema.model_copy(update={"missingValues": ("",)})
    }
)
"""The same, but only an empty cell is a missing value."""
FIELDS = tuple(f.name for f in DATASET.table_schema.fields) if DATASET.table_schema else ()


@dataclass(frozen=True)
class Told:
    """One problem, flat."""

    line: int
    column: int
    field: str | None
    rule: str
    cell: str | None


DB = connect()


def check(raw: bytes, name: str, dataset: Dataset = DATASET) -> list[Told]:
    """What is told of a file with these bytes, in order."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(raw)
        rows = read(file)
        problems = [*rows.problems, *(check_rows(DB, rows, dataset) if rows.rows else ())]
    told = [
        Told(p.place.line, p.place.column, p.field, p.rule, p.cell)
        if isinstance(p, RowProblem)
        else Told(p.place.line, p.place.column, None, p.code, None)
        for p in problems
    ]
    return sorted(told, key=lambda t: (t.line, t.column))


def taken(raw: bytes, dataset: Dataset = DATASET) -> list[tuple[Any, ...]]:
    """The rows of a CSV as they would be taken once they have been checked."""
    assert dataset.table_schema
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "taken.csv"
        file.write_bytes(raw)
        rows = read(file)
        check_rows(DB, rows, dataset)
    query = f"select {typed_columns(rows, dataset.table_schema)} from {rows.table} order by _record"
    return DB.execute(query).fetchall()


def read(file: Path) -> RowsOfFile:
    """The rows of a file handed in, in a table of their own for each format."""
    return read_rows(DB, file, file.name, DATASET, f"things_{file.suffix[1:]}", lenient=True)
