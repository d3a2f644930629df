"""A plan folder's evidence into its store: everything is checked before anything is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from qualicity.errors import PlanError, Problem
from qualicity.evidence.figures import check_figures
from qualicity.evidence.files import RowsOfFile, read_rows
from qualicity.evidence.known import known_from, latest_commits
from qualicity.evidence.rules import check_references, check_rows, typed_columns
from qualicity.evidence.sql import literal, name, names
from qualicity.evidence.store import DatasetStore, EvidenceStore, connect
from qualicity.plan import Dataset, PlanFolder, check_plan


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did to one dataset, in rows; `version` is the table's after it."""

    dataset: str
    rows: int
    inserted: int
    updated: int
    withdrawn: int
    unchanged: int
    version: int


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
) -> tuple[Loaded, ...]:
    """Bring the store to what the folder's evidence files say.

    A row that is new is inserted; one whose identity and time are known with other values is updated
    (the old row stays in the table); one that has left the file is withdrawn. Loading again changes
    nothing. `now` is the commit's time (UTC, without zone); `problems` are those that others have found.

    Errors: `PlanError` with all problems of the folder and its evidence; then nothing was taken.
    """
    found = [*check_plan(folder), *problems]
    db = connect()
    batches, wrong = _read_all(db, folder)
    store.workspace.make()
    found += wrong
    if any(p.severity == "error" for p in found):
        raise PlanError(sorted(set(found), key=lambda p: (p.place, p.code)))
    return tuple(_commit(db, store.dataset(d), rows, now, by, message) for d, rows in batches.items())


def _entered(folder: PlanFolder) -> tuple[Dataset, ...]:
    plan = folder.plan
    if plan is None:
        return ()
    return tuple(d for d in plan.datasets if d.path and d.table_schema)


def _read_all(
    db: duckdb.DuckDBPyConnection, folder: PlanFolder
) -> tuple[dict[str, RowsOfFile], list[Problem]]:
    batches: dict[str, RowsOfFile] = {}
    problems: list[Problem] = []
    for dataset in _entered(folder):
        batches[dataset.id], found = _read(db, folder, dataset)
        problems += found
    if folder.plan:
        problems += check_references(db, batches, folder.plan)
    return batches, problems


def _read(
    db: duckdb.DuckDBPyConnection, folder: PlanFolder, dataset: Dataset
) -> tuple[RowsOfFile, list[Problem]]:
    path, schema = dataset.path, dataset.table_schema
    if path is None or schema is None:
        raise ValueError(dataset.id)
    table = name(f"file_{dataset.id}")
    rows = read_rows(db, folder.file(path), f"{folder.shown}/{path}", schema, table)
    problems = list(rows.problems)
    if rows.rows:
        problems += check_rows(db, rows, dataset)
        problems += check_figures(db, rows, dataset, folder)
    return rows, problems


def _commit(
    db: duckdb.DuckDBPyConnection, store: DatasetStore, rows: RowsOfFile, now: datetime, by: str, message: str
) -> Loaded:
    last = store.commits[0] if store.commits else None
    if last and last.sha256 == rows.sha256 and store.version is not None:
        return Loaded(store.dataset.id, rows.rows, 0, 0, 0, rows.rows, store.version)
    _difference(db, store, rows)
    counts = dict(db.execute("select _change, count(*) from _changes group by 1").fetchall())
    inserted, updated, withdrawn = (counts.get(k, 0) for k in ("insert", "update", "withdraw"))
    if not inserted + updated + withdrawn and store.version is not None:
        return Loaded(store.dataset.id, rows.rows, 0, 0, 0, rows.rows, store.version)
    submission = hashlib.sha256(f"{store.dataset.id} {rows.sha256} {now.isoformat()}".encode()).hexdigest()[
        :16
    ]
    committed = f"cast({literal(now.isoformat(sep=' '))} as timestamp)"  # bound parameters would load pandas
    changes = db.execute(
        f"select {names(store.fields)}, coalesce(_known_from, {committed}) as _known_from, "
        f"{committed} as _committed, case _change when 'withdraw' then '-' else '+' end as _op, "
        f"{literal(rows.path.name)} as _file, _line, {literal(submission)} as _submission from _changes order by _line"
    ).to_arrow_table()
    version = store.append(
        changes,
        {
            "submission": submission,
            "committed": now.isoformat(),
            "by": by,
            "message": message,
            "file": rows.path.name,
            "sha256": rows.sha256,
            "inserted": inserted,
            "updated": updated,
            "withdrawn": withdrawn,
        },
    )
    return Loaded(
        store.dataset.id, rows.rows, inserted, updated, withdrawn, rows.rows - inserted - updated, version
    )


def _difference(db: duckdb.DuckDBPyConnection, store: DatasetStore, rows: RowsOfFile) -> None:
    """Make the table `_changes`: the rows to append, each with its `_change` and `_line`.

    A row with a time of its own is matched by identity and time. One that is known by its commit is
    matched by identity with the last such row; where it differs it is a new vintage.
    """
    schema, dataset = store.dataset.table_schema, store.dataset
    if schema is None:
        raise ValueError(dataset.id)
    db.execute(
        f"create or replace temp table _new as select *, {known_from(dataset)} as _known_from from "
        f"(select _record, {typed_columns(rows, schema)} from {rows.table})"
    )
    if rows.typed or _one_line_each(rows):
        line = "_record" if rows.typed else "_record + 1"
    else:
        listed = ", ".join(f"({n}, {rows.line(n)})" for n in range(1, rows.rows + 1))
        db.execute(
            f"create or replace temp table _lines as select * from (values {listed}) t(_record, _line)"
        )
        line = "(select _line from _lines l where l._record = _new._record)"
    db.execute(f"create or replace temp table _new as select * exclude (_record), {line} as _line from _new")
    if store.version is None:
        db.execute("create or replace temp table _changes as select *, 'insert' as _change from _new")
        return
    db.execute(
        f"create or replace temp table _old as select *, _known_from = _committed as _by_commit "
        f"from {latest_commits(store.stored(), store.identity)} "
        f"qualify not _by_commit or row_number() over (partition by {names(store.identity)}, _by_commit "
        "order by _known_from desc) = 1"
    )
    same = " and ".join(f"n.{name(k)} is not distinct from o.{name(k)}" for k in store.identity)
    same += " and (n._known_from = o._known_from or (n._known_from is null and o._by_commit))"
    differs = " or ".join(f"n.{name(f)} is distinct from o.{name(f)}" for f in store.fields)
    fields = names(store.fields, "n.")
    db.execute(
        f"""create or replace temp table _changes as
        select {fields}, n._known_from, n._line,
               case when o._committed is null then 'insert' else 'update' end as _change
        from _new n left join _old o on {same}
        where o._committed is null or {differs}
        union all by name
        select {names(store.fields, "o.")}, o._known_from, o._line, 'withdraw' as _change
        from _old o anti join _new n on {same}"""
    )


def _one_line_each(rows: RowsOfFile) -> bool:
    text = rows.path.read_text("utf-8-sig")
    return len(text.rstrip("\r\n").splitlines()) == rows.rows + 1
