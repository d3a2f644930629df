"""CSV files for people, who open them in a spreadsheet; rows are written while they are read: no table is too long."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from django.http import StreamingHttpResponse

CHUNK = 2_000
CSV_TYPE = "text/csv; charset=utf-8"
UTF8_MARK = "\ufeff"
"""Begins what a page offers as CSV: without it Excel on Chinese Windows reads UTF-8 as GBK. Files for programs have none."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets run text that begins like this: it gets an apostrophe, as in `release.to_csv`."""


def csv_stream(
    columns: Sequence[str], batches: Iterable[Iterable[Sequence[Any]]], name: str
) -> StreamingHttpResponse:
    """Rows as a CSV file called `name`, sent in pieces: a mark, then the same bytes as `release.to_csv` would give."""
    content = chain([UTF8_MARK], pieces(columns, batches))
    response = StreamingHttpResponse(content, content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


_PLAIN = {int, float, bool, type(None)}
"""What is written as it is: most of what rows hold."""


def pieces(columns: Sequence[str], batches: Iterable[Iterable[Sequence[Any]]]) -> Iterator[str]:
    """The file in pieces: its head, then some thousand rows at a time."""
    yield _written([columns])
    for batch in batches:
        rows = iter(batch)
        while piece := list(islice(rows, CHUNK)):
            yield _written([v if type(v) in _PLAIN else _cell(v) for v in row] for row in piece)


def _written(rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value.isoformat() if isinstance(value, date) else value
