"""The names that an expression over a dataset may use: its fields, and dotted paths through foreign keys.

`enterprise.industry.advanced` follows the key `enterprise` to its dataset, there the key `industry` to
its own, and takes the field `advanced`. Each step finds at most one row: a key that does not lead to
the whole identity of the other dataset could find several and is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from qualicity.errors import Text
from qualicity.evidence.sql import name
from qualicity.indicators.recipe import types_of
from qualicity.plan.model import Plan
from qualicity.plan.tables import Dataset, ForeignKey

MAX_STEPS = 3
"""A path follows at most so many foreign keys (a dataset of areas may refer to itself for ever)."""


@dataclass(frozen=True, slots=True)
class Join:
    """One foreign key followed: rows of `dataset` whose identity `key` is what `path` holds."""

    path: str
    dataset: str
    key: str
    figures: bool


@dataclass(frozen=True, slots=True)
class Scope(Collection[str]):
    """Names with their DuckDB types; `joins` the keys that may be followed, `refused` those that may not.

    `figures`: the dataset holds published figures, all vintages of them; `entered`: its rows have a file.
    """

    dataset: str
    own: tuple[str, ...]
    types: dict[str, str]
    figures: bool = False
    entered: bool = True
    joins: dict[str, Join] = field(default_factory=dict)
    refused: dict[str, Text] = field(default_factory=dict)

    def __contains__(self, asked: object) -> bool:
        return asked in self.types

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)

    def __len__(self) -> int:
        return len(self.types)

    def refusal(self, asked: str) -> Text | None:
        """Why a dotted name may not be followed, if it begins with a key that could multiply rows."""
        return next((why for key, why in self.refused.items() if asked.startswith(f"{key}.")), None)

    def joined(self, used: Collection[str]) -> tuple[str, ...]:
        """The other datasets that names lead to."""
        return tuple(dict.fromkeys(j.dataset for j in self._followed(used)))

    def source(self, used: Collection[str]) -> str:
        """SQL to select the dataset's rows from, with a column for each dotted name in `used`.

        A row's `_known_from` becomes the time from which all that it is joined with was known.
        """
        followed = self._followed(used)
        rows = _current(self.dataset, self.figures)
        if not followed:
            return rows
        columns, joins, alias = [], [], {"": "r"}
        for n, join in enumerate(followed):
            alias[join.path] = f"j{n}"
            above, _, key = join.path.rpartition(".")
            there = _current(join.dataset, join.figures)
            joins.append(f"left join {there} j{n} on {alias[above]}.{name(key)} = j{n}.{name(join.key)}")
        for dotted in used:
            path, _, last = dotted.rpartition(".")
            if path:
                columns.append(f'{alias[path]}.{name(last)} as "{dotted}"')
        known = ", ".join(f"coalesce(j{n}._known_from, r._known_from)" for n in range(len(followed)))
        stored = ("_committed", "_file", "_line", "_submission") if self.entered else ()
        own = ", ".join(f"r.{name(c)}" for c in (*self.own, *stored))
        return (
            f"(select {own}, {', '.join(columns)}, greatest(r._known_from, {known}) as _known_from "
            f"from {rows} r {' '.join(joins)})"
        )

    def _followed(self, used: Collection[str]) -> list[Join]:
        paths: dict[str, Join] = {}
        for dotted in used:
            parts = dotted.split(".")[:-1]
            for n in range(len(parts)):
                path = ".".join(parts[: n + 1])
                paths[path] = self.joins[path]
        return [paths[p] for p in sorted(paths, key=lambda p: (p.count("."), p))]


def scope_of(plan: Plan, dataset: Dataset) -> Scope:
    """What an expression over the dataset may name."""
    types = types_of(plan, dataset)
    own = tuple(types)
    joins: dict[str, Join] = {}
    refused: dict[str, Text] = {}
    figures = plan.published()
    waiting: list[tuple[str, Dataset]] = [("", dataset)]
    while waiting:
        path, at = waiting.pop(0)
        for key in at.foreign_keys:
            here = f"{path}{key.fields}"
            other = plan.dataset(key.reference.resource)
            if other is None or here.count(".") >= MAX_STEPS:
                continue  # an unknown dataset is told by the plan's own check
            why = _fans_out(key, other)
            if why is not None:
                refused[here] = why
                continue
            joins[here] = Join(here, other.id, key.reference.fields, other.id in figures)
            types |= {f"{here}.{c}": t for c, t in types_of(plan, other).items()}
            waiting.append((f"{here}.", other))
    return Scope(dataset.id, own, types, dataset.id in figures, dataset.derived is None, joins, refused)


def _current(dataset: str, figures: bool) -> str:
    """The last vintage of each row; published figures stand in their view with all of theirs."""
    return f"(select * from {name(dataset)} where _current)" if figures else name(dataset)


def _fans_out(key: ForeignKey, other: Dataset) -> Text | None:
    """Why following a key could find several rows, or None."""
    identity = other.table_schema.primaryKey if other.table_schema else ()
    if identity == (key.reference.fields,):
        return None
    said = " + ".join(identity) or "?"
    return Text(
        f"'{key.fields}' leads to '{other.id}.{key.reference.fields}', but a row of '{other.id}' is told by "
        f"{said}: the join could multiply rows",
        f"“{key.fields}”指向“{other.id}.{key.reference.fields}”，而“{other.id}”的一行由 {said} 确定：连接可能使行重复",
    )
