"""A sheet of Excel whose rows are given at once: cell by cell the library takes four times as long for the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from qualicity.release.exports.shape import Table

LONGEST = 32_767
"""Excel takes no more characters in a cell."""
_BLOCK = 16
"""So many rows say together which columns they fill."""


class TableSheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes the rows of a table whole; above them it is written as any other."""

    def fill(self, table: Table, dates: Format) -> None:
        """The rows of a table below the first one, which must have a cell in every column; dates in a format.

        A table's first column is part of its key: no row is without it.
        """
        self._given, self._dates = table, dates
        # The book lets go of its strings before rows are written.
        self._strings: Mapping[str, int] = self.str_table.string_table
        number_of = self.str_table._get_shared_string_index
        texts = [value[:LONGEST] for value in chain.from_iterable(table.rows) if type(value) is str]
        found = dict.fromkeys(texts)
        for text in found:
            number_of(text)
        self.str_table.count += len(texts) - len(found)
        self._check_dimensions(len(table.rows), 0)

    def _write_rows(self) -> None:
        super()._write_rows()
        rows, numbers = self._given.rows, [str(n) for n in range(2, len(self._given.rows) + 2)]
        columns = (self._cells(n, numbers) for n in range(len(self._given.fields)))
        spans = _spans(rows, len(self._given.fields))
        for number, span, *row in zip(numbers, spans, *filter(None, columns), strict=True):
            self.fh.write(f'<row r="{number}" spans="{span}">{"".join(row)}</row>')

    def _cells(self, column: int, numbers: Sequence[str]) -> list[str]:
        """The cells of a column as XML, "" for a missing one; nothing at all where every one is missing."""
        values = self._given.column(self._given.fields[column].name)
        begin, said = f'<c r="{xl_col_to_name(column)}', self._said(self._given.fields[column].kind)
        known = {value: f'"{said(value)}</c>' for value in set(values) if value is not None}
        if not known:
            return []
        cells = zip(numbers, values, strict=True)
        return ["" if value is None else f"{begin}{number}{known[value]}" for number, value in cells]

    def _said(self, kind: str) -> Callable[[Any], str]:
        """How values of a kind stand in a cell."""
        if kind in ("number", "integer"):
            return lambda value: f"><v>{value:.16G}</v>"
        if kind == "boolean":
            return lambda value: f' t="b"><v>{value:d}</v>'
        if kind == "date":
            style = self._dates._get_xf_index()
            return lambda value: f' s="{style}"><v>{self._convert_date_time(value):.16G}</v>'
        return lambda value: f' t="s"><v>{self._strings[value[:LONGEST]]}</v>'


def _spans(rows: Sequence[Sequence[Any]], width: int) -> Iterator[str]:
    """From which to which column the rows of each block have cells; a head of that width is in the first block."""
    last = [width, *map(_last, rows)]
    for begin in range(0, len(last), _BLOCK):
        block = last[begin : begin + _BLOCK]
        span = f"1:{max(block)}"
        yield from repeat(span, len(block) - (not begin))


def _last(row: Sequence[Any]) -> int:
    """Of how many cells the last one that is there is."""
    n = len(row)
    while row[n - 1] is None:
        n -= 1
    return n
