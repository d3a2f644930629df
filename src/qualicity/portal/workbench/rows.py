"""Rows as people type them: a form's cells to the bytes of a file, and a file's rows back to cells."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualicity.errors import Problem, QualicityError
from qualicity.evidence import connect
from qualicity.evidence.files import read_rows
from qualicity.evidence.rows import RowProblem
from qualicity.evidence.sql import name as quoted
from qualicity.plan import Dataset
from qualicity.portal.workbench.columns import given_columns
from qualicity.portal.workbench.kinds import file_of, large

if TYPE_CHECKING:
    from qualicity.portal.workbench.models import Submission

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
    """The rows of what was sent, whatever its format; none where it cannot be read.

    Of a large file they are known when it has been checked; until then it has rows that are not here.
    """
    if large(data, name):
        return kept_sheet(data, dataset) or Sheet((), 1, ())
    return read_whole(dataset, data, name, most)


def read_whole(dataset: Dataset, data: bytes, name: str, most: int = MOST, total: int | None = None) -> Sheet:
    """`read`, for whoever has the time; where the `total` is known, a workbook is not read to its end."""
    with file_of(data, name) as file:
        db = connect()
        try:
            rows = read_rows(
                db, file, name, dataset, "sent", lenient=True, given=given_columns(data, dataset.id),
                most=None if total is None else most,
            )  # fmt: skip
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
        return Sheet(cells, total or rows.rows, tuple(columns), lines)


def fits_form(dataset: Dataset, draft: Submission) -> bool:
    """Whether all rows of a draft fit into a form."""
    from qualicity.portal.workbench.actions.submissions import content_of

    return draft.rows <= MOST and read(dataset, content_of(draft), draft.name).whole


def kept_sheet(data: bytes, dataset: Dataset) -> Sheet | None:
    """The first rows of a large file, as they were kept when it was checked."""
    from qualicity.portal.workbench.models import Checked

    sha256 = hashlib.sha256(data).hexdigest()
    found = Checked.objects.filter(content=sha256, dataset=dataset.id).order_by("-at").first()
    if found is None:
        return None
    said = found.said["sheet"]
    lines = {int(k): v for k, v in said["lines"].items()}
    return Sheet(tuple(said["rows"]), said["total"], tuple(said["columns"]), lines)


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
