"""A sheet of Excel whose rows are given at once: cell by cell the library takes ten times as long for the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from qualicity.release.exports.shape import Table
from qualicity.release.exports.texts import each, integers, rows, strings, taken, text, texts

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
        self._check_dimensions(len(table.rows), 0)
        if not table.rows:
            return
        self._said = dict(texts(table))
        words = [f.name for f in table.fields if f.kind in ("string", "uri")]
        self._said |= zip(words, self._numbered([_cut(self._said[name]) for name in words]), strict=True)

    def _numbered(self, columns: Sequence[pa.StringArray]) -> Iterator[pa.StringArray]:
        """The numbers of texts among those of the book, as texts; new ones get theirs in order of rows, then columns."""
        coded = pa.concat_arrays(columns).dictionary_encode()
        known, length = coded.dictionary.to_pylist(), len(columns[0])
        codes = integers(coded.indices).reshape(len(columns), length).T[_there(columns).T]
        first = np.zeros(len(known), np.int64)
        first[codes[::-1]] = np.arange(len(codes))[::-1]  # of equal places the last one written stays
        number_of = self.str_table._get_shared_string_index
        numbers = [""] * len(known)
        for code in first.argsort().tolist():
            numbers[code] = str(number_of(known[code]))
        self.str_table.count += len(codes) - len(known)
        said = strings(numbers).take(coded.indices)
        return (said.slice(n * length, length) for n in range(len(columns)))

    def _write_rows(self) -> None:
        table, length = self._given, len(self._given.rows)
        self.dim_rowmax = 0  # below its head the library would look for cells in vain
        super()._write_rows()
        self.dim_rowmax = length
        if not length:
            return
        numbers = strings([str(n) for n in range(2, length + 2)])
        spans = _spans([self._said[f.name] for f in table.fields])
        cells = (self._cells(n, f.name, f.kind, numbers) for n, f in enumerate(table.fields))
        for some in rows(['<row r="', numbers, '" spans="1:', spans, '">', *cells, "</row>"]):
            self.fh.write(str(some, "utf-8"))

    def _cells(self, at: int, name: str, kind: str, numbers: pa.StringArray) -> pa.StringArray:
        """The cells of a column as XML, null for a missing one."""
        begin, middle = text(f'<c r="{xl_col_to_name(at)}'), text(f'"{self._opening(kind)}<v>')
        said = self._said[name]
        if kind not in ("string", "uri"):
            said = each(said, self._number(kind))
        return pc.binary_join_element_wise(begin, numbers, middle, said, text("</v></c>"), text(""))

    def _opening(self, kind: str) -> str:
        """What is said of cells of a kind before their value."""
        if kind == "date":
            return f' s="{self._dates._get_xf_index()}">'
        return {"number": ">", "integer": ">", "boolean": ' t="b">'}.get(kind, ' t="s">')

    def _number(self, kind: str) -> Callable[[str], str]:
        """How values of a kind stand in a cell, by their texts."""
        if kind == "boolean":
            return lambda value: str(int(value == "true"))
        if kind == "date":
            return lambda value: f"{self._convert_date_time(date.fromisoformat(value)):.16G}"
        return lambda value: f"{float(value):.16G}"


def _cut(column: pa.StringArray) -> pa.StringArray:
    return column if longest(column) <= LONGEST else pc.utf8_slice_codeunits(column, 0, LONGEST)


def longest(column: pa.StringArray) -> int:
    """How many characters the longest text of a column has; 0 where there is none."""
    return int(pc.max(pc.utf8_length(column)).as_py() or 0)


def _spans(columns: Sequence[pa.StringArray]) -> pa.StringArray:
    """To which column the rows of each block have cells; above them, in the first block, is one with all."""
    there = _there(columns)
    last = len(columns) - there[::-1].argmax(axis=0)
    blocks = np.zeros(-(-(len(last) + 1) // _BLOCK) * _BLOCK, np.int32)
    blocks[0], blocks[1 : len(last) + 1] = len(columns), last
    widest = blocks.reshape(-1, _BLOCK).max(axis=1).repeat(_BLOCK)[1 : len(last) + 1]
    return taken(strings([str(n) for n in range(len(columns) + 1)]), widest)


def _there(columns: Sequence[pa.StringArray]) -> NDArray[np.bool_]:
    """Which cells there are, by column and row."""
    return np.array([_bits(column.is_valid()) for column in columns])


def _bits(column: pa.BooleanArray) -> NDArray[np.bool_]:
    bits = np.frombuffer(column.buffers()[1], np.uint8)
    return np.unpackbits(bits, count=column.offset + len(column), bitorder="little")[column.offset :].astype(
        bool
    )
