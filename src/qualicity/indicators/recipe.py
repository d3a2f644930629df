"""What a derived dataset looks like, from the method that makes it and the dataset that it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.evidence.sql import SQL_TYPES, name
from qualicity.methods.registry import ColumnType, Method
from qualicity.plan.model import Plan
from qualicity.plan.tables import Dataset

_TYPES: dict[ColumnType, str] = {
    "number": "DOUBLE", "integer": "BIGINT", "text": "VARCHAR", "boolean": "BOOLEAN", "time": "TIMESTAMP", "date": "DATE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """A derived dataset's `types` (column → DuckDB's), the `key` that tells its rows apart, and what is `carried`.

    A method that `keeps` rows leaves them the columns and the key of the dataset that they come from.
    """

    method: Method
    types: dict[str, str]
    key: tuple[str, ...]
    carried: tuple[str, ...] = ()
    keeps: bool = False

    @property
    def kinds(self) -> dict[str, str]:
        """The columns' types as methods call them."""
        words: dict[str, str] = {sql: word for word, sql in _TYPES.items()}
        return {c: words.get(t, "number") for c, t in self.types.items()}


def recipe_of(plan: Plan, dataset: Dataset) -> Recipe | None:
    """How a derived dataset is made; None for one that is entered. Errors: `UsageError` for an unknown or unfit method."""
    if dataset.derived is None:
        return None
    from qualicity.methods import method  # only where a plan derives datasets

    source = plan.dataset(dataset.derived.from_)
    have = types_of(plan, source) if source else {}
    found = method(dataset.derived.method)
    if told := no_boundaries(found):
        raise UsageError(told)
    found = found.opened(arguments_of(plan, found, dataset.derived.with_), tuple(have))
    given = {*have, *columns_of(found, dataset)}
    read = {c.name: _TYPES[c.type] for c in found.inputs if c.name in given}
    outputs = {c.name: _TYPES[c.type] for c in found.outputs if c.of is None or c.of in read}
    if source is None or not found.keeps_rows(read):
        return Recipe(found, outputs, tuple(k for k in found.key if k in outputs))
    carried = tuple(c for c in have if c not in read and c not in outputs)
    types = {**{c: have[c] for c in carried}, **read, **outputs}
    return Recipe(found, types, identity_of(plan, source), carried, keeps=True)


def no_boundaries(found: Method) -> Text | None:
    """What is told where a plan would run a method that needs boundaries: no dataset of a plan holds them."""
    if all(c.type != "geometry" for c in found.inputs):
        return None
    return Text(
        f"method {found.name} reads boundaries, which no dataset of a plan holds: run `qualicity calc {found.name}` "
        "and enter its result as evidence",
        f"方法 {found.name} 读取边界文件，而方案的数据集不含边界：请运行 `qualicity calc {found.name}`，并将结果作为证据录入",
    )


def arguments_of(plan: Plan, found: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a method that a plan gives; a file's path is the one within the plan's folder.

    Errors: `UsageError` for a parameter that does not fit, or a file that is not there.
    """
    arguments = found.arguments(given)
    for parameter, path in found.files(arguments).items():
        if path.is_absolute() or ".." in path.parts or not (plan.folder / path).is_file():
            raise UsageError(
                Text(
                    f"method {found.name}: {parameter}: the plan's folder has no file '{path}'",
                    f"方法 {found.name}：{parameter}：方案文件夹中没有文件“{path}”",
                )
            )
        arguments[parameter] = str(plan.folder / path)
    return arguments


def with_contents(found: Method, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with a hash of its content in the place of each file."""
    hashed = {p: sha256(path.read_bytes()).hexdigest() for p, path in found.files(arguments).items()}
    return {**arguments, **hashed}


def columns_of(found: Method, dataset: Dataset) -> dict[str, str]:
    """The method's inputs that a derived dataset gives as expressions or names by a parameter: input → SQL."""
    if dataset.derived is None:
        return {}
    named = found.named(dataset.derived.with_)
    return {i: name(column) for i, column in named.items() if column} | dataset.derived.columns


def types_of(plan: Plan, dataset: Dataset) -> dict[str, str]:
    """The columns of a dataset with DuckDB's types: as its schema, or the method that makes it, declares them."""
    if dataset.table_schema:
        return {f.name: SQL_TYPES[f.type] for f in dataset.table_schema.fields}
    recipe = recipe_of(plan, dataset)
    return recipe.types if recipe else {}


def fields_of(plan: Plan, dataset: Dataset) -> tuple[str, ...]:
    """The names of a dataset's columns."""
    return tuple(types_of(plan, dataset))


def identity_of(plan: Plan, dataset: Dataset) -> tuple[str, ...]:
    """The columns that tell one row of a dataset from another."""
    if dataset.table_schema:
        return dataset.table_schema.primaryKey
    recipe = recipe_of(plan, dataset)
    return recipe.key if recipe else ()
