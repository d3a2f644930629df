"""Each table as a Parquet file: columns with their types, what they mean in the metadata of the columns."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from qualicity.release.exports.content import tables
from qualicity.release.exports.csvw import csv_of
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.shape import TABLES, Table

_TYPES = {
    "string": pa.string(),
    "uri": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def names(edition: Edition) -> tuple[str, ...]:
    """What `write` writes, in its order."""
    del edition
    return tuple(f"{table}.parquet" for table in TABLES)


_EMPTY = pa.StringArray.from_buffers(1, pa.py_buffer(bytes(8)), pa.py_buffer(b""))[0]
"""The empty string in Arrow, made of its bytes: for one that it takes from Python it would read pandas in."""


def write(edition: Edition, folder: Path) -> list[Path]:
    """Write `NAME.parquet` for each table.

    Returns: the files, the observations' first.
    """
    written = []
    for table in tables(edition):
        path = folder / f"{table.name}.parquet"
        pq.write_table(arrow(table), path, compression="zstd")
        written.append(path)
    return written


def arrow(table: Table) -> pa.Table:
    """The table in Arrow, its columns named and described as `Table.fields` say.

    Arrow reads the CSV that two other forms are made of: taking cells from Python, it would first read pandas in.
    """
    schema = pa.schema(
        [
            pa.field(
                f.name,
                _TYPES[f.kind],
                nullable=not f.required,
                metadata={k: v for k, v in (("title", f.title.en), ("title_zh", f.title.zh), ("about", f.about)) if v},
            )
            for f in table.fields
        ],
        metadata={"title": table.title.en, "title_zh": table.title.get("zh")},
    )  # fmt: skip
    content = csv_of(table)
    read = read_csv(
        BytesIO(content),
        ReadOptions(use_threads=False, block_size=min(len(content), 2**31 - 1)),  # a row must be in one block
        ParseOptions(newlines_in_values=True),
        ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True),
    )
    columns = [
        column.fill_null(_EMPTY)
        if f.required and f.kind == "string"
        else column  # CSV writes both as nothing
        for f, column in zip(table.fields, read.combine_chunks().columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)
