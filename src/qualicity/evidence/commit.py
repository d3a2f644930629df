"""What a file changes in a dataset, and the one commit that brings it in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from qualicity.evidence.known import known_from, latest_commits
from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.rules import typed_columns
from qualicity.evidence.sql import literal, name, names
from qualicity.evidence.store import Commit, DatasetStore

_COMMIT = "timestamp '-infinity'"
"""Stands, where times are matched, for "known by its commit"."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a file did (or would do) to a dataset, in rows; `version` is the table's after it."""

    dataset: str
    rows: int
    inserted: int
    updated: int
    withdrawn: int
    unchanged: int
    version: int | None
    submission: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who commits, when (UTC, without zone), why; `origin` is `plan` (its folder) or `submission`.

    `submission` is its id where it has one already: what was committed under an id is never committed again.
    """

    by: str
    message: str
    now: datetime
    origin: str
    submission: str = ""


def bring_in(
    db: duckdb.DuckDBPyConnection,
    store: DatasetStore,
    rows: RowsOfFile,
    author: Author,
    *,
    dry_run: bool = False,
) -> Change:
    """Commit what is new in a file's rows; nothing new, no commit.

    A plan folder's file is compared with what the folder brought before: what has left it is withdrawn,
    and what others have handed in since stays. A submission is compared with all that stands and
    withdraws nothing.
    """
    with store.writing():
        if done := next(
            (c for c in store.commits if author.submission and c.submission == author.submission), None
        ):
            return _as_committed(store, done, rows.rows)
        last = next((c for c in store.commits if c.origin == "plan"), None)
        same_file = last is not None and (last.sha256, last.declaration) == (rows.sha256, store.declaration)
        known = author.origin == "plan" and same_file
        if known:
            return Change(store.dataset.id, rows.rows, 0, 0, 0, rows.rows, store.version)
        _difference(db, store, rows, author.origin)
        counts = dict(db.execute("select _change, count(*) from _changes group by 1").fetchall())
        inserted, updated = counts.get("insert", 0), counts.get("update", 0)
        withdrawn = counts.get("withdraw", 0) + counts.get("end", 0)
        unchanged = rows.rows - inserted - updated
        seed = f"{store.dataset.id} {rows.sha256} {author.by} {author.now.isoformat()}"
        submission = author.submission or hashlib.sha256(seed.encode()).hexdigest()[:16]
        version = store.version
        begun = store.version is None and author.origin == "plan"  # a table may begin without rows
        if (inserted + updated + withdrawn or begun) and not dry_run:
            counted = {"inserted": inserted, "updated": updated, "withdrawn": withdrawn}
            version = _append(db, store, rows, author, submission, counted)
        return Change(
            store.dataset.id, rows.rows, inserted, updated, withdrawn, unchanged, version, submission
        )


def _as_committed(store: DatasetStore, commit: Commit, rows: int) -> Change:
    """What a commit did when it was made."""
    moved = commit.inserted + commit.updated
    return Change(
        store.dataset.id, rows, commit.inserted, commit.updated, commit.withdrawn, rows - moved, commit.version,
        commit.submission,
    )  # fmt: skip


def _append(
    db: duckdb.DuckDBPyConnection,
    store: DatasetStore,
    rows: RowsOfFile,
    author: Author,
    submission: str,
    counted: dict[str, int],
) -> int:
    committed = f"cast({literal(author.now.isoformat(sep=' '))} as timestamp)"  # bound parameters load pandas
    changes = db.sql(
        f"select {names(store.fields)}, coalesce(_known_from, {committed}) as _known_from, "
        f"{committed} as _committed, case _change when 'withdraw' then '-' when 'end' then 'x' else '+' end as _op, "
        f"{literal(_file(rows))} as _file, _line, {literal(submission)} as _submission "
        "from _changes"
    )
    span = db.execute(
        f"select min(t), max(t) from (select coalesce(_known_from, {committed}) as t from _changes)"
    ).fetchone()
    metadata = {
        "known": [t.isoformat() for t in span] if span and None not in span else None,
        "revisits": counted["updated"] + counted["withdrawn"] > 0 or _revisits(db, store),
        "reaches": _reaches(db, store),
        "submission": submission,
        "committed": author.now.isoformat(),
        "by": author.by,
        "message": author.message,
        "file": rows.path.name,
        "sha256": rows.sha256,
        "origin": author.origin,
        "declaration": store.declaration,
    }
    return store.append(changes, metadata | counted)


def _reaches(db: duckdb.DuckDBPyConnection, store: DatasetStore) -> dict[str, tuple[Any, Any]]:
    """The smallest and the largest value of each field of the identity, but for fields that are empty in a row."""
    columns = ", ".join(f"min({k}), max({k}), count(*) = count({k})" for k in map(name, store.identity))
    found = db.execute(f"select {columns} from _changes").fetchone() or ()
    spans = {k: found[3 * n : 3 * n + 3] for n, k in enumerate(store.identity)}
    return {
        k: (_plain(low), _plain(high))
        for k, (low, high, always) in spans.items()
        if always and low is not None
    }


def _plain(value: Any) -> Any:
    """As JSON has it; times keep their order as text."""
    return value if isinstance(value, str | int | float) else value.isoformat()


def _revisits(db: duckdb.DuckDBPyConnection, store: DatasetStore) -> bool:
    """Whether one of the rows to append is of an identity that has rows already, whoever brought them."""
    if store.version is None:
        return False
    same = " and ".join(f"c.{name(k)} is not distinct from s.{name(k)}" for k in store.identity)
    found = db.execute(f"select 1 from {store.stored()} s semi join _changes c on {same} limit 1")
    return found.fetchone() is not None


def _difference(db: duckdb.DuckDBPyConnection, store: DatasetStore, rows: RowsOfFile, origin: str) -> None:
    """Make the view `_changes`: the rows to append, each with its `_change` and `_line`.

    A row that has left the file is withdrawn where it has a time of its own (it was never right), and
    has ended where it was known by its commit (it stands for the days before).

    A row with a time of its own is matched by identity and time. One that is known by its commit is
    matched by identity with the last such row; where it differs it is a new vintage.
    """
    schema, dataset = store.dataset.table_schema, store.dataset
    if schema is None:
        raise ValueError(dataset.id)
    db.execute(
        f"create or replace temp view _new as select * exclude (_record), {known_from(dataset)} as _known_from, "
        f"{_line(db, rows)} as _line from (select _record, {typed_columns(rows, schema)} from {rows.table}) r"
    )
    if store.version is None:
        db.execute("create or replace temp view _changes as select *, 'insert' as _change from _new")
        return
    # one column to match times by: joins on anything but equality are slow beyond use
    db.execute(
        f"create or replace temp table _there as select *, coalesce(_known_from, {_COMMIT}) as _at from _new"
    )
    source = store.stored()
    if origin == "plan":
        brought = ", ".join(literal(c.submission) for c in store.commits if c.origin == "plan") or "''"
        source = f"(select * from {source} where _submission in ({brought}))"
    else:  # only what the file speaks of is looked up: a month of one station among years of many
        same = " and ".join(f"s.{name(k)} is not distinct from t.{name(k)}" for k in store.identity)
        source = f"(select s.* from {source} s semi join _there t on {same})"
    identity = names(store.identity)
    db.execute(
        f"create or replace temp table _old as select *, if(_by_commit, {_COMMIT}, _known_from) as _at "
        "from (select *, _known_from = _committed as _by_commit "
        f"from {latest_commits(source, store.identity)} qualify not _by_commit or row_number() over "
        f"(partition by {identity}, _by_commit order by _known_from desc) = 1) where _op = '+'"
    )
    same = " and ".join(f"n.{name(k)} is not distinct from o.{name(k)}" for k in store.identity)
    same += " and n._at = o._at"
    differs = " or ".join(f"n.{name(f)} is distinct from o.{name(f)}" for f in store.fields)
    thing = " and ".join(f"x.{name(k)} is not distinct from o.{name(k)}" for k in store.identity)
    ended = "(o._by_commit and x._known is null)"
    gone = f"""
        union all by name
        select {names(store.fields, "o.")}, case when not {ended} then o._known_from end as _known_from,
               o._line, case when {ended} then 'end' else 'withdraw' end as _change
        from (select o.* from _old o anti join _there n on {same}) o
        left join (select distinct {identity}, true as _known from _there) x on {thing}"""
    db.execute(
        f"""create or replace temp table _difference as
        select {names(store.fields, "n.")}, n._known_from, n._line,
               case when o._committed is null then 'insert' else 'update' end as _change
        from _there n left join _old o on {same}
        where o._committed is null or {differs}{gone if origin == "plan" else ""}"""
    )
    db.execute("create or replace temp view _changes as select * from _difference")


def _file(rows: RowsOfFile) -> str:
    """The file's name, and of a workbook the sheet's, behind which the line is the sheet's row."""
    cell = rows.positions.cell(1, 0) if rows.rows else None
    return f"{rows.path.name} [{cell.rpartition('!')[0]}]" if cell else rows.path.name


def _line(db: duckdb.DuckDBPyConnection, rows: RowsOfFile) -> str:
    """SQL for the line of a record: counted where records and lines go together, else looked up."""
    step = rows.rows and rows.line(rows.rows) - rows.rows
    if all(rows.line(n) == n + step for n in (1, (rows.rows + 1) // 2)):
        return f"_record + {step}"
    import pyarrow as pa  # only where a file needs it

    listed = range(1, rows.rows + 1)
    lines = pa.table({"_record": pa.array(listed), "_line": pa.array([rows.line(n) for n in listed])})
    db.register("_lines_of_file", lines)
    db.execute("create or replace temp table _lines as select * from _lines_of_file")
    db.unregister("_lines_of_file")
    return "(select _line from _lines l where l._record = r._record)"
