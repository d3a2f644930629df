"""What a plan may say of how its evidence is drawn: days on a calendar, areas on a map."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from qualicity.errors import Text
from qualicity.plan.basics import Frozen, Id, Source


class DayClass(Frozen):
    """One class of days: those whose class column `is` this, or whose value is at most `up_to` (None: all others)."""

    title: Text
    is_: Annotated[Id | None, Field(alias="is")] = None
    up_to: Decimal | None = None
    good: bool = False


class Calendar(Frozen):
    """How a dataset with one row a day (and area) is drawn as a calendar.

    `date`, `value` and `class` are columns; `classes` stand in order, the best or the lowest first. Without `class`
    the value tells it, by the classes' `up_to`. `good` is the word for a day of a class that is marked good.
    """

    date: Id
    value: Id
    class_: Annotated[Id | None, Field(alias="class")] = None
    classes: Annotated[tuple[DayClass, ...], Field(min_length=2, max_length=7)]
    good: Text

    @model_validator(mode="after")
    def _told_apart(self) -> Calendar:
        if not any(c.good for c in self.classes):
            raise ValueError("no class is marked good: true; the calendar counts the good days")
        if self.class_:
            named = [c.is_ for c in self.classes]
            if None in named or len(set(named)) < len(named):
                raise ValueError(
                    "with 'class' each of the classes needs its own 'is', a value of that column"
                )
            return self
        bounds = [c.up_to for c in self.classes[:-1]]
        known = [b for b in bounds if b is not None]
        if len(known) < len(bounds) or known != sorted(set(known)) or self.classes[-1].up_to is not None:
            raise ValueError("without 'class' the classes need 'up_to', rising; the last has none")
        return self

    def class_of(self, value: float | None, named: object) -> int | None:
        """The place of a day's class among the classes, from 0; None for a day that has none."""
        if self.class_:
            return next((n for n, c in enumerate(self.classes) if c.is_ == str(named)), None)
        if value is None:
            return None
        return next(n for n, c in enumerate(self.classes) if c.up_to is None or value <= float(c.up_to))


class Boundaries(Frozen):
    """Where areas lie: a GeoJSON file (RFC 7946: longitude and latitude) in the plan's folder.

    `code` is the property that holds an area's code. The source must say under which licence the file may be shown.
    """

    path: str
    code: str
    title: Text
    source: Source

    @model_validator(mode="after")
    def _licensed(self) -> Boundaries:
        if not self.source.licence:
            raise ValueError("boundaries are shown to everybody: 'source' needs its 'licence'")
        return self
