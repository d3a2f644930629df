"""A derived dataset brought up to date: only the rows that a change of the input can reach are made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb

from qualicity.evidence import AsKnown
from qualicity.evidence.sql import literal, name, names
from qualicity.indicators import manifest
from qualicity.indicators.computation import Computation
from qualicity.indicators.manifest import Manifest, matching
from qualicity.indicators.parts import write_parquet
from qualicity.indicators.step import Derive

if TYPE_CHECKING:
    from qualicity.methods.registry import Method, Reach

Run = Callable[[str], str]
"""The method's SQL over the rows of an input's SQL."""

LARGEST_SHARE = 0.2
"""Where more than this share of the rows may differ from the base, all are made anew."""


def bring_up_to_date(
    work: Computation, db: duckdb.DuckDBPyConnection, step: Derive, found: Method, run: Run, blank: Manifest
) -> Manifest | None:
    """Make the dataset from one made before by the same recipe and what has changed since.

    Returns: None where there is none to go on from, or too much has changed for that to be worth it.
    """
    columns = [row[0] for row in db.execute(f"describe {step.input_sql}").fetchall()]
    reach = found.reach(columns)
    if reach is None:
        return None
    reach = replace(reach, group=tuple(g for g in reach.group if g in columns))
    for before in manifest.latest(blank.folder, blank.recipe):
        changed = _changed(work, db, step, before)
        if changed is not None and _dirty(db, step, reach, changed, before):
            _make_anew(db, step, reach, run)
            return _write(db, reach, before, blank)
    return None


def _changed(work: Computation, db: duckdb.DuckDBPyConnection, step: Derive, before: Manifest) -> str | None:
    """SQL of the source's rows that are not the same as then: as they were, and as they are.

    Returns: None where that cannot be told, or is too much.
    """
    now = work.known.get(step.source)
    if now is None:
        return _changed_in_derived(work, step, str(before.source.get("fingerprint")))
    said, store = before.source, work.store.dataset(step.source)
    until = datetime.fromisoformat(said["until"]) if said["until"] else None
    changed = store.changed(AsKnown(said["version"], said["submission"], until), now)
    if changed is None:
        return None
    db.execute(f"create or replace temp table _changed as {changed}")
    held = sum(c.inserted + c.updated + c.withdrawn for c in store.commits)
    if _count(db, "_changed") > LARGEST_SHARE * held:
        return None
    # every vintage of what has changed: an old one may have stood in another group
    where = _within(db, "_changed", store.identity, "s.")
    return (
        f"select s.* exclude (_op), true as _current from {store.stored()} s semi join _changed c "
        f"on {matching(store.identity, 's', 'c')} where {where}"
    )


def _changed_in_derived(work: Computation, step: Derive, fingerprint: str) -> str | None:
    now = manifest.read(work.derived[step.source])
    then = manifest.read(work.derived[step.source].with_name(f"{fingerprint}.json"))
    if now is None or then is None or now.base != then.base:
        return None
    keys = [m.patch_rows() for m in (then, now) if m.patch]
    if not keys:
        return None
    listed = " union ".join(f"select {names(now.key or then.key)} from {rows}" for rows in keys)
    old, new = (
        f"select t.* from {m.table()} t semi join ({listed}) k on {matching(now.key or then.key, 't', 'k')}"
        for m in (then, now)
    )
    return f"({old} except {new}) union all ({new} except {old})"


def _dirty(db: duckdb.DuckDBPyConnection, step: Derive, reach: Reach, changed: str, before: Manifest) -> bool:
    """Make the table `_dirty`: the keys of the result that the changed rows reach. False where they are too many."""
    db.execute(
        f"create or replace temp table _reached as with {name(step.source)} as ({changed}) {step.input_sql}"
    )
    time = f"cast({name(reach.time)} as timestamp)"
    first, last = (f"cast({time} + to_hours({hours}) as date)" for hours in (reach.first, reach.last))
    days = f"case when {time} is null then [null] else generate_series({first}, {last}, interval 1 day) end"
    db.execute(
        f"create or replace temp table _dirty as select distinct {''.join(name(g) + ', ' for g in reach.group)}"
        f"cast(day as date) as {name(reach.date)} from (select *, unnest({days}) as day from _reached)"
    )
    patched = _count(db, before.patch_rows()) if before.patch else 0
    return _count(db, "_dirty") + patched <= LARGEST_SHARE * before.rows


def _make_anew(db: duckdb.DuckDBPyConnection, step: Derive, reach: Reach, run: Run) -> None:
    """Make the table `_anew`: the result's rows of the dirty keys, from all input rows that reach them."""
    dates = f"min({name(reach.date)}), max({name(reach.date)}), count(*) - count({name(reach.date)})"
    first, last, undated = db.execute(f"select {dates} from _dirty").fetchone() or (None, None, 0)
    time, conditions = name(reach.time), []
    if first is not None:
        conditions.append(
            f"({time} >= timestamp '{first}' - to_hours({reach.last}) "
            f"and {time} < timestamp '{last}' + to_hours({24 - reach.first}))"
        )
    if undated:
        conditions.append(f"{time} is null")
    groups = f"semi join _dirty d on {matching(reach.group, 'i', 'd')}" if reach.group else ""
    rows = run(
        f"select i.* from ({step.input_sql}) i {groups} where ({' or '.join(conditions) or 'false'}) "
        f"and {_within(db, '_dirty', reach.group, 'i.')}"
    )
    key = (*reach.group, reach.date)
    db.execute(
        f"create or replace temp table _anew as select r.* from ({rows}) r semi join _dirty d on {matching(key, 'r', 'd')}"
    )


def _write(db: duckdb.DuckDBPyConnection, reach: Reach, before: Manifest, blank: Manifest) -> Manifest:
    """Write the patch over the base that `before` has, its patch and this one in one, and the manifest."""
    key = (*reach.group, reach.date)
    rows = "select *, false as _gone from _anew"
    rows += f" union all by name select d.*, true as _gone from _dirty d anti join _anew a on {matching(key, 'd', 'a')}"
    if before.patch:
        kept = f"anti join _dirty d on {matching(key, 'p', 'd')}"
        rows += f" union all by name select p.* from {before.patch_rows()} p {kept}"
    patch = f"{blank.fingerprint}.patch.parquet"
    write_parquet(db, f"select * from ({rows}) order by {names(key)}", blank.folder / patch)
    made = replace(blank, base=before.base, rows=before.rows, patch=patch, key=key)
    made.write()
    return made


def _within(db: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], prefix: str = "") -> str:
    """A condition by which the reader can pass over most of a file: between the smallest and largest values."""
    conditions = ["true"]
    for column in columns:
        c = name(column)
        asked = f"select typeof(any_value({c})), cast(min({c}) as varchar), cast(max({c}) as varchar), count(*) - count({c})"
        kind, low, high, without = db.execute(f"{asked} from {table}").fetchone() or ("", None, None, 1)
        if low is not None and not without:
            limits = " and ".join(f"cast({literal(v)} as {kind})" for v in (low, high))
            conditions.append(f"{prefix}{c} between {limits}")
    return " and ".join(conditions)


def _count(db: duckdb.DuckDBPyConnection, rows: str) -> int:
    found = db.execute(f"select count(*) from {rows}").fetchone()
    return int(found[0]) if found else 0
