"""A sheet of Excel whose rows are given at once: cell by cell the library takes four times as long for the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
        for row in table.rows:
            for value in row:
                if type(value) is str:
                    number_of(value[:LONGEST])
        self._check_dimensions(len(table.rows), 0)

    def _write_rows(self) -> None:
        super()._write_rows()
        rows = self._given.rows
        cells = zip(*map(self._cells, range(len(self._given.fields))), strict=True)
        for n, (span, row) in enumerate(zip(_spans(rows, len(self._given.fields)), cells, strict=True), 2):
            self.fh.write(f'<row r="{n}" spans="{span}">{"".join(row)}</row>')

    def _cells(self, column: int) -> list[str]:
        """The cells of a column as XML, nothing where there is none."""
        values = [row[column] for row in self._given.rows]
        letters, said = xl_col_to_name(column), self._said(self._given.fields[column].kind)
        known = {value: said(value) for value in set(values) if value is not None}
        return [
            "" if value is None else f'<c r="{letters}{n}"{known[value]}</c>'
            for n, value in enumerate(values, 2)
        ]

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
    last = [width, *(max(n for n, value in enumerate(row, 1) if value is not None) for row in rows)]
    for n in range(1, len(last)):
        begin = n - n % _BLOCK
        yield f"1:{max(last[begin : begin + _BLOCK])}"
