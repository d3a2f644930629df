"""Rows of which there may be only one: an hour of a station that a file holds twice is no two hours."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from qualicity.errors import Text
from qualicity.methods.calc.clean import Input
from qualicity.methods.calc.names import quoted


def set_apart(db: duckdb.DuckDBPyConnection, single: Sequence[str], inputs: Sequence[Input]) -> list[Text]:
    """In the table `_read` keep one of rows that say the same, and take out the values of those that contradict.

    `single` names the inputs of which only one row may say the same (`station`, `time`); times are the same within
    an hour. Rows that contradict each other keep their place and get the flag `<last of single>:twice`, `time:twice`.
    Returns: what a person should know.
    """
    present = {i.column.name: i.column for i in inputs}
    keys = [c for c in single if c in present]
    if not keys:
        return []
    same = ", ".join(
        f"date_trunc('hour', {quoted(k)})" if present[k].type == "time" else quoted(k) for k in keys
    )
    rows, different = db.execute(
        f"select count(*), count(distinct row({same})) from _read where _belongs"
    ).fetchone() or (0, 0)
    if rows == different:
        return []
    said = ", ".join(quoted(c) for c in present)
    db.execute(
        f"create or replace temp table _read as select * exclude (_n) from "
        f"(select *, row_number() over (partition by {said} order by _row) as _n from _read) where _n = 1 or not _belongs"
    )
    (kept,) = db.execute("select count(*) from _read where _belongs").fetchone() or (0,)
    values = [quoted(i.column.name) for i in inputs if i.column.type == "number"]
    replaced = [f"if(_twice, null, {v}) as {v}" for v in values]
    flag = f"if(_twice, concat_ws(';', _flags, '{keys[-1]}:twice'), _flags) as _flags"
    db.execute(
        f"create or replace temp table _read as select * exclude (_twice) replace ({', '.join([*replaced, flag])}) from "
        f"(select *, _belongs and count(*) over (partition by {same}, _belongs) > 1 as _twice from _read)"
    )
    (wrong,) = db.execute(
        f"select count(*) from _read where _flags like '%{keys[-1]}:twice%'"
    ).fetchone() or (0,)
    notes = []
    if rows > kept:
        n = rows - kept
        notes.append(
            Text(f"{n} row(s) say the same as another and count once", f"{n} 行与另一行完全相同，只计一次")
        )
    if wrong:
        notes.append(
            Text(
                f"{wrong} row(s) share their {' and '.join(keys)} with another that says otherwise: flagged, none counts",
                f"{wrong} 行的 {'、'.join(keys)} 与另一行相同而数值不同：已标记，均不计入",
            )
        )
    return notes
