"""The log of computed figures: a row where recomputing changed a value, with its cause.

Each computation is held against the last one that was logged, with the same date or an earlier one.
What its figures come from is kept with it: of each definition its declared words, the methods on its
way with their versions, and the versions of its evidence. The cause is what of these differs. Figures
that are new because a day has passed are no change; they are vintages.

A log is a folder of Parquet files, one for each computation, named by number, date and fingerprint;
each is whole or not there, and none is ever changed. A computation that was not logged is logged by
the next one.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from qualicity.evidence import reading
from qualicity.evidence.sql import literal
from qualicity.indicators.basis import CAUSES, Basis, bases, causes
from qualicity.indicators.computation import Computation
from qualicity.indicators.parts import write_parquet
from qualicity.plan import Plan
from qualicity.workspace import Workspace

_KEY = "indicator, definition, area, period, authority, vintage, breakdown"
_SAID = ("value", "grade", "reason")


@dataclass(frozen=True, slots=True)
class Entry:
    """One logged computation: its number, the date it was for, and the file of its observations."""

    path: Path
    number: int
    as_of: date
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure said: a value, a grade in its place, or the reason why there was none."""

    value: float | None
    grade: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Logged:
    """A change of one figure: what it said before (`old`) and since (`new`), None where it was not there.

    `by` is the cell of a breakdown, empty for a total. `cause` lists what differed, in the order
    definition, method, evidence; where there are several, the change is due to all of them together.
    `detail` says of each what changed.
    """

    logged_at: datetime
    as_of: date
    indicator: str
    definition: str
    area: str | None
    period: str | None
    authority: str | None
    vintage: date | None
    by: str
    old: Said | None
    new: Said | None
    cause: tuple[str, ...]
    detail: dict[str, Any]


def record(work: Computation, now: datetime, edition: str) -> int:
    """Log a computation, unless it is the one logged last; returns the number of its changes.

    `now` is the time of logging (UTC, without zone), `edition` the version of the code that computes.
    """
    folder = _folder(work.store.workspace, work.plan)
    if _is(_previous(_entries(folder), work.as_of), work):
        return 0
    with _writing(folder):
        entries = _entries(folder)
        before = _previous(entries, work.as_of)
        if _is(before, work):
            return 0
        number = max((e.number for e in entries), default=0) + 1
        path = folder / f"{number:08d}_{work.as_of}_{work.path.stem}.parquet"
        with reading() as db:
            return _write(db, work, before, now, bases(work, edition), path)


def read_log(workspace: Workspace, plan: Plan, indicator: str | None = None) -> tuple[Logged, ...]:
    """The logged changes of a plan's figures (or of one indicator's), the latest computation last."""
    entries = _entries(_folder(workspace, plan))
    return tuple(r for e in entries for r in _read(e) if indicator in (None, r.indicator))


def last_reworked(workspace: Workspace, plan: Plan, as_of: date) -> date | None:
    """The last day (UTC) on which a figure was logged, up to a date, that definition or method made another."""
    listed = {str(e.path): e for e in _entries(_folder(workspace, plan)) if e.as_of <= as_of}
    if not listed:
        return None
    with reading() as db:
        files = ", ".join(map(literal, listed))
        found = db.execute(f"select distinct filename from read_parquet([{files}], filename=true)").fetchall()
        for (file,) in sorted(found, reverse=True):
            said = _said(db, listed[file])
            if any({*detail["cause"]} - {"evidence"} for detail in said["causes"].values()):
                return datetime.fromisoformat(said["logged_at"]).date()
    return None


@lru_cache(maxsize=256)
def _read(entry: Entry) -> tuple[Logged, ...]:
    """The changes in one file of the log, which itself never changes."""
    with reading() as db:
        rows = db.execute(
            f"select {_KEY}, was, old_value, old_grade, old_reason, is_, new_value, new_grade, new_reason "
            f"from read_parquet({literal(str(entry.path))}) order by all"
        ).fetchall()
        said = _said(db, entry) if rows else {}
    return tuple(_logged(entry, said, row) for row in rows)


