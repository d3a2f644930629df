"""Small helpers that write SQL safely."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import duckdb

SQL_TYPES = {
    "string": "VARCHAR",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "period": "VARCHAR",
    "known": "VARCHAR",
}
"""The DuckDB type of each field type."""
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def literal(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


@lru_cache(maxsize=4096)
def name(text: str) -> str:
    """A column or table name, quoted where it is not a plain word."""
    if _PLAIN.fullmatch(text) and duckdb.tokenize(text)[0][1] != duckdb.token_type.keyword:
        return text
    return '"' + text.replace('"', '""') + '"'


def names(texts: Iterable[str], prefix: str = "") -> str:
    """Column names, quoted and joined by commas; `prefix` is a table alias with its dot."""
    return ", ".join(prefix + name(t) for t in texts)


def path(file: Path) -> str:
    """A file's path as an SQL literal in which nothing is a pattern."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(file)))
