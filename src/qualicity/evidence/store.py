"""Evidence as Delta tables: append-only, every commit with its author, message and file.

A table holds the dataset's fields and six of the store's own: `_known_from` and `_committed` (see
`known`), `_op` (`+` stands, `-` withdrawn, `x` ended), `_file`, `_line` and `_submission` (who brought the row).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb

from qualicity.errors import NotLoadedError, Text
from qualicity.evidence import known
from qualicity.evidence.sql import SQL_TYPES, literal, name
from qualicity.plan.model import Plan
from qualicity.plan.tables import Dataset
from qualicity.workspace import Workspace

FOR_EVER = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
STORE_COLUMNS = ("_known_from", "_committed", "_op", "_file", "_line", "_submission")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a dataset, as its log tells it."""

    version: int
    committed: datetime
    submission: str
    by: str
    message: str
    file: str
    sha256: str
    inserted: int
    updated: int
    withdrawn: int
    origin: str = "plan"
    declaration: str = ""


class DatasetStore:
    """The Delta table of one entered dataset."""

    def __init__(
        self, workspace: Workspace, plan_id: str, dataset: Dataset, pinned: int | None = None
    ) -> None:
        """With `pinned` the table is read at that version, whatever came later."""
        self.dataset, self._pinned = dataset, pinned
        self.path = workspace.evidence(plan_id, dataset.id)

    @cached_property
    def _table(self) -> Any:
        """The Delta table, or None before the first commit."""
        if not (self.path / "_delta_log").is_dir():
            return None
        from deltalake import DeltaTable  # a tenth of a second, only when there is a table

        return DeltaTable(str(self.path), version=self._pinned)

    @property
    def version(self) -> int | None:
        """The table's version, or None before the first commit."""
        return None if self._table is None else int(self._table.version())

    @cached_property
    def commits(self) -> tuple[Commit, ...]:
        """All commits, the latest first."""
        if self._table is None:
            return ()
        return tuple(c for entry in self._table.history() if (c := _commit(entry)))

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields that say which thing a row is about."""
        return self.dataset.table_schema.primaryKey if self.dataset.table_schema else ()

    @property
    def declaration(self) -> str:
        """A hash of what is declared of the rows: their fields, key, and when they become known."""
        said = self.dataset.model_dump_json(include={"table_schema", "known"})
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def fields(self) -> tuple[str, ...]:
        """The dataset's own fields, in the order of its schema."""
        return tuple(f.name for f in self.dataset.table_schema.fields) if self.dataset.table_schema else ()

    def stored(self, version: int | None = None) -> str:
        """Every stored row (up to a version), as something that SQL can select from.

        Errors: `NotLoadedError` before the first commit.
        """
        table = self._table
        if table is None:
            raise NotLoadedError(
                Text(
                    f"dataset '{self.dataset.id}' has not been loaded yet",
                    f"数据集“{self.dataset.id}”尚未加载",
                )
            )
        if version is not None and version != table.version():
            from deltalake import DeltaTable

            table = DeltaTable(str(self.path), version=version)
        files = ", ".join(literal(unquote(uri.removeprefix("file://"))) for uri in table.file_uris())
        stored = {field.name for field in table.schema().fields}
        fields = self.dataset.table_schema.fields if self.dataset.table_schema else ()
        added = "".join(
            f", cast(null as {SQL_TYPES[f.type]}) as {name(f.name)}" for f in fields if f.name not in stored
        )
        return f"(select *{added} from read_parquet([{files}], union_by_name=true))"

    def vintages(self, as_of: date | None) -> str:
        """Every vintage known on a date (`_current` marks the last of each identity)."""
        if self._single_vintage:
            return f"(select * exclude (_op), true as _current from {self.stored()} where {known.visible(as_of)})"
        return known.vintages(self.stored(), self.identity, as_of)

    def current(self, as_of: date | None) -> str:
        """The rows as known on a date: the last vintage of each identity."""
        return f"(select * exclude (_current) from {self.vintages(as_of)} where _current)"

    @cached_property
    def _single_vintage(self) -> bool:
        """Whether no row was ever updated or withdrawn, and an identity has one time to be known at."""
        plain = not isinstance(self.dataset.known, str) and self.dataset.known.of in self.identity
        return plain and all(c.updated == c.withdrawn == 0 for c in self.commits)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the dataset for one writer: what another has committed meanwhile is read, nothing is lost.

        What a killed writer left behind (data files that no commit names) is swept first.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._forget()
            self._sweep()
            yield

    def _sweep(self) -> None:
        committed = {Path(uri).name for uri in self._table.file_uris()} if self._table is not None else set()
        for left in self.path.glob("*.parquet*"):
            if left.name not in committed:
                left.unlink(missing_ok=True)

    def _forget(self) -> None:
        """Read the table anew when it is next asked for."""
        for cached in ("_table", "commits", "_single_vintage"):
            self.__dict__.pop(cached, None)

    def append(self, rows: Any, metadata: Mapping[str, Any]) -> int:
        """Commit rows (anything that speaks Arrow) with their metadata; returns the new version."""
        from deltalake import CommitProperties, write_deltalake

        write_deltalake(
            str(self.path),
            rows,
            mode="append",
            schema_mode="merge",  # a field that the dataset has got since
            configuration=FOR_EVER,
            commit_properties=CommitProperties(custom_metadata={"qualicity": json.dumps(dict(metadata))}),
        )
        self._forget()
        return int(self.version or 0)


