"""Why the values of a file differ from what other datasets hold: asked of every file as a form asks it at the cell.

A file has its reasons in a column `_reason` (also: `reason`, `理由`), one for all that differs in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from qualicity import evidence
from qualicity.errors import QualicityError
from qualicity.evidence import Duty, connect, links
from qualicity.evidence.files import read_rows
from qualicity.evidence.once import Link
from qualicity.evidence.rows import RowProblem, RowsOfFile
from qualicity.evidence.sql import name as quoted
from qualicity.portal.workbench.beside import elsewhere_of, held_elsewhere
from qualicity.portal.workbench.checking import Desk
from qualicity.portal.workbench.columns import given_columns
from qualicity.portal.workbench.forming import same, say_why
from qualicity.portal.workbench.kinds import file_of, true_name
from qualicity.portal.workbench.models import Submission
from qualicity.portal.workbench.rows import Cells
from qualicity.portal.workbench.typed import LONGEST

MOST = 1_000
"""So many reasons are kept beside a submission, to be shown; the others stand in its file."""
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Compared:
    """Cells without a reason (errors), and the reasons that were given (`"ROW FIELD"`, rows counted from 0)."""

    problems: tuple[RowProblem, ...] = ()
    because: Mapping[str, str] = field(default_factory=dict)


def compared(at: Desk, duty: Duty, data: bytes, name: str, said: Mapping[str, str] | None = None) -> Compared:
    """What was sent beside what other datasets hold; `said` are reasons that were given apart from the file."""
    plan, dataset = at.folder.plan, at.dataset(duty)
    if plan is None or not held_elsewhere(plan, dataset, duty):
        return Compared()
    shown = links(plan, dataset)
    problems: list[RowProblem] = []
    because: dict[str, str] = {}
    with file_of(data, true_name(data, name or "rows.csv")) as file:
        db = connect()
        try:
            rows = read_rows(
                db, file, name, dataset, "sent", lenient=True, given=given_columns(data, dataset.id)
            )
        except QualicityError:
            return Compared()  # what cannot be read is told by the check
        for first, cells, reasons in _read(db, rows, shown) if rows.rows else ():
            for f, there in elsewhere_of(at.store, plan, dataset, duty, cells).items():
                for n, held in there.items():
                    mine, at_cell = cells[n].get(f, ""), f"{first + n} {f}"
                    if not mine or same(mine, held.value):
                        continue
                    why = reasons[n].strip()[:LONGEST] or (said or {}).get(at_cell, "")
                    if why:
                        because[at_cell] = why
                        continue
                    told = say_why(held.value)
                    problems.append(
                        rows.problem(first + n + 1, f, "reason-missing", told.en, told.get("zh"), mine)
                    )
    return Compared(tuple(problems), dict(list(because.items())[:MOST]))


def with_reasons(answer: evidence.Submission, found: Compared) -> evidence.Submission:
    """The answer of the check, with the cells that lack a reason among its errors; a row with others has them first."""
    wrong = {p.place.line for p in answer.problems if p.severity == "error"}
    unsaid = [p for p in found.problems if p.place.line not in wrong]
    if not unsaid:
        return answer
    problems = sorted((*answer.problems, *unsaid), key=lambda p: (p.place.line, p.place.column, p.code))
    return replace(answer, accepted=False, problems=tuple(problems))


def reasons_of(at: Desk, duty: Duty, draft: Submission, data: bytes) -> Mapping[str, str]:
    """The reasons of a draft: those of its form, or those in its file."""
    if draft.via == "form":
        return dict(draft.because)
    return compared(at, duty, data, draft.name, draft.because).because


def needs_note(corrects: bool, duty: Duty, updated: int) -> bool:
    """Whether what was sent corrects what stands, so that somebody must say why."""
    return corrects or bool(duty.period and updated)


def _read(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, shown: Sequence[Link]
) -> Iterator[tuple[int, list[Cells], list[str]]]:
    """The rows in batches: the place of the first, the cells that are compared, and the reasons."""
    wanted = dict.fromkeys(f for x in shown for f in (x.field, *(ours for _, ours in x.on)))
    columns = [f for f in wanted if f in rows.columns]
    at = next((n for n, m in enumerate(rows.mapping) if m.by == "reason"), None)
    reason = "null" if at is None else f"cast(w.c{at} as varchar)"
    listed = "".join(f", cast(r.{quoted(c)} as varchar)" for c in columns)
    found = db.execute(
        f"select coalesce({reason}, ''){listed} from {rows.table} r join {rows.raw} w on w.rowid + 1 = r._record "
        "order by r._record"
    )
    first = 0
    while batch := found.fetchmany(_BATCH):
        cells: list[Cells] = [{c: v or "" for c, v in zip(columns, row[1:], strict=True)} for row in batch]
        yield first, cells, [row[0] for row in batch]
        first += len(batch)
