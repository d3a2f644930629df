"""Sections, lakes and points as small tables, and the methods of surface water run over them by DuckDB."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import strategies as st

from qualicity.methods import method

WORDS = {"body", "point", "city", "section", "below", "case"}
"""Columns of text; `lake` says yes or no, all others are numbers."""
CLASSES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")

Rows = Sequence[Mapping[str, Any]]


def run(name: str, rows: Rows, **parameters: Any) -> list[dict[str, Any]]:
    """What a method makes of the rows; those of a method of rows in their order."""
    columns = tuple(dict.fromkeys(c for row in rows for c in row))
    table = pa.table({c: pa.array([row.get(c) for row in rows], _type(c)) for c in columns})
    with duckdb.connect() as db:
        db.register("rows", table.append_column("_n", pa.array(range(len(rows)))))
        made = db.execute(_sql(name, columns, json.dumps(parameters))).to_arrow_table()
    if "_n" in made.column_names:
        made = made.sort_by("_n").drop_columns("_n")
    assert not any(pa.types.is_decimal(t) for t in made.schema.types), "a whole number is one of 64 bits"
    return made.to_pylist()


@lru_cache(maxsize=200)
def _sql(name: str, columns: tuple[str, ...], parameters: str) -> str:
    """A method's SQL over such columns: it is the same for any rows, and takes longer to write than to run."""
    types = {c: "string" if c in WORDS else "boolean" if c == "lake" else "float64" for c in columns}
    rows = ibis.table(types | {"_n": "int64"}, name="rows")
    found = method(name)
    return str(ibis.to_sql(found.run(rows, **found.arguments(json.loads(parameters))), dialect="duckdb"))


def _type(column: str) -> pa.DataType:
    return pa.string() if column in WORDS else pa.bool_() if column == "lake" else pa.float64()


def read(file: Path) -> list[dict[str, Any]]:
    """Rows of a CSV with the names of the columns in lower case, and with numbers where a column has them."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = [{k.lower(): v for k, v in row.items()} for row in csv.DictReader(opened)]
    return [{k: _cell(k, v) for k, v in row.items()} for row in rows]


def _cell(column: str, text: str) -> Any:
    if column in WORDS:
        return text or None
    if column == "lake":
        return text.lower() == "true"
    try:
        return float(text)
    except ValueError:
        return text or None


def measured(rows: Iterable[Mapping[str, Any]], also: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows with the columns that a method takes, and those named."""
    known = {c.name for c in method("water.city_index").inputs} | set(also)
    return [{k: v for k, v in row.items() if k in known} for row in rows]


def concentrations(most: float = 60.0) -> st.SearchStrategy[float]:
    """Concentrations, many of them at a limit or a hair beside one."""
    at_limits = st.sampled_from(
        [0.0, 0.02, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 1.0, 1.5, 2, 3, 4, 5, 6, 7.5, 10, 15]
    )
    return st.one_of(at_limits, st.floats(0, most, allow_nan=False))
