"""Tables for people: drawn on a terminal, tab-separated when piped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, wide: Sequence[int] = ()) -> None:
    """Print rows; the columns named in `wide` take the room that is left."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            print("\t".join("" if cell is None else str(cell).replace("\n", " ") for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for n, column in enumerate(columns):
        table.add_column(column, ratio=1 if n in wide else None, overflow="fold")
    for row in rows:
        table.add_row(*(c if isinstance(c, Text) else Text("" if c is None else str(c)) for c in row))
    Console().print(table)
