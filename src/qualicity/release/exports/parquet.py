"""Each table as a Parquet file: columns with their types, what they mean in the metadata of the columns."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.shape import TABLES, Table
from qualicity.release.exports.texts import typed

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
    return pa.Table.from_arrays(typed(table, schema), schema=schema)
