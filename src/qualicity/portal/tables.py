"""Tables that several pages show: figures with their sources, and rows of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qualicity import release
from qualicity.errors import Text
from qualicity.indicators import Explanation, Link, Observation, RowTable
from qualicity.indicators.recipe import recipe_of
from qualicity.plan import Dataset, Definition, Plan
from qualicity.portal.context import InPlan
from qualicity.portal.names import COMMON_NAMES, schema_titles
from qualicity.portal.words import cell

ROWS_SHOWN = 50
ROWS_MOST = 500
SHORT = 31
FOLDED = 8
"""More rows than these are folded on a phone, where each is a card."""
ON_PAPER = 9
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure as a row of a table, ready to be written."""

    o: Observation
    url: str
    period: str
    area: str
    value: str
    quantity: str
    standing: str
    released: str
    authority: str
    authority_url: str
    judged: bool = False
    disputed: bool = False

    indicator: Text | None = None

    @property
    def reason(self) -> Text | None:
        """Why there is no value."""
        return self.o.reason


def figure_rows(
    here: InPlan, figures: Iterable[Observation], judged: Observation | None = None
) -> tuple[FigureRow, ...]:
    """Figures as rows, the latest period first; `judged` marks the one that a verdict rests on."""
    listed = sorted(figures, key=latest, reverse=True)
    return tuple(_row(here, o, judged) for o in listed)


def latest(o: Observation) -> tuple[int, int, str]:
    """What orders figures by time: the end of their period, its begin, when they were known."""
    period = o.period
    return (
        period.end.toordinal() if period else 0,
        period.start.toordinal() if period else 0,
        str(o.vintage),
    )


def _row(here: InPlan, o: Observation, judged: Observation | None) -> FigureRow:
    words = here.words
    organisation = words.organisation(o.authority)
    declared = here.plan.indicator(o.indicator)
    beside = here.view.figures.of(
        o.indicator, o.definition, o.area, o.period_text, breakdown=o.breakdown, current=True
    )
    return FigureRow(
        o=o,
        url=here.to.figure(o, here.view.figures),
        period=words.period(o),
        area=words.area(o.area),
        value=words.value(o),
        quantity=words.quantity(o),
        standing=words.standing(o),
        released=words.released(o),
        authority=words.authority(o.authority),
        authority_url=here.to.organisation(organisation.id) if organisation else "",
        judged=o == judged,
        indicator=declared.title if declared else None,
        disputed=o.current and o.period is not None and _differ(beside),
    )


def _differ(same: tuple[Observation, ...]) -> bool:
    """Whether authorities give different figures for the same thing."""
    return len({(o.value, o.grade) for o in same}) > 1


def observations(plan: Plan, figures: Iterable[Observation]) -> list[release.records.Record]:
    """Figures as records."""
    found = ((o, plan.indicator(o.indicator)) for o in figures)
    return [release.observation(o, i.unit if i else None) for o, i in found]