class EvidenceStore:
    """All entered datasets of one plan."""

    def __init__(self, workspace: Workspace, plan: Plan, shown: str | None = None) -> None:
        """`shown` is the plan folder's path as a person would type it."""
        self.workspace = workspace
        self.plan = plan
        self.shown = shown or plan.id
        self._datasets: dict[str, DatasetStore] = {}

    def dataset(self, dataset_id: str) -> DatasetStore:
        """The store of one dataset; made by its first commit."""
        if dataset_id not in self._datasets:
            dataset = self.plan.dataset(dataset_id)
            if dataset is None:
                raise KeyError(dataset_id)
            self._datasets[dataset_id] = DatasetStore(self.workspace, self.plan.id, dataset)
        return self._datasets[dataset_id]

    def entered(self) -> tuple[DatasetStore, ...]:
        """The stores of the datasets that have a file."""
        return tuple(self.dataset(d.id) for d in self.plan.datasets if d.path)

    def versions(self) -> dict[str, int]:
        """The version of each dataset that has been loaded."""
        return {s.dataset.id: s.version for s in self.entered() if s.version is not None}

    def require_loaded(self, dataset_id: str | None = None) -> None:
        """Errors: `NotLoadedError`, with the command to run, when a dataset (or that one) has no rows yet."""
        asked = self.entered() if dataset_id is None else (self.dataset(dataset_id),)
        missing = [s.dataset.id for s in asked if s.version is None]
        if missing:
            raise NotLoadedError(
                Text(
                    f"the evidence of plan '{self.plan.id}' is not loaded in the workspace {self.workspace.root}; "
                    f"run: qualicity load {self.shown}",
                    f"工作区 {self.workspace.root} 中尚未加载方案“{self.plan.id}”的数据；请运行：qualicity load {self.shown}",
                )
            )


def connect() -> duckdb.DuckDBPyConnection:
    """A fresh in-memory DuckDB that reads and writes UTC and cannot install anything."""
    db = duckdb.connect(":memory:")
    db.execute(
        "set timezone='UTC'; set autoinstall_known_extensions=false; set preserve_insertion_order=true; "
        "set python_enable_replacements=false"  # no Python variable is a table (and pandas stays unloaded)
    )
    return db


def _commit(entry: Mapping[str, Any]) -> Commit | None:
    try:
        said = json.loads(entry["qualicity"])
        return Commit(
            version=int(entry["version"]),
            committed=datetime.fromisoformat(said["committed"]),
            submission=said["submission"],
            by=said["by"],
            message=said["message"],
            file=said["file"],
            sha256=said["sha256"],
            inserted=said["inserted"],
            updated=said["updated"],
            withdrawn=said["withdrawn"],
            origin=said.get("origin", "plan"),
            declaration=said.get("declaration", ""),
        )
    except (KeyError, ValueError):
        return None
