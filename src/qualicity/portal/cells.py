"""The breakdown of a figure: its cells as a table, and a cell in words."""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from django.utils.translation import pgettext
from sqlglot import exp

from qualicity.errors import Text
from qualicity.indicators import Observation, breakdown_of
from qualicity.plan import Definition
from qualicity.portal.context import InPlan
from qualicity.portal.names import is_code, title_of_path, title_of_value
from qualicity.portal.words import number, percent

SHOWN = 12
"""A table of more cells than these folds the rest away."""


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell: what its fields hold, its figure, what that rests on, and its share of the total."""

    o: Observation
    url: str
    names: tuple[str, ...]
    value: str
    rests: str
    share: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The cells of a figure by the fields that are crossed, the largest first; `more` are folded away.

    `reason` says why none of them has a value.
    """

    fields: tuple[Text, ...]
    rows: tuple[CellRow, ...]
    more: tuple[CellRow, ...]
    shares: bool
    reason: Text | None


def cells_of(here: InPlan, o: Observation) -> tuple[Observation, ...]:
    """The cells of a total, the largest first, as known when it was; none for a cell."""
    if o.breakdown:
        return ()
    known: dict[str, Observation] = {}
    for x in here.view.figures.of(o.indicator, o.definition, o.area, o.period_text, breakdown=None):
        if x.breakdown and (x.current if o.current else str(x.vintage) <= str(o.vintage)):
            known[x.breakdown] = x
    return tuple(sorted(known.values(), key=_largest_first))


def breakdowns(here: InPlan, o: Observation, definition: Definition) -> tuple[Breakdown, ...]:
    """The breakdowns of a figure, one for each set of fields that its cells are told apart by."""
    by_fields: dict[tuple[str, ...], list[Observation]] = {}
    for x in cells_of(here, o):
        by_fields.setdefault(tuple(breakdown_of(x.breakdown)), []).append(x)
    return tuple(_breakdown(here, o, definition, *group) for group in by_fields.items())


def cell_words(here: InPlan, o: Observation) -> str:
    """The cell that a figure is of: `Primary pollutant: PM2.5`; empty for a total."""
    dataset = here.plan.dataset(o.dataset)
    return "; ".join(
        f"{here.say(title_of_path(here.plan, dataset, field))}{pgettext('label', ': ')}{_value(here, o, field, value)}"
        for field, value in breakdown_of(o.breakdown).items()
    )


def _breakdown(
    here: InPlan, o: Observation, definition: Definition, fields: tuple[str, ...], cells: list[Observation]
) -> Breakdown:
    dataset, total = here.plan.dataset(o.dataset), o.value or 0
    shares = total > 0 and adds_up(definition.value) and all((x.value or 0) >= 0 for x in cells)
    rows = tuple(_row(here, x, total if shares else 0) for x in cells)
    empty = all(x.value is None for x in cells)
    return Breakdown(
        fields=tuple(title_of_path(here.plan, dataset, f) for f in fields),
        rows=rows[:SHOWN],
        more=rows[SHOWN:],
        shares=shares,
        reason=cells[0].reason if empty else None,
    )


def _row(here: InPlan, x: Observation, total: float) -> CellRow:
    return CellRow(
        o=x,
        url=here.to.figure(x, here.view.figures),
        names=tuple(_value(here, x, f, v) for f, v in breakdown_of(x.breakdown).items()),
        value=here.words.value(x),
        rests=number(x.rows if x.denominator is None else x.denominator),
        share=percent(100 * x.value / total, 1) if total and x.value is not None else "",
    )


def _value(here: InPlan, o: Observation, field: str, value: str) -> str:
    if value in here.areas and is_code(here.plan.dataset(o.dataset), field):
        return here.words.area(value)
    return here.say(title_of_value(field, value))


def _largest_first(o: Observation) -> tuple[bool, float, int, str]:
    return (o.value is None, -(o.value or 0), -(o.rows or 0), o.breakdown)


def adds_up(expression: str | None) -> bool:
    """Whether an expression is one count or sum, so that what its cells hold adds up to the total."""
    if expression is None or "[" in expression:
        return False
    tree = sqlglot.parse_one(expression, dialect="duckdb").unnest()
    counted = tree.this if isinstance(tree, exp.Filter) else tree
    return isinstance(counted, exp.Count | exp.CountIf | exp.Sum) and counted.find(exp.Distinct) is None
