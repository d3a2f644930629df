"""Figures as definitions and methods made them on an earlier day, by the log of computed figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from qualicity.indicators import Logged, Observation


def as_made_on(
    day: date, until: date, figures: tuple[Observation, ...], log: Iterable[Logged]
) -> tuple[Observation, ...]:
    """The figures known on a day, without what other definitions or methods have made of them since.

    `log` holds logged changes of the same indicator and area; those count that were logged after the day, up to
    `until`, and are due to a definition or a method alone. Of several of one figure the first says what it was.
    """
    counted = [r for r in log if r.cause and "evidence" not in r.cause and not r.by]
    since = [r for r in counted if day < r.logged_at.date() <= until]
    if not since:
        return figures
    was: dict[tuple[object, ...], Logged] = {}
    for logged in sorted(since, key=lambda r: r.logged_at):
        key = (logged.definition, logged.period, logged.authority, logged.vintage)
        was.setdefault(key, logged)
    found = []
    for o in figures:
        row = was.get((o.definition, o.period_text, o.authority, o.vintage))
        if row is None:
            found.append(o)
        elif row.old is not None:
            found.append(replace(o, value=row.old.value, grade=row.old.grade))
    gone = (_gone(row, figures) for row in was.values() if row.vintage is not None and row.vintage <= day)
    return (*found, *(o for o in gone if o is not None))


def _gone(row: Logged, figures: tuple[Observation, ...]) -> Observation | None:
    """A figure that was there and is no longer; None where it still is, or a later vintage of it."""
    left = {(o.definition, o.period_text, o.authority) for o in figures}
    if row.new is not None or row.old is None or (row.definition, row.period, row.authority) in left:
        return None
    return Observation(
        indicator=row.indicator,
        definition=row.definition,
        area=row.area,
        period_text=row.period,
        authority=row.authority,
        vintage=row.vintage,
        current=True,
        value=row.old.value,
        grade=row.old.grade,
        qualifier=None,
        status="computed" if row.authority is None else "final",
        reason=None,
        denominator=None,
        rows=0,
        confidence=None,
        note=None,
        source=None,
        dataset="",
        line=None,
    )
