"""What changed in a dataset between two versions: which rows, which values, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qualicity.errors import NotLoadedError, Text, UsageError
from qualicity.evidence.database import reading
from qualicity.evidence.known import latest_commits
from qualicity.evidence.sql import name, names
from qualicity.evidence.store import Commit, DatasetStore


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs between two versions.

    `kind` is `inserted` (a new thing), `revised` (a later vintage of a known one), `corrected` (other
    values for the same thing and date) or `withdrawn`. `key` says what the row is about; `before` and
    `after` hold the fields that differ.
    """

    kind: str
    key: dict[str, Any]
    known_from: datetime
    before: dict[str, Any]
    after: dict[str, Any]
    commit: Commit | None


def compare(store: DatasetStore, first: int, last: int, most: int | None = None) -> tuple[RowChange, ...]:
    """The rows that differ between version `first` and version `last`, in the order of their keys, at most so many.

    Errors: `NotLoadedError` before the first commit; `UsageError` for a version that does not exist.
    """
    newest = store.version
    if newest is None:
        raise NotLoadedError(
            Text(f"dataset '{store.dataset.id}' is empty", f"数据集“{store.dataset.id}”为空")
        )
    for version in (first, last):
        if not 0 <= version <= newest:
            raise UsageError(
                Text(
                    f"there is no version {version} of '{store.dataset.id}'; its versions are 0 to {newest}",
                    f"“{store.dataset.id}”没有版本 {version}；现有版本 0 至 {newest}",
                )
            )
    fields, key = store.fields, names(store.identity)
    with reading() as db:
        for table, version in (("old", first), ("new", last)):
            rows = latest_commits(store.stored(version), store.identity)
            db.execute(f"create temp table {table} as select * exclude (_op) from {rows} where _op = '+'")
        same = " and ".join(f"o.{name(k)} is not distinct from n.{name(k)}" for k in store.identity)
        differs = " or ".join(f"o.{name(f)} is distinct from n.{name(f)}" for f in fields)
        found = db.execute(
            f"""select o._committed is not null, n._committed is not null,
                exists(select 1 from old x where {same.replace("o.", "x.")} and n._committed is not null),
                coalesce(n._known_from, o._known_from), coalesce(n._submission, o._submission),
                {names(fields, "o.")}, {names(fields, "n.")}, {names(fields, "p.")}
            from old o full join new n on {same} and o._known_from = n._known_from
            left join (select * from old qualify row_number() over (partition by {key} order by _known_from desc) = 1) p
              on {same.replace("o.", "p.")}
            where o._committed is null or n._committed is null or {differs}
            order by {", ".join(f"coalesce(n.{name(k)}, o.{name(k)})" for k in store.identity)}, 4
            {"" if most is None else f"limit {most}"}"""
        ).fetchall()
    return tuple(_change(store, row) for row in found)


def _change(store: DatasetStore, row: tuple[Any, ...]) -> RowChange:
    had, has, known_thing, known_from, submission = row[:5]
    n = len(store.fields)
    old = dict(zip(store.fields, row[5 : 5 + n], strict=True))
    new = dict(zip(store.fields, row[5 + n : 5 + 2 * n], strict=True))
    if has and known_thing and not had:  # a revision is told against the last vintage before it
        old = dict(zip(store.fields, row[5 + 2 * n :], strict=True))
    if had and has:
        kind = "corrected"
    elif has:
        kind = "revised" if known_thing else "inserted"
    else:
        kind = "withdrawn"
    present = new if has else old
    changed = [f for f in store.fields if f not in store.identity and old[f] != new[f]]
    return RowChange(
        kind=kind,
        key={k: present[k] for k in store.identity},
        known_from=known_from,
        before={f: old[f] for f in changed} if had or known_thing else {},
        after={f: new[f] for f in changed} if has else {},
        commit=next((c for c in store.commits if c.submission == submission), None) if has else None,
    )
