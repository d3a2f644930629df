"""The steps of a computation as frozen values; SQL names datasets by their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualicity.indicators.expression import Reference

Key = tuple[str, str]
"""An indicator and its definition."""


@dataclass(frozen=True, slots=True)
class Derive:
    """Make a derived dataset: `input_sql` selects the method's columns from `source` (and `joined`); `key` tells
    the rows that it makes apart."""

    dataset: str
    source: str
    method: str
    parameters: dict[str, Any]
    input_sql: str
    key: tuple[str, ...]
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """Compute definitions over one dataset; the result has the columns of `observations`.

    `over_areas`: each area has the rows of all areas that lie in it. `joined` are the datasets that its
    dotted names lead to.
    """

    dataset: str
    definitions: tuple[Key, ...]
    sql: str
    published: bool = False
    freq: str | None = None
    over_areas: bool = False
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """Compute one definition from other indicators, aligned on area and period (and, where it has
    aggregates beside them, from the rows of a `dataset`)."""

    indicator: str
    definition: str
    references: tuple[Reference, ...]
    sql: str
    dataset: str | None = None
    joined: tuple[str, ...] = ()
    over_areas: bool = False


@dataclass(frozen=True, slots=True)
class RollUp:
    """Add up figures of areas to those that they are parts of, by each indicator's own rule.

    `sql` is for the parts at one depth of the hierarchy (`{depth}`); it runs from the deepest upwards.
    """

    definitions: tuple[Key, ...]
    sql: str


Step = Derive | Query | Formula | RollUp
