"""A plan folder's evidence into its store: everything is checked before anything is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb

from qualicity.errors import PlanError, Problem
from qualicity.evidence.checks import check_between_rows, check_within_rows
from qualicity.evidence.commit import Author, Change, bring_in
from qualicity.evidence.database import connect
from qualicity.evidence.figures import check_figures
from qualicity.evidence.files import read_rows
from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.rules import check_references, check_rows
from qualicity.evidence.sql import name
from qualicity.evidence.store import EvidenceStore
from qualicity.plan import Dataset, PlanFolder, broken_files, check_plan


def check_evidence(folder: PlanFolder) -> list[Problem]:
    """Every problem in the folder's evidence files."""
    return _read_all(connect(), folder)[1]


def load(
    folder: PlanFolder,
    store: EvidenceStore,
    *,
    now: datetime,
    by: str,
    message: str,
    problems: Sequence[Problem] = (),
) -> tuple[Change, ...]:
    """Bring the store to what the folder's evidence files say.

    A row that is new is inserted; one whose identity and time are known with other values is updated
    (the old row stays in the table); one that has left the file is withdrawn. Loading again changes
    nothing, and what others have handed in stays. `now` is the commit's time (UTC, without zone);
    `problems` are those that others have found.

    Errors: `PlanError` with all problems of the folder and its evidence; then nothing was taken.
    """
    db = connect(store.workspace)
    batches, wrong = _read_all(db, folder)
    found = {*check_plan(folder), *problems, *wrong}
    if any(p.severity == "error" for p in found):
        raise PlanError(sorted(found, key=lambda p: (p.place, p.code)))
    store.workspace.make()
    author = Author(by, message, now, "plan")
    return tuple(bring_in(db, store.dataset(d), rows, author) for d, rows in batches.items())


def check_dataset(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, dataset: Dataset, folder: PlanFolder, *, own: bool = True
) -> list[Problem]:
    """Every problem of one file's rows that can be seen without other datasets; `own`: the plan's file."""
    problems = list(rows.problems)
    if rows.rows:
        problems += check_rows(db, rows, dataset)
        problems += check_within_rows(db, rows, dataset, problems)
        problems += check_figures(db, rows, dataset, folder, own=own)
    return problems


def _read_all(
    db: duckdb.DuckDBPyConnection, folder: PlanFolder
) -> tuple[dict[str, RowsOfFile], list[Problem]]:
    batches: dict[str, RowsOfFile] = {}
    problems: list[Problem] = []
    broken = broken_files(folder)
    entered = [
        d
        for d in (folder.plan.datasets if folder.plan else ())
        if d.path and d.table_schema and folder.datasets[d.id].file not in broken
    ]
    for dataset in entered:
        path = dataset.path or ""
        table = name(f"file_{dataset.id}")
        rows = read_rows(db, folder.file(path), f"{folder.shown}/{path}", dataset, table)
        batches[dataset.id] = rows
        problems += check_dataset(db, rows, dataset, folder)
    whole = {d.id for d in entered if _is_whole(d, batches[d.id])}
    tables = {d: rows.table for d, rows in batches.items() if rows.columns and d in whole}
    for dataset in entered:
        if batches[dataset.id].rows:
            problems += check_references(db, batches[dataset.id], dataset, tables)
    faulty = {p.place.file for p in problems if p.severity == "error"}
    indicators = [
        i
        for i in (folder.plan.indicators if folder.plan else ())
        if folder.indicators[i.id].file not in broken
    ]
    for dataset in entered:
        if batches[dataset.id].shown not in faulty:
            problems += check_between_rows(db, batches[dataset.id], dataset, indicators)
    return batches, problems


def _is_whole(dataset: Dataset, rows: RowsOfFile) -> bool:
    fields = dataset.table_schema.fields if dataset.table_schema else ()
    return not rows.partial and all(f.name in rows.columns for f in fields)
