"""Which field each column of a file holds, told from its first lines: quick for any size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from qualicity.evidence.database import connect
from qualicity.evidence.files import read_rows
from qualicity.evidence.headers import map_columns
from qualicity.evidence.otherfiles import header_of
from qualicity.evidence.rows import Mapped, RowsOfFile
from qualicity.plan import Dataset

_START = 1 << 16
"""Bytes in which a header stands."""


def columns_of(path: Path, dataset: Dataset, given: Mapping[str, str] | None = None) -> tuple[Mapped, ...]:
    """The mapping that `read_rows` would find in what somebody hands in; none where the file cannot be read.

    Errors: `UsageError` where `given` names what is not there.
    """
    schema = dataset.table_schema
    if schema is None:
        return ()
    if path.suffix.lower() == ".xlsx":
        headers = header_of(RowsOfFile(path, path.name, "peeked"))
        return map_columns(headers, dataset, schema, given, True) if headers else ()
    with TemporaryDirectory(prefix="qualicity-") as folder:
        if path.suffix.lower() != ".parquet":
            with path.open("rb") as file:
                start = file.read(_START)
            path = Path(folder) / f"start{path.suffix}"
            path.write_bytes(start[: start.rfind(b"\n") + 1] if len(start) == _START else start)
        return read_rows(connect(), path, path.name, dataset, "peeked", lenient=True, given=given).mapping