def _logged(entry: Entry, said: dict[str, Any], row: tuple[Any, ...]) -> Logged:
    indicator, definition, area, period, authority, vintage, by, was, *old, is_, value, grade, reason = row
    detail = said["causes"].get(f"{indicator} {definition}", {})
    return Logged(
        logged_at=datetime.fromisoformat(said["logged_at"]),
        as_of=entry.as_of,
        indicator=indicator,
        definition=definition,
        area=area,
        period=period,
        authority=authority,
        vintage=vintage.date() if vintage else None,
        by=by or "",
        old=Said(*old) if was else None,
        new=Said(value, grade, reason) if is_ else None,
        cause=tuple(detail.get("cause", ())),
        detail={c: detail.get(c, []) for c in CAUSES},
    )


def _write(
    db: duckdb.DuckDBPyConnection,
    work: Computation,
    before: Entry | None,
    now: datetime,
    basis: dict[str, Basis],
    path: Path,
) -> int:
    """Write the entry of a computation: its changes as rows, its basis and their causes beside them."""
    old = work.path.with_name(f"{before.fingerprint}.parquet") if before else None
    found: dict[str, dict[str, Any]] = {}
    if before is not None and old is not None and old.exists():
        was = {k: Basis(**v) for k, v in _said(db, before)["basis"].items()}
        found = causes(work, was, basis)
        changes = _changes(old, work.path, before.as_of, found)
    else:  # a first computation, or one whose figures have been deleted: nothing to compare with
        changes = f"{_changes(work.path, work.path, work.as_of, found)} limit 0"
    db.execute(f"create temp table _changed as {changes}")
    keys = db.execute("select distinct indicator || ' ' || definition from _changed").fetchall()
    said = {
        "logged_at": now.isoformat(),
        "basis": {k: b.record() for k, b in basis.items()},
        "causes": {k: found[k] for (k,) in keys if k in found},
    }
    write_parquet(db, "select * from _changed", path, {"qualicity": json.dumps(said, ensure_ascii=False)})
    counted = db.execute("select count(*) from _changed").fetchone()
    return int(counted[0]) if counted else 0


def _changes(old: Path, new: Path, known: date, found: dict[str, dict[str, Any]]) -> str:
    """SQL: the figures that are not what they were; new vintages count where something else differs too."""
    differs = [k for k, v in found.items() if v["cause"]]
    explained = ", ".join(literal(k) for k in differs) or "''"
    same = " and ".join(f"o.{k} is not distinct from n.{k}" for k in [*_KEY.split(", "), "_nth"])
    change = " or ".join(f"o.{s} is distinct from n.{s}" for s in _SAID)
    key = ", ".join(f"coalesce(o.{k}, n.{k}) as {k}" for k in _KEY.split(", "))
    said = ", ".join(f"{t}.{s} as {word}_{s}" for t, word in (("o", "old"), ("n", "new")) for s in _SAID)

    def figures(path: Path) -> str:
        return (
            f"(select {_KEY}, {', '.join(_SAID)}, row_number() over (partition by {_KEY} order by line) as _nth "
            f"from read_parquet({literal(str(path))}) where reason is distinct from 'not_over')"
        )

    day_after = known + timedelta(days=1)
    return (
        f"select {key}, o._nth is not null as was, n._nth is not null as is_, {said} "
        f"from {figures(old)} o full outer join {figures(new)} n on {same} "
        f"where (o._nth is null or n._nth is null or {change}) and (n._nth is null or n.vintage < date '{day_after}' "
        f"or n.indicator || ' ' || n.definition in ({explained}))"
    )


def _folder(workspace: Workspace, plan: Plan) -> Path:
    return workspace.log(plan.id)


def _entries(folder: Path) -> list[Entry]:
    found = []
    for path in sorted(folder.glob("*.parquet")):
        number, as_of, fingerprint = path.stem.split("_")
        found.append(Entry(path, int(number), date.fromisoformat(as_of), fingerprint))
    return found


def _previous(entries: list[Entry], as_of: date) -> Entry | None:
    return max((e for e in entries if e.as_of <= as_of), key=lambda e: (e.as_of, e.number), default=None)


def _is(entry: Entry | None, work: Computation) -> bool:
    return entry is not None and (entry.as_of, entry.fingerprint) == (work.as_of, work.path.stem)


def _said(db: duckdb.DuckDBPyConnection, entry: Entry) -> dict[str, Any]:
    row = db.execute(
        f"select decode(value) from parquet_kv_metadata({literal(str(entry.path))}) where decode(key) = 'qualicity'"
    ).fetchone()
    found: dict[str, Any] = json.loads(row[0]) if row else {"logged_at": "", "basis": {}, "causes": {}}
    return found


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """One writer at a time: two computations at once are logged one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
