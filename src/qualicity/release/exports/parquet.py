"""Each table as a Parquet file: columns with their types, what they mean in the metadata of the columns."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.shape import Table

_TYPES = {
    "string": pa.string(),
    "uri": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


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
    """The table in Arrow, its columns named and described as `Table.fields` say."""
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
    columns = [
        pa.array([row[n] for row in table.rows], type=field.type, from_pandas=False)
        for n, field in enumerate(schema)
    ]
    return pa.Table.from_arrays(columns, schema=schema)
