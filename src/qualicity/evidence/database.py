"""Connections to DuckDB: one of its own for work that writes or needs much memory, a shared one for small questions."""

from __future__ import annotations

import os
import tempfile
import uuid
from pathlib import Path
from threading import Lock

import duckdb

from qualicity.evidence.sql import literal
from qualicity.workspace import Workspace


def connect(workspace: Workspace | None = None) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory DuckDB that reads and writes UTC and cannot install anything.

    With a workspace it keeps to the workspace's limit of memory, and what does not fit goes into a file in it.
    """
    db = duckdb.connect(":memory:")
    if workspace is not None:
        # a folder of its own (two processes would write files of the same names), made when it is needed
        there = workspace.root if workspace.root.is_dir() else Path(tempfile.gettempdir())
        db.execute(f"set temp_directory={literal(str(there / f'spill-{uuid.uuid4().hex}'))}")
        if workspace.memory_limit:
            db.execute(f"set memory_limit={literal(workspace.memory_limit)}")
    db.execute(  # global: so that further connections to it (`cursor`) begin with the same
        "set global timezone='UTC'; set global autoinstall_known_extensions=false; "
        "set global preserve_insertion_order=true; set global parquet_metadata_cache=true; "
        "set global python_enable_replacements=false"  # no Python variable is a table (and pandas stays unloaded)
    )
    return db


_shared: dict[int, duckdb.DuckDBPyConnection] = {}
_sharing = Lock()


def reading() -> duckdb.DuckDBPyConnection:
    """A connection for a small question to files: to a DuckDB that this process keeps (a fresh one takes 10 ms).

    What is made in it must be temporary; nothing may be set in it. Safe from any thread, each with its own connection; a
    process that was forked gets a DuckDB of its own, because threads do not come along.
    """
    with _sharing:
        db = _shared.get(os.getpid())
        if db is None:
            db = _shared[os.getpid()] = connect()
            db.execute("set global enable_external_file_cache=false")  # the system keeps files already
        return db.cursor()
