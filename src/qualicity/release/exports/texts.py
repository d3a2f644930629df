"""Columns of texts in Arrow, for forms of file that are text themselves: rows are put together outside of Python.

Arrow is never given objects of Python, for which it would first read pandas in where that is installed.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import accumulate

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from qualicity.release.exports.lines import csv_of
from qualicity.release.exports.shape import Table

pa.set_memory_pool(
    pa.system_memory_pool()
)  # Arrow's own takes as long to clear what it sets aside as all the rest
_AT_ONCE = 65_536
"""So many rows are put together in one go: the texts of an array take at most 2 GiB."""


def strings(values: Sequence[str]) -> pa.StringArray:
    """Texts as a column."""
    said = [value.encode() for value in values]
    ends = array("i", [0, *accumulate(map(len, said))])
    return pa.StringArray.from_buffers(len(said), pa.py_buffer(ends), pa.py_buffer(b"".join(said)))


def text(value: str) -> pa.StringScalar:
    """One text, for all rows."""
    return strings([value])[0]


def typed(table: Table, schema: pa.Schema) -> list[pa.Array]:
    """The columns of a table as the types of a schema, read from its CSV; null where a value is missing."""
    content = csv_of(table)
    read = read_csv(
        BytesIO(content),
        ReadOptions(use_threads=False, block_size=min(len(content), 2**31 - 1)),  # a row must be in one block
        ParseOptions(newlines_in_values=True),
        ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True),
    )
    columns = (column.combine_chunks() for column in read.columns)
    return [
        column.fill_null(text(""))
        if f.required and f.kind == "string"
        else column  # CSV writes both as nothing
        for f, column in zip(table.fields, columns, strict=True)
    ]


@lru_cache(maxsize=16)
def texts(table: Table) -> Mapping[str, pa.StringArray]:
    """The columns of a table by name, their cells as they stand in its CSV; null where a value is missing."""
    names = [f.name for f in table.fields]
    schema = pa.schema([(name, pa.string()) for name in names])
    return dict(zip(names, typed(table, schema), strict=True))


def distinct(column: pa.StringArray) -> list[str]:
    """The values of a column, each once, in the order in which they come."""
    return [value for value in column.dictionary_encode().dictionary.to_pylist() if value is not None]


def each(column: pa.StringArray, said: Callable[[str], str]) -> pa.StringArray:
    """What is said of each value, asked once of those that are equal; null where there is none."""
    coded = column.dictionary_encode()
    return strings([said(value) for value in coded.dictionary.to_pylist()]).take(coded.indices)


def integers(column: pa.Int32Array) -> NDArray[np.int32]:
    """A column of integers that has no offset, for numpy."""
    return np.frombuffer(column.buffers()[1], np.int32, len(column))


def taken(column: pa.StringArray, places: NDArray[np.integer]) -> pa.StringArray:
    """The texts at these places of a column."""
    at = pa.py_buffer(np.ascontiguousarray(places, np.int32))
    return column.take(pa.Array.from_buffers(pa.int32(), len(places), [None, at]))


def has(column: pa.StringArray, pattern: str) -> bool:
    """Whether a regular expression (RE2) is found in any of the texts."""
    return bool(pc.any(pc.match_substring_regex(column, pattern)).as_py())


def around(before: str, column: pa.StringArray, after: str) -> pa.StringArray:
    """Each text between two others; null where it is missing."""
    return pc.binary_join_element_wise(text(before), column, text(after), text(""))


def rows(parts: Sequence[pa.StringArray | str], between: str = "") -> Iterator[memoryview]:
    """Rows in UTF-8, each put together of columns and of what all rows have; nothing stands for a missing text."""
    absent = pc.JoinOptions("replace", "")
    each_row = [text(part) if isinstance(part, str) else part for part in parts]
    length = next(len(part) for part in parts if not isinstance(part, str))
    for begin in range(0, length, _AT_ONCE):
        some = (p.slice(begin, _AT_ONCE) if isinstance(p, pa.Array) else p for p in each_row)
        joined = pc.binary_join_element_wise(*some, text(between), options=absent)
        yield memoryview(joined.buffers()[2])[: pc.sum(pc.binary_length(joined)).as_py()]
