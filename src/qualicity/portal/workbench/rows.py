"""Rows as people type them: a form's cells to the bytes of a file, and a file's rows back to cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from qualicity.errors import Problem, QualicityError
from qualicity.evidence import connect
from qualicity.evidence.files import read_rows
from qualicity.evidence.rows import RowProblem
from qualicity.evidence.sql import name as quoted
from qualicity.plan import Dataset

MOST = 300
"""So many rows a form takes; more come as a workbook or a file."""
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of what was sent: the first `MOST` with their cells as text, and how many there are in all."""

    rows: tuple[Cells, ...]
    total: int
    columns: tuple[str, ...]
    lines: Mapping[int, int] = field(default_factory=dict)
    """The row (counted from 0) at each line of the file."""

    @property
    def whole(self) -> bool:
        """Whether all rows are here."""
        return len(self.rows) == self.total


def to_csv(dataset: Dataset, rows: Sequence[Cells]) -> bytes:
    """Cells as a CSV file in UTF-8 with the dataset's field names; a cell stands on one line."""
    fields = fields_of(dataset)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    for row in rows:
        writer.writerow([" ".join(row.get(f, "").split()) for f in fields])
    return out.getvalue().encode()


def read(dataset: Dataset, data: bytes, name: str, most: int = MOST) -> Sheet:
    """The rows of what was sent, whatever its format; none where it cannot be read."""
    with TemporaryDirectory(prefix="qualicity-") as folder:
        file = Path(folder) / (Path(name).name or "rows.csv")
        file.write_bytes(data)
        db = connect()
        try:
            rows = read_rows(db, file, name, dataset, "sent", lenient=True)
        except QualicityError:
            return Sheet((), 0, ())
        if not rows.rows:
            return Sheet((), 0, tuple(rows.columns))
        columns = [f for f in fields_of(dataset) if f in rows.columns]
        listed = ", ".join(f"cast({quoted(c)} as varchar)" for c in columns)
        found = db.execute(
            f"select _record, {listed} from {rows.table} order by _record limit {most}"
        ).fetchall()
        cells = tuple(
            {c: "" if v is None else str(v) for c, v in zip(columns, row[1:], strict=True)} for row in found
        )
        lines = {rows.line(row[0]): n for n, row in enumerate(found)}
        return Sheet(cells, rows.rows, tuple(columns), lines)


def fields_of(dataset: Dataset) -> tuple[str, ...]:
    """The names of a dataset's fields."""
    return tuple(f.name for f in dataset.table_schema.fields) if dataset.table_schema else ()


def at_cells(
    problems: Sequence[Problem], sheet: Sheet
) -> tuple[dict[tuple[int, str], list[Problem]], list[Problem]]:
    """The problems by row (from 0) and field, and those that are of no cell shown."""
    cells: dict[tuple[int, str], list[Problem]] = {}
    others: list[Problem] = []
    for problem in problems:
        row = sheet.lines.get(problem.place.line)
        named = problem.field if isinstance(problem, RowProblem) else None
        if row is None or named is None:
            others.append(problem)
        else:
            cells.setdefault((row, named), []).append(problem)
    return cells, others
