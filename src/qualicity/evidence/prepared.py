"""Workbooks that were prepared for somebody to fill: how they are laid out, and which of their rows were filled.

The first sheet has the fields' names in a hidden row, what people read below it, then the rows. A hidden sheet has, in its
first cell, a mark of whoever prepared it and, at the same places as the rows, what was filled in beforehand: a row counts
when something else stands in it, as in a form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

MARK = "_qualicity"
"""The hidden sheet."""
NAMES, FIRST = 1, 4
"""The row of the fields' names, and that of the first row to be filled (both counted from 1)."""

Row = tuple[int, Sequence[Any]]


def filled(
    rows: Sequence[Row], given: Iterable[Sequence[Any]], said: Callable[[Any], str | None]
) -> list[Row]:
    """The row of names, and those in which something was filled in; `said` gives a cell's value as text."""
    names = next((row for n, row in rows if n == NAMES), ())
    own = [n for n, name in enumerate(names) if said(name)]
    before = {n: [said(c) for c in row] for n, row in enumerate(given, 1)}

    def typed(n: int, row: Sequence[Any]) -> bool:
        then = before.get(n, [])
        now = ((c, said(row[c])) for c in own if c < len(row))
        return any(text and text != (then[c] if c < len(then) else None) for c, text in now)

    return [(n, row) for n, row in rows if n == NAMES or (n >= FIRST and typed(n, row))]


def is_prepared(sheets: Sequence[str]) -> bool:
    """Whether a workbook with these sheets is one."""
    return len(sheets) > 1 and MARK in sheets[1:]