# -- rows of evidence ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of evidence: its name in the file, what a reader calls it, and whether the figure uses it."""

    name: str
    title: Text
    unit: str
    numeric: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row; `url` opens what is behind it."""

    column: Column
    text: str
    url: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one dataset for a page: `total` exist, those shown are the first of them."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int

    @property
    def single(self) -> tuple[Cell, ...] | None:
        """The one row, where there is just one: easier to read downwards."""
        return self.rows[0] if self.total == 1 and self.rows else None

    @property
    def wide(self) -> bool:
        """Whether the table has more columns than a sheet of paper can hold."""
        return len(self.columns) > ON_PAPER

    @property
    def short(self) -> bool:
        """Whether the table is short enough to stand without scrolling down in it."""
        return len(self.rows) <= SHORT

    @property
    def long(self) -> bool:
        """Whether the rows are too many to stand below each other before they are asked for."""
        return len(self.rows) > FOLDED


def columns_of(
    here: InPlan, dataset: Dataset, names: Iterable[str], definition: Definition | None
) -> list[Column]:
    """What a reader must know of each column of a dataset."""
    said = schema_titles(here.plan)
    own = {f.name: f for f in dataset.table_schema.fields} if dataset.table_schema else {}
    recipe = recipe_of(here.plan, dataset)
    made = {c.name: c for c in (*recipe.method.inputs, *recipe.method.outputs)} if recipe else {}
    used = _used(here.plan, dataset, definition)
    found = []
    for name in names:
        numeric, unit, title = False, "", said.get(name) or COMMON_NAMES.get(name) or Text(name)
        if name in own:
            numeric = own[name].type in ("number", "integer")
            unit, title = own[name].unit or "", own[name].title or title
        elif name in made:
            numeric = made[name].type in ("number", "integer")
            unit, title = made[name].unit, made[name].title or title
        found.append(Column(name, title, here.words.unit_title(unit) if unit else "", numeric, name in used))
    return found


def rows_of(
    here: InPlan, dataset: Dataset, table: RowTable, definition: Definition | None = None, drill: Any = None
) -> Rows:
    """Rows as a page shows them; `drill(values)` gives the address behind a row, or an empty text."""
    columns = columns_of(here, dataset, table.columns, definition)
    opener = drill.column if drill else ""
    rows = []
    for values in table.rows:
        row = dict(zip(table.columns, values, strict=True))
        cells = []
        for column in columns:
            text = cell(row[column.name])
            url = drill.url(row) if drill and column.name == opener else ""
            outside = text.startswith(("http://", "https://"))
            cells.append(Cell(column, text, url or (text if outside else ""), outside))
        rows.append(tuple(cells))
    return Rows(tuple(columns), tuple(rows), table.total)


@dataclass(frozen=True, slots=True)
class Drill:
    """How a row of a derived dataset opens the rows behind it: by the values of its key."""

    here: InPlan
    o: Observation
    key: tuple[str, ...]
    column: str
    where: Mapping[str, str]
    fragment: str

    def url(self, row: Mapping[str, Any]) -> str:
        """The same figure's page, narrowed to this row."""
        where = {**self.where, **{k: str(row[k]) for k in self.key if row.get(k) is not None}}
        return self.here.to.figure(self.o, self.here.view.figures, where, self.fragment)


def drill_of(here: InPlan, o: Observation, link: Link, behind: str, where: Mapping[str, str]) -> Drill | None:
    """The way from the rows of a derived dataset into `behind`, the dataset that they are made from."""
    dataset = here.plan.dataset(link.dataset)
    recipe = recipe_of(here.plan, dataset) if dataset else None
    if dataset is None or recipe is None or not behind or here.static:
        return None
    area = dataset.concepts.REF_AREA
    key = tuple(k for k in recipe.key if k != area)
    free = [k for k in key if k not in where]
    if not free:
        return None
    return Drill(here, o, key, free[0], where, behind)


def _used(plan: Plan, dataset: Dataset, definition: Definition | None) -> set[str]:
    """The columns that make the figure: those that its expression names, or the published value."""
    if definition is None:
        return set()
    if definition.value is None:
        return {x for x in (dataset.concepts.OBS_VALUE, dataset.concepts.QUOTE) if x}
    said = " ".join(x for x in (definition.value, definition.filter, definition.denominator) if x)
    return set(_WORD.findall(said))


def without_withheld(here: InPlan, e: Explanation) -> tuple[Explanation, tuple[str, ...]]:
    """The explanation without what only the rows of datasets that are not public say, and these datasets."""
    links = tuple(
        x
        if here.is_public(x.dataset)
        else replace(x, table=RowTable((), (), 0), used=None, excluded=(), submissions=())
        for x in e.links
    )
    return replace(e, links=links), tuple(x.dataset for x in e.links if not here.is_public(x.dataset))
