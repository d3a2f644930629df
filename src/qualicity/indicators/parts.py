"""Files that never change: named by a hash of everything they come from, whole or not there."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from pathlib import Path

import duckdb

from qualicity.evidence.sql import literal


def write_parquet(
    db: duckdb.DuckDBPyConnection, query: str, path: Path, metadata: Mapping[str, str] | None = None
) -> int:
    """Write a Parquet file, with words of its own beside its rows, so that it is either whole or not there.

    Returns: how many rows it has.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    said = ", ".join(f"{literal(k)}: {literal(v)}" for k, v in (metadata or {}).items())
    beside = f", kv_metadata {{{said}}}" if said else ""
    query = f"copy ({query}) to {literal(str(part))} (format parquet, compression zstd{beside})"
    written = db.execute(query).fetchone()
    part.replace(path)
    return int(written[0]) if written else 0


def write_text(text: str, path: Path) -> None:
    """Write a file of text so that it is either whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    part.write_text(text, "utf-8")
    part.replace(path)


def content_hash(*parts: object) -> str:
    """A short hash of what something is made from."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:20]
