"""Whether an expression's types fit: DuckDB runs it over one made-up row of the dataset's types."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import duckdb

from qualicity.errors import ExpressionError, Text
from qualicity.evidence import connect
from qualicity.evidence.sql import SQL_TYPES, name
from qualicity.plan import Dataset
from qualicity.plan.model import Plan

Kind = Literal["number", "text", "time", "date", "condition", "any"]
_WORDS = {
    "number": Text("number", "数字"),
    "text": Text("text", "文字"),
    "time": Text("time", "时间"),
    "date": Text("date", "日期"),
}
_SAMPLES = {
    "VARCHAR": "'a word'",
    "DOUBLE": "1.0",
    "BIGINT": "1",
    "DATE": "date '2016-05-17'",
    "TIMESTAMP": "timestamp '2016-05-17 07:00:00'",
    "BOOLEAN": "true",
}
_METHOD_TYPES = {"number": "DOUBLE", "text": "VARCHAR", "time": "TIMESTAMP", "date": "DATE"}
_NUMBERS = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))")
_KINDS = {
    "number": _NUMBERS,
    "text": re.compile("VARCHAR"),
    "time": re.compile("TIMESTAMP"),
    "date": re.compile("DATE"),
}


def bind(plan: Plan, dataset: Dataset, sql: str, kind: Kind = "any") -> None:
    """Try a checked expression on a row of the dataset's types.

    Errors: `ExpressionError` with DuckDB's own words when its types do not fit each other, or when the
    result is not the `kind` of thing that is wanted.
    """
    selected = ", ".join(f"{_SAMPLES[t]} as {name(c)}" for c, t in types_of(plan, dataset))
    query = f"select ({sql}) as v from (select {selected})"
    try:
        row = _database().cursor().execute(f"select v, typeof(v) from ({query})").fetchone()
    except duckdb.Error as error:
        said = str(error).split("\n", 1)[0]
        raise ExpressionError(Text(f"the types do not fit: {said}", f"类型不符：{said}")) from None
    found = str(row[1]) if row else ""
    wanted = _KINDS.get(kind)
    if wanted is not None and not wanted.fullmatch(found):
        word = _WORDS[kind]
        raise ExpressionError(
            Text(f"the result is no {word.en} ({found})", f"结果不是{word.get('zh')}（{found}）")
        )
    if kind == "condition" and found != "BOOLEAN":
        raise ExpressionError(
            Text(f"the result is not true or false ({found})", f"结果不是真或假（{found}）")
        )


def types_of(plan: Plan, dataset: Dataset) -> list[tuple[str, str]]:
    """The columns of a dataset with their DuckDB types."""
    if dataset.table_schema:
        return [(f.name, SQL_TYPES[f.type]) for f in dataset.table_schema.fields]
    if dataset.derived:
        from qualicity.methods import method  # loads Ibis only where a method runs

        return [(c.name, _METHOD_TYPES[c.type]) for c in method(dataset.derived.method).outputs]
    return []


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    return connect()
