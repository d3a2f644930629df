"""Evidence as Delta tables: append-only, every commit with its author, message and file.

A table holds the dataset's fields and six of the store's own: `_known_from` and `_committed` (see
`known`), `_op` (`+` stands, `-` withdrawn, `x` ended), `_file`, `_line` and `_submission` (who brought the row).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from qualicity.errors import NotLoadedError, Text
from qualicity.evidence import known
from qualicity.evidence.database import reading
from qualicity.evidence.sql import SQL_TYPES, literal, name, names
from qualicity.plan.model import Plan
from qualicity.plan.tables import Dataset, TableField
from qualicity.workspace import Workspace

MOST_SPANS = 32
"""Rows that were revised are looked for span by span in so many commits; in more, in the span of all."""
FOR_EVER = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
ROW_GROUP = 122_880
"""Rows that are read or passed over together: few enough that a month of one station is not looked for among a million."""
STORE_COLUMNS = {
    "_known_from": "TIMESTAMP", "_committed": "TIMESTAMP", "_op": "VARCHAR", "_file": "VARCHAR", "_line": "BIGINT",
    "_submission": "VARCHAR",
}  # fmt: skip
"""What is stored with each row, with its type."""


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
    known: tuple[datetime, datetime] | None = None
    """When the first and the last of its rows became known; None in commits that do not say."""
    revisits: bool = True
    """Whether it has a row of an identity that had rows before."""
    reaches: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """Of each field of the identity the smallest and the largest value in its rows, where it says them."""

    def told(self, dataset: Dataset) -> Commit:
        """As anybody may read it: where rows are not public, without what whoever handed them in wrote beside them, and
        without the hash, by which a guess at a few values could be tried."""
        if dataset.confidentiality == "public":
            return self
        file = self.file if self.origin == "plan" else ""
        return replace(self, message="", file=file, sha256="")


@dataclass(frozen=True, slots=True)
class AsKnown:
    """What was known of a dataset: its version, the last commit up to it, when the last known row became so.

    `content` is a hash of the commits that brought rows known by then: what came later leaves it as it was.
    """

    version: int
    submission: str
    until: datetime | None
    content: str = ""


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

    @property
    def files(self) -> tuple[Path, ...]:
        """The Parquet files that hold its rows at the version that is read."""
        uris = [] if self._table is None else self._table.file_uris()
        return tuple(sorted(Path(unquote(uri.removeprefix("file://"))) for uri in uris))

    @cached_property
    def commits(self) -> tuple[Commit, ...]:
        """All commits up to the version that is read, the latest first."""
        if self._table is None:
            return ()
        from deltalake import DeltaTable

        # a table opened at an earlier version lists later commits too, each under a version too low
        whole = self._table if self._pinned is None else DeltaTable(str(self.path))
        listed = (_commit(entry) for entry in whole.history())
        return tuple(c for c in listed if c and c.version <= self._table.version())

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
        return tuple(f.name for f in self._schema_fields)

    @property
    def _schema_fields(self) -> tuple[TableField, ...]:
        return self.dataset.table_schema.fields if self.dataset.table_schema else ()

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
        if not files:  # no rows yet
            columns = {f.name: SQL_TYPES[f.type] for f in self._schema_fields} | STORE_COLUMNS
            empty = ", ".join(f"cast(null as {kind}) as {name(c)}" for c, kind in columns.items())
            return f"(select {empty} where false)"
        stored = {field.name for field in table.schema().fields}
        added = "".join(
            f", cast(null as {SQL_TYPES[f.type]}) as {name(f.name)}"
            for f in self._schema_fields
            if f.name not in stored
        )
        return f"(select *{added} from read_parquet([{files}], union_by_name=true))"

    def vintages(self, as_of: date | None) -> str:
        """Every vintage known on a date (`_current` marks the last of each identity)."""
        if not self._one_vintage_a_commit:
            return known.vintages(self.stored(), self.identity, as_of)
        again = [c for c in self.commits if c.revisits]
        rows = self.rows_of(again) if again else None
        return known.vintages_apart(self.stored(), rows, self._spans(again), self.identity, as_of)

    def _spans(self, commits: Sequence[Commit]) -> list[str]:
        """Conditions by which a reader can pass over most rows: each row of the commits fulfils one of them."""
        each = list(dict.fromkeys(self._within([c]) for c in commits))
        return each if len(each) <= MOST_SPANS else [self._within(commits)]

    def _within(self, commits: Iterable[Commit]) -> str:
        """A condition that all rows of these commits fulfil, by which a reader can pass over most of the others."""
        kinds = {f.name: SQL_TYPES[f.type] for f in self._schema_fields}
        conditions = ["true"]
        for k in self.identity:
            said = [c.reaches.get(k) for c in commits]
            spans = [s for s in said if s]
            if spans and len(spans) == len(said):
                limits = (min(s[0] for s in spans), max(s[1] for s in spans))
                typed = " and ".join(f"cast({literal(str(v))} as {kinds[k]})" for v in limits)
                conditions.append(f"{name(k)} between {typed}")
        return " and ".join(conditions)

    def current(self, as_of: date | None) -> str:
        """The rows as known on a date: the last vintage of each identity."""
        return f"(select * exclude (_current) from {self.vintages(as_of)} where _current)"

    def as_known(self, as_of: date) -> AsKnown:
        """What is known on a date, told by the commits: rows are only read where a commit spans the date."""
        told = [c.known for c in self.commits if c.known]
        until = [last for _, last in told if last.date() <= as_of]
        silent = [c for c in self.commits if not c.known or c.known[0].date() <= as_of < c.known[1].date()]
        if silent:
            with reading() as db:
                asked = f"select max(_known_from) from {self.rows_of(silent)} where {known.visible(as_of)}"
                until += [row[0] for row in db.execute(asked).fetchall() if row[0] is not None]
        submission = self.commits[0].submission if self.commits else ""
        version, last = self.version or 0, max(until, default=None)
        return AsKnown(version, submission, last, self._content(as_of, version, last))

    def _content(self, as_of: date, version: int, until: datetime | None) -> str:
        """A commit without a row known by then cannot be seen; where a version says nothing of its rows, all count."""
        brought = [c.submission for c in self.commits if not c.known or c.known[0].date() <= as_of]
        told = len(self.commits) == version + 1
        said = [str(until), *brought] if told else [str(until), str(version), *brought]
        return hashlib.sha256(" ".join(said).encode()).hexdigest()[:20]

    def changed(self, then: AsKnown, now: AsKnown) -> str | None:
        """The identities (as SQL) whose known rows may differ between two states; None where that cannot be told."""
        before = next((c.submission for c in self.commits if c.version <= then.version), "")
        if then.version > now.version or before != then.submission:
            return None
        found = [self.rows_of([c for c in self.commits if then.version < c.version <= now.version])]
        if then.until != now.until:
            first, last = sorted(t or datetime.min for t in (then.until, now.until))
            after = f"_known_from > {_timestamp(first)} and " if first != datetime.min else ""
            found.append(f"(select * from {self.stored()} where {after}_known_from <= {_timestamp(last)})")
        key = names(self.identity)
        return "(" + " union ".join(f"select {key} from {rows}" for rows in found) + ")"

    def rows_of(self, commits: Iterable[Commit]) -> str:
        """The stored rows of some commits; files of others are passed over by their statistics."""
        listed = ", ".join(literal(c.submission) for c in commits)
        return f"(select * from {self.stored()} where {f'_submission in ({listed})' if listed else 'false'})"

    @property
    def _one_vintage_a_commit(self) -> bool:
        """Whether one file cannot hold two vintages of a thing: it has one time, or is known by its commit."""
        when = self.dataset.known
        return isinstance(when, str) or when.of in self.identity

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
        for cached in ("_table", "commits"):
            self.__dict__.pop(cached, None)

    def append(self, rows: Any, metadata: Mapping[str, Any]) -> int:
        """Commit rows (anything that speaks Arrow) with their metadata; returns the new version."""
        from deltalake import CommitProperties, WriterProperties, write_deltalake

        write_deltalake(
            str(self.path),
            rows,
            mode="append",
            schema_mode="merge",  # a field that the dataset has got since
            configuration=FOR_EVER,
            writer_properties=WriterProperties(max_row_group_size=ROW_GROUP, compression="ZSTD"),
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
            known=_span(said.get("known")),
            revisits=said.get("revisits", int(entry["version"]) > 0),
            reaches={k: (v[0], v[1]) for k, v in said.get("reaches", {}).items()},
        )
    except (KeyError, ValueError):
        return None


def _span(said: Any) -> tuple[datetime, datetime] | None:
    return (datetime.fromisoformat(said[0]), datetime.fromisoformat(said[1])) if said else None


def _timestamp(time: datetime) -> str:
    return f"timestamp {literal(time.isoformat(sep=' '))}"
