"""Files that never change: named by a hash of everything they come from, whole or not there."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import duckdb

from qualicity.evidence.sql import literal


def write_parquet(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write a Parquet file so that it is either whole or not there; returns how many rows it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    written = db.execute(
        f"copy ({query}) to {literal(str(part))} (format parquet, compression zstd)"
    ).fetchone()
    part.replace(path)
    return int(written[0]) if written else 0


def content_hash(*parts: object) -> str:
    """A short hash of what something is made from."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:20]
