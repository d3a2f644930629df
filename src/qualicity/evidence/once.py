"""What is held already where it would be asked again: the fields of two datasets that hold the same value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualicity.evidence.database import reading
from qualicity.evidence.duties import reporters
from qualicity.evidence.sql import literal, name
from qualicity.evidence.store import EvidenceStore
from qualicity.plan import Dataset, Plan
from qualicity.plan.tables import TableField

_NUMBERS = ("number", "integer")
_SERIES = ("INDICATOR", "DEFINITION", "BREAKDOWN", "REF_AREA", "TIME_PERIOD", "UNIT_MEASURE")
"""What makes two rows of figures the same one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A field of a dataset whose value another dataset holds too.

    `on` pairs the fields of the other dataset with those of this one that must be equal, `where` fixes others of its
    fields. `declared` says that the plan says so; else it is found by what both say of themselves.
    """

    dataset: str
    field: str
    other: str
    other_field: str
    on: tuple[tuple[str, str], ...]
    where: tuple[tuple[str, str], ...] = ()
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A value that another dataset holds, as text."""

    link: Link
    value: str


def links(plan: Plan, dataset: Dataset) -> tuple[Link, ...]:
    """Where the values of a dataset's fields are held too: what the plan declares, then what is the same by concept.

    The same by concept are: figures (INDICATOR and OBS_VALUE) of one series, area and period; and numbers of the same
    name and unit in rows that both datasets know by the same SDMX concepts, one of them TIME_PERIOD, at one frequency.
    """
    found = tuple(_declared(dataset))
    said = {link.field for link in found}
    others = (d for d in plan.datasets if d.id != dataset.id and d.path)
    return (*found, *(x for other in others for x in _same(dataset, other) if x.field not in said))


def duplicates(plan: Plan) -> tuple[Link, ...]:
    """Every pair of fields by which a plan asks for the same value twice, each pair once."""
    found: dict[frozenset[tuple[str, str]], Link] = {}
    for dataset in plan.datasets:
        if reporters(dataset):
            for link in links(plan, dataset):
                found.setdefault(frozenset([(dataset.id, link.field), (link.other, link.other_field)]), link)
    return tuple(found.values())


def may_show(plan: Plan, dataset: str, organisation: str) -> bool:
    """Whether an organisation may see rows that others reported: of public datasets, and of those that it owns."""
    found = plan.dataset(dataset)
    return found is not None and (found.confidentiality == "public" or found.owner == organisation)


def elsewhere(store: EvidenceStore, link: Link, rows: Sequence[Mapping[str, str]]) -> dict[int, Elsewhere]:
    """What the other dataset holds, as it stands, for each of these rows (their cells as text), by place in `rows`."""
    there = store.dataset(link.other)
    asked = [(n, tuple(r.get(ours, "") for _, ours in link.on)) for n, r in enumerate(rows)]
    asked = [(n, key) for n, key in asked if all(key)]
    if there.version is None or not asked:
        return {}
    listed = ", ".join(f"({n}, {', '.join(map(literal, key))})" for n, key in asked)
    columns = ", ".join(f"k{i}" for i in range(len(link.on)))
    same = " and ".join(f"cast(o.{name(their)} as varchar) = k{i}" for i, (their, _) in enumerate(link.on))
    fixed = "".join(f" and cast(o.{name(f)} as varchar) = {literal(v)}" for f, v in link.where)
    value = f"o.{name(link.other_field)}"
    query = (
        f"select n, cast({value} as varchar) from (values {listed}) asked(n, {columns}) "
        f"join {there.current(None)} o on {same} where {value} is not null{fixed} order by n, o._known_from"
    )
    with reading() as db:
        return {n: Elsewhere(link, value) for n, value in db.execute(query).fetchall()}


def _declared(dataset: Dataset) -> Iterator[Link]:
    said = dataset.reporting.held if dataset.reporting else {}
    for field, held in said.items():
        on, where = tuple(held.on.items()), tuple(held.where.items())
        yield Link(dataset.id, field, held.dataset, held.field, on, where, declared=True)


def _same(one: Dataset, other: Dataset) -> Iterator[Link]:
    if one.table_schema is None or other.table_schema is None:
        return
    mine, theirs = one.concepts, other.concepts
    if mine.INDICATOR and theirs.INDICATOR and mine.OBS_VALUE and theirs.OBS_VALUE:
        pairs = [(getattr(theirs, c), getattr(mine, c)) for c in _SERIES]
        on = tuple((t, m) for t, m in pairs if t and m)
        if (theirs.TIME_PERIOD, mine.TIME_PERIOD) in on:
            yield Link(one.id, mine.OBS_VALUE, other.id, theirs.OBS_VALUE, on)
        return
    keys, their_keys = _key(one), _key(other)
    if (
        keys is None
        or their_keys is None
        or keys.keys() != their_keys.keys()
        or one.frequency != other.frequency
    ):
        return
    on = tuple((their_keys[c], keys[c]) for c in keys)
    numbers = {f.name: f for f in other.table_schema.fields if f.type in _NUMBERS}
    for f in one.table_schema.fields:
        if f.type in _NUMBERS and f.name not in keys.values() and _alike(f, numbers.get(f.name)):
            yield Link(one.id, f.name, other.id, f.name, on)


def _alike(field: TableField, other: TableField | None) -> bool:
    return other is not None and field.unit == other.unit


def _key(dataset: Dataset) -> dict[str, str] | None:
    """A dataset's key by SDMX concept; None where a field of it has none, or it has no period."""
    said = {v: k for k, v in dataset.concepts.model_dump(exclude_none=True).items()}
    key = dataset.table_schema.primaryKey if dataset.table_schema else ()
    found = {said[k]: k for k in key if k in said}
    return found if len(found) == len(key) and "TIME_PERIOD" in found else None
