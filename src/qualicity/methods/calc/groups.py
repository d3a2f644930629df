"""Methods that make rows of their own: what they see, the flags of the rows behind each, what is carried beside.

A row that belongs nowhere (its time is impossible) is not lost: it stands at the end, with its flags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from qualicity.errors import Text
from qualicity.methods.calc.clean import Input, flags_of
from qualicity.methods.calc.names import quoted
from qualicity.methods.calc.source import Source
from qualicity.methods.calc.twice import set_apart
from qualicity.methods.registry import Method
from qualicity.methods.running import INPUT, method_sql, run_over_arrays

_PLACES = ("text", "integer")
"""Types of a required input without which a row belongs nowhere; nor does one without its time or date."""
_MERGED = "array_to_string(list_sort(list_distinct(flatten(list(string_split(_flags, ';'))))), ';')"


def make_groups(
    db: duckdb.DuckDBPyConnection,
    source: Source,
    method: Method,
    given: Mapping[str, Any],
    inputs: Sequence[Input],
    outputs: Sequence[str],
) -> tuple[list[str], list[str], list[Text]]:
    """Make the table `_rows`: the method's outputs, the columns that are carried, `_flags` and `_order`.

    Returns: the headers of the columns that are carried; of those that differ within a row, so are not; and what
    a person should know.
    """
    _read(db, source, method, inputs)
    notes = set_apart(db, method.single, inputs)
    _run(db, method, given)
    by = [c for c in method.by if c in {i.column.name for i in inputs}]
    taken = {i.place for i in inputs if not _of_the_case(method, i, outputs)}
    beside = [
        n for n in source.carried if f"_c{n}" not in taken and not _empty_flags(db, source.headers[n], n)
    ]
    constant = _constant(db, by, beside)
    _put_together(db, method, given, outputs, by, constant)
    dropped = [source.headers[n] for n in beside if n not in constant]
    return [source.headers[n] for n in constant], dropped, notes


def _of_the_case(method: Method, each: Input, outputs: Sequence[str]) -> bool:
    """Whether an input says something of a whole case, such as its target: it stays beside the result."""
    return method.arrays and not each.column.required and each.column.name not in outputs


def _empty_flags(db: duckdb.DuckDBPyConnection, header: str, n: int) -> bool:
    """Whether a column is the empty `flags` of a result that is worked on further: nothing to carry."""
    return header == "flags" and not db.execute(f"select 1 from _source where _c{n} <> '' limit 1").fetchone()


def _read(db: duckdb.DuckDBPyConnection, source: Source, method: Method, inputs: Sequence[Input]) -> None:
    """`_read`: all rows that hold anything, typed, with flags; `_input`: those that belong somewhere."""
    need = [i for i in inputs if _places(method, i)]
    absent = [
        f"case when {quoted(i.column.name)} is null and not coalesce({i.flagged or 'false'}, false) "
        f"then '{i.column.name}:missing' end"
        for i in need
    ]
    typed = ", ".join(f"{i.value} as {quoted(i.column.name)}" for i in inputs)
    db.execute(
        f"create or replace temp table _read as select *, {flags_of(inputs)} as _own, "
        f"nullif(concat_ws(';', _own{''.join(f', {a}' for a in absent)}), '') as _flags, "
        f"{' and '.join([f'{quoted(i.column.name)} is not null' for i in need] or ['true'])} as _belongs "
        f"from (select *, {typed} from _source) "
        f"where coalesce({', '.join(f'cast({place} as varchar)' for place in _held(source, method, inputs))}) is not null"
    )
    names = ", ".join(quoted(i.column.name) for i in inputs)
    db.execute(f"create or replace temp view {INPUT} as select {names}, _flags from _read where _belongs")


def _held(source: Source, method: Method, inputs: Sequence[Input]) -> list[str]:
    """The columns of which one at least must hold something; a sample's row without a value was drawn all the same."""
    whole = method.arrays and not method.by
    return [f"_c{n}" for n in range(len(source.headers))] if whole else [i.place for i in inputs]


