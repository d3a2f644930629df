"""What would stand: the stored rows with the file's rows over them, the last vintage of each identity."""

from __future__ import annotations

import duckdb

from qualicity.evidence.known import known_from
from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.rules import typed_columns
from qualicity.evidence.sql import names
from qualicity.plan.tables import Dataset

_TABLE = "_standing"
_AT_COMMIT = "timestamp 'infinity'"
"""A row that is known by its commit is known after all that stands."""


def make_standing(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, dataset: Dataset, stored: str | None
) -> str:
    """Make the table of the dataset's fields and `_record`, and return its name.

    `_record` is the file's record of a new or changed row, and null of a row that stands already.
    """
    schema = dataset.table_schema
    if schema is None:
        raise ValueError(dataset.id)
    fields, identity = [f.name for f in schema.fields], names(schema.primaryKey)
    new = (
        f"select *, coalesce({known_from(dataset)}, {_AT_COMMIT}) as _known "
        f"from (select _record, {typed_columns(rows, schema)} from {rows.table})"
    )
    kind = "table"
    if stored is None and (isinstance(dataset.known, str) or dataset.known.of in schema.primaryKey):
        kind, select = "view", new  # one vintage of each identity: nothing to choose
    else:
        union = f"select *, hash({names(fields)}) as _hash from ({new})"
        if stored is not None:
            union += (
                f" union all by name select null as _record, {names(fields)}, _known_from as _known, "
                f"hash({names(fields)}) as _hash from {stored}"
            )
        select = (
            f"select * replace (if(_hash = _old, null, _record) as _record) from (select *, "
            f"max(_hash) filter (where _record is null) over (partition by {identity}) as _old from ({union}) "
            f"qualify row_number() over (partition by {identity} order by _known desc, _record desc nulls last) = 1)"
        )
    for old in ("table", "view"):
        _drop(db, old)
    db.execute(f"create temp {kind} {_TABLE} as select {names(fields)}, _record from ({select})")
    return _TABLE


def _drop(db: duckdb.DuckDBPyConnection, kind: str) -> None:
    there = db.execute(f"select 1 from duckdb_{kind}s() where {kind}_name = '{_TABLE}'").fetchone()
    if there:
        db.execute(f"drop {kind} {_TABLE}")
