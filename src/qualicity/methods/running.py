"""Methods as what runs: SQL for those over tables, NumPy arrays in and out for the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import duckdb

from qualicity.methods.lazy import lazy_module
from qualicity.methods.registry import Column, Method

np = lazy_module("numpy")

INPUT = "_input"
"""The view that a method's SQL reads."""


def method_sql(db: duckdb.DuckDBPyConnection, run: Callable[..., Any], arguments: Mapping[str, Any]) -> str:
    """The SQL by which DuckDB runs a table method over the view `_input`."""
    types = tuple((row[0], row[1]) for row in db.execute(f"describe {INPUT}").fetchall())
    return _compiled(run, types, json.dumps(arguments, sort_keys=True, default=str))


@lru_cache(maxsize=64)
def _compiled(run: Callable[..., Any], types: tuple[tuple[str, str], ...], arguments: str) -> str:
    """A method's SQL over columns of these types: half a second's work for a long one, so done once."""
    import ibis

    schema = ibis.schema({column: _ibis_type(kind) for column, kind in types})
    return str(ibis.to_sql(run(ibis.table(schema, name=INPUT), **json.loads(arguments)), dialect="duckdb"))


def _ibis_type(kind: str) -> str:
    known = {"VARCHAR": "string", "DOUBLE": "float64", "BIGINT": "int64", "INTEGER": "int32", "DATE": "date",
             "TIMESTAMP": "timestamp", "BOOLEAN": "boolean", "FLOAT": "float32"}  # fmt: skip
    return known.get(kind, "float64" if kind.startswith("DECIMAL") else "string")


def run_over_arrays(
    db: duckdb.DuckDBPyConnection, method: Method, sql: str, arguments: Mapping[str, Any], table: str
) -> None:
    """Run a method over the rows of `sql`, in their order, and register its rows as `table`."""
    import pyarrow as pa

    made = method.run(read_arrays(db, sql, method.inputs), **arguments)
    db.register(table, pa.table({c.name: _arrow(made[c.name], c) for c in method.outputs}))


def read_arrays(db: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[Column]) -> dict[str, Any]:
    """Those of the `columns` that a query gives, by name: as METHOD's docstring has them."""
    wanted = {c.name: c for c in columns}
    rows = db.execute(sql)
    names = [column[0] for column in rows.description]  # as the query has them: fetchnumpy renames n beside N
    found = zip(names, rows.fetchnumpy().values(), strict=True)
    return {n: as_array(values, wanted[n]) for n, values in found if n in wanted}


def as_array(values: Any, column: Column) -> Any:
    """A column as METHOD's docstring has it: NaN, NaT or None for missing."""
    masked = np.ma.asarray(values)
    if column.type in ("number", "integer"):
        return np.ma.filled(masked.astype(np.float64), np.nan)
    if column.type in ("time", "date"):
        return np.ma.filled(
            masked.astype("datetime64[us]" if column.type == "time" else "datetime64[D]"), "NaT"
        )
    objects = np.array(masked.data, dtype=object)
    objects[np.ma.getmaskarray(masked)] = None
    if column.type == "geometry":  # DuckDB gives bytes that could be changed
        objects[:] = [bytes(o) if isinstance(o, bytearray) else o for o in objects]
    return objects


def _arrow(values: Any, column: Column) -> Any:
    import pyarrow as pa

    kinds = {"number": pa.float64(), "integer": pa.int64(), "text": pa.string(), "boolean": pa.bool_(),
             "time": pa.timestamp("us"), "date": pa.date32()}  # fmt: skip
    array = np.asarray(values)
    if column.type in ("number", "integer"):
        array = array.astype(np.float64)
        return pa.array(array, pa.float64(), mask=np.isnan(array)).cast(kinds[column.type])
    return pa.array(array, kinds[column.type])