def _places(method: Method, each: Input) -> bool:
    """Whether a row without this input belongs nowhere; a method over arrays sees a case's rows without a year."""
    if method.arrays:
        return each.column.name in method.by
    return each.column.type in ("time", "date") or (each.column.required and each.column.type in _PLACES)


def _run(db: duckdb.DuckDBPyConnection, method: Method, given: Mapping[str, Any]) -> None:
    if method.arrays:
        run_over_arrays(db, method, f"select * from {INPUT}", given, "_made")
        db.execute(
            "create or replace temp table _result as select *, row_number() over () as _order from _made"
        )
        return
    made = method_sql(db, method.run, given)
    outputs = ", ".join(quoted(c.name) for c in method.outputs)
    key = ", ".join(quoted(k) for k in method.key)
    db.execute(
        f"create or replace temp table _result as select {outputs}, row_number() over (order by {key}) as _order from ({made})"
    )


def _constant(db: duckdb.DuckDBPyConnection, by: Sequence[str], beside: Sequence[int]) -> list[int]:
    """The columns with one value for each `by`, or in every row of the file; they go into the table `_beside`."""
    keys = [quoted(c) for c in by]
    whole = "true" if by else "count(_c{n}) = count(*)"  # what one row says is not said of the whole file
    taken = [
        f"any_value(_c{n}) as _c{n}, min(_c{n}) is not distinct from max(_c{n}) and {whole.format(n=n)} as _same{n}"
        for n in beside
    ]
    grouped = f"group by {', '.join(keys)}" if keys else ""
    db.execute(
        f"create or replace temp table _beside as select {', '.join([*keys, *taken, 'count(*) as _one'])} from _read {grouped}"
    )
    if not beside:
        return []
    same = db.execute(
        f"select {', '.join(f'coalesce(bool_and(_same{n}), true)' for n in beside)} from _beside"
    ).fetchone()
    return [n for n, one in zip(beside, same or (), strict=True) if one]


def _put_together(
    db: duckdb.DuckDBPyConnection,
    method: Method,
    given: Mapping[str, Any],
    outputs: Sequence[str],
    by: Sequence[str],
    constant: Sequence[int],
) -> None:
    """`_rows`: the result, what is carried, the flags of the rows behind; then what belongs nowhere."""
    behind = _behind(db, method, given)
    way = list(method.key) if behind != "_read" else list(by)
    grouped = f"group by {', '.join(quoted(k) for k in way)}" if way else ""
    db.execute(
        f"create or replace temp table _flagged as select {', '.join([*map(quoted, way), f'{_MERGED} as _flags'])} "
        f"from {behind} where _flags is not null {grouped}"
    )
    columns = [*(f"r.{quoted(o)}" for o in outputs), *(f"b._c{n}" for n in constant), "f._flags", "r._order"]
    db.execute(
        f"create or replace temp table _rows as select {', '.join(columns)} "
        f"from _result r left join _beside b on {_same('b', by)} left join _flagged f on {_same('f', way)}"
    )
    nowhere = f"not exists (select 1 from _result r where {_same('_read', by)})"
    apart = nowhere if behind == "_read" else "not _belongs"
    where = [f"{quoted(c)}" if c in by else "null" for c in outputs]
    db.execute(
        f"insert into _rows select {', '.join(where)}{''.join(f', _c{n}' for n in constant)}, _flags, "
        f"(select count(*) from _result) + _row from _read where _flags is not null and {apart}"
    )


def _behind(db: duckdb.DuckDBPyConnection, method: Method, given: Mapping[str, Any]) -> str:
    """The rows with the key of the row that they are behind, where the method can tell; else the rows as read."""
    if method.behind is None:
        return "_read"
    sql = f"({method_sql(db, method.behind, given)})"
    columns = [row[0] for row in db.execute(f"describe select * from {sql}").fetchall()]
    return sql if "_flags" in columns else "_read"


def _same(table: str, columns: Sequence[str]) -> str:
    return " and ".join(f"r.{quoted(c)} is not distinct from {table}.{quoted(c)}" for c in columns) or "true"
