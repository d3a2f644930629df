"""A method's input in parts that fit into memory: by ranges of the groups whose rows never meet in it."""

from __future__ import annotations

from itertools import pairwise

import duckdb

from qualicity.evidence.sql import literal, name
from qualicity.indicators.computation import Computation
from qualicity.indicators.manifest import read
from qualicity.indicators.step import Derive
from qualicity.methods.registry import Method

ROW_BYTES = 64
"""What a row of input takes while a method runs: measured on hours, a third above what they took."""


def slices(work: Computation, db: duckdb.DuckDBPyConnection, step: Derive, found: Method) -> list[str]:
    """The input as SQL of its slices; rows that meet in the method are in the same.

    One slice where all rows fit into DuckDB's limit of memory, or where the method does not say which rows meet.
    """
    asked = "select parse_formatted_bytes(current_setting('memory_limit'))"
    limit = (db.execute(asked).fetchone() or (0,))[0]
    fitting = max(int(limit) // ROW_BYTES, 1)
    if found.arrays or _held(work, step) <= fitting:
        return [step.input_sql]
    kinds = {row[0]: row[1] for row in db.execute(f"describe {step.input_sql}").fetchall()}
    reach = found.reach(list(kinds))
    group = next((g for g in reach.group if g in kinds), None) if reach else None
    if group is None:
        return [step.input_sql]
    conditions = _ranges(db, step.input_sql, group, kinds[group], fitting)
    return [f"select * from ({step.input_sql}) where {c}" for c in conditions]


def _held(work: Computation, step: Derive) -> int:
    """How many rows the source has at most."""
    if step.source in work.known:
        return sum(c.inserted + c.updated for c in work.store.dataset(step.source).commits)
    made = read(work.derived[step.source])
    return made.rows if made else 0


def _ranges(db: duckdb.DuckDBPyConnection, input_sql: str, group: str, kind: str, fitting: int) -> list[str]:
    """Ranges of a column that hold as many rows as fit, or the rows of one value; rows without one are in the first."""
    column = name(group)
    counted = db.execute(
        f"select cast({column} as varchar), count(*) from ({input_sql}) "
        f"where {column} is not null group by {column} order by {column}"
    ).fetchall()
    starts, held = [], 0
    for value, rows in counted:
        if held and held + rows > fitting:
            starts.append(f"cast({literal(value)} as {kind})")
            held = 0
        held += rows
    if not starts:
        return ["true"]
    between = [f"{column} >= {a} and {column} < {b}" for a, b in pairwise(starts)]
    return [f"({column} < {starts[0]}) is not false", *between, f"{column} >= {starts[-1]}"]
