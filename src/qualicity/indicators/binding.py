"""Whether an expression's types fit: DuckDB runs it over one made-up row of the dataset's types."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import duckdb

from qualicity.errors import ExpressionError, Text
from qualicity.evidence import connect
from qualicity.evidence.sql import name
from qualicity.indicators.scope import Scope

Kind = Literal["number", "integer", "text", "boolean", "time", "date", "condition", "any"]
_WORDS = {
    "number": Text("number", "数字"),
    "integer": Text("whole number", "整数"),
    "boolean": Text("true or false", "真或假"),
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
_NUMBERS = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))")
_KINDS = {
    "number": _NUMBERS,
    "integer": re.compile("U?(TINY|SMALL|BIG)INT|U?INTEGER"),
    "boolean": re.compile("BOOLEAN"),
    "text": re.compile("VARCHAR"),
    "time": re.compile("TIMESTAMP"),
    "date": re.compile("DATE"),
}


def bind(scope: Scope, sql: str, kind: Kind = "any") -> None:
    """Try a checked expression on a row of the dataset's types.

    Errors: `ExpressionError` with DuckDB's own words when its types do not fit each other, or when the
    result is not the `kind` of thing that is wanted.
    """
    selected = ", ".join(f"{_SAMPLES[t]} as {name(c)}" for c, t in scope.types.items())
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


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    return connect()
