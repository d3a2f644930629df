"""The state of a plan that a request asks about, with its tables at hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from qualicity.indicators import Observation
from qualicity.portal import catalogue
from qualicity.portal.api import rows
from qualicity.portal.context import InPlan, in_plan
from qualicity.portal.exported import edition_of, state_of
from qualicity.portal.pages import language
from qualicity.release.exports import Table, tables

Row = tuple[Any, ...]
Key = tuple[Any, ...]

_IDENTITY = (
    "INDICATOR",
    "DEFINITION",
    "REF_AREA",
    "TIME_PERIOD",
    "BREAKDOWN",
    "AUTHORITY",
    "VINTAGE",
    "OBS_VALUE",
    "LINE",
)


@dataclass(frozen=True)
class Held:
    """A table with what finds its rows."""

    table: Table

    @cached_property
    def columns(self) -> tuple[rows.Column, ...]:
        """Its columns as JSON has them."""
        return rows.columns(self.table.fields)

    @cached_property
    def at(self) -> dict[str, int]:
        """Where each column stands."""
        return {f.name: n for n, f in enumerate(self.table.fields)}

    @cached_property
    def places(self) -> dict[Key, int]:
        """Where each row stands, by its key."""
        return {self.key(row): n for n, row in enumerate(self.table.rows)}

    @cached_property
    def by_figure(self) -> dict[Key, Row]:
        """Rows of observations by what they are about."""
        return {tuple(row[self.at[c]] for c in _IDENTITY): row for row in reversed(self.table.rows)}

    def key(self, row: Row) -> Key:
        """What tells a row from others."""
        return tuple(row[self.at[k]] for k in self.table.key)

    def row(self, *key: Any) -> Row | None:
        """The row of that key."""
        place = self.places.get(key)
        return None if place is None else self.table.rows[place]

    def where(self, **values: Any) -> tuple[Row, ...]:
        """The rows that have these values."""
        wanted = [(self.at[k], v) for k, v in values.items()]
        return tuple(row for row in self.table.rows if all(row[n] == v for n, v in wanted))

    def known(self, column: str) -> list[str]:
        """The values of a column, each once."""
        return sorted({str(v) for v in self.table.column(column) if v is not None})

    def record(self, row: Row) -> rows.Record:
        """A row as JSON."""
        return rows.record(self.columns, row)


@dataclass(frozen=True)
class State:
    """A plan as known on a date, or as a release froze it."""

    here: InPlan

    @property
    def release(self) -> str | None:
        """The release's name, or None for the live state."""
        release = catalogue.current().release
        return release.lock.name if release else None

    @property
    def hash(self) -> str:
        """Another when anything in any table is."""
        return state_of(self.here)

    def head(self) -> rows.Record:
        """Which state it is."""
        return {
            "plan": self.here.plan.id,
            "release": self.release,
            "as_of": self.here.view.scorecard.as_of,
        }

    def held(self, name: str) -> Held:
        """The table of that name."""
        edition = edition_of(self.here)

        def made() -> dict[str, Held]:
            return {t.name: Held(t) for t in tables(edition)}

        return self.here.opened.keep(("held", edition.site), made)[name]

    def of_figure(self, o: Observation) -> rows.Record | None:
        """The row of an observation, where this state has it."""
        held = self.held("observations")
        row = held.by_figure.get(_identity(o))
        return held.record(row) if row else None

    def figure(self, row: Row) -> Observation | None:
        """The observation that a row shows."""
        at = self.held("observations").at
        same = self.here.view.figures.of(row[at["INDICATOR"]], row[at["DEFINITION"]], breakdown=None)
        wanted = tuple(row[at[c]] for c in _IDENTITY)
        return next((o for o in same if _identity(o) == wanted), None)


def _identity(o: Observation) -> Key:
    cell = o.breakdown or "_T"
    return (o.indicator, o.definition, o.area, o.period_text, cell, o.authority, o.vintage, o.value, o.line)


def state(request: HttpRequest, plan: str) -> State:
    """The state that a request asks about.

    Errors: those of `in_plan`.
    """
    return State(in_plan(request, language(request), plan))
