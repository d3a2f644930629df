"""Small helpers that write SQL safely."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A column or table name, quoted."""
    return '"' + text.replace('"', '""') + '"'


def names(texts: Iterable[str], prefix: str = "") -> str:
    """Column names, quoted and joined by commas; `prefix` is a table alias with its dot."""
    return ", ".join(prefix + name(t) for t in texts)
