"""The water quality index of a city: each item over its limit of class Ⅲ, added up, of rivers and of lakes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add, or_
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.water.limits import III, ITEMS, Item

ibis = lazy_module("ibis")  # a second to load, for methods that run

KNOWN_FROM = "_known_from"
"""A column that an input may have: when each row became known. A result's row is known with the last of its own."""
RIVER, LAKE = KINDS = ("river", "lake")
ALL = tuple(ITEMS)


def city_index(sections: Any, items: Sequence[str] = ALL, mean_of: str = "concentrations") -> Any:
    """Sections → the index of each city; without a column `city`, of each section.

    Takes: the items in mg/L (pH without unit), one row for each section [, lake, city, below]. `below` names,
    joined by `;`, the items that were not detected: their value is the limit of detection, and half of it counts.
    `items` are those that the index adds up; where one of them has no value there is no index. `mean_of` says
    whether a city's rivers (lakes) are judged by their mean `concentrations` or by the mean of their `indices`.
    Gives: cwqi, cwqi_river, cwqi_lake, sections (how many have a value), sections_lake, missing (`;`-joined), and
    the part of each item, cwqi_* (null where it is not among `items`). Without `city` each row keeps its columns
    beside these.
    Errors: `UsageError` for an item that is none of Table 1.
    """
    if unknown := [i for i in items if i not in ITEMS]:
        listed = ", ".join(unknown)
        raise UsageError(
            Text(
                f"water.city_index: no item {listed}; there are {', '.join(ALL)}",
                f"water.city_index：没有项目 {listed}；可用项目为 {', '.join(ALL)}",
            )
        )
    found = _by_kind(sections, items)
    if mean_of == "indices":
        found = _as_indices(found, items)
    if "city" in sections.columns:
        found = _means(found, items)
    if mean_of == "concentrations":
        found = _as_indices(found, items)
    parts = [f"cwqi_{i}" for i in ITEMS]
    outputs = ["cwqi", "cwqi_river", "cwqi_lake", "sections", "sections_lake", "missing", *parts]
    first = ["city"] if "city" in sections.columns else [c for c in sections.columns if c not in outputs]
    known = [c for c in found.columns if c == KNOWN_FROM and c not in first]
    return _added_up(found, items).select(*first, *outputs, *known)


def sections_behind(sections: Any, items: Sequence[str] = ALL, mean_of: str = "concentrations") -> Any:
    """The sections that count for their city: those in which one of the items has a value."""
    del mean_of
    return sections.filter(reduce(or_, [sections[i].notnull() for i in items if i in sections.columns]))


def _by_kind(sections: Any, items: Sequence[str]) -> Any:
    """Each row with `_river_*` or `_lake_*` for the values, and with 1 or 0 in `_river` and `_lake`."""
    values = {i: _value(sections, i) for i in items}
    measured = reduce(or_, [v.notnull() for v in values.values()])
    lake = sections.lake.fill_null(False) if "lake" in sections.columns else ibis.literal(False)
    own = {RIVER: measured & ~lake, LAKE: measured & lake}
    counts = {f"_{kind}": own[kind].cast("int64") for kind in KINDS}
    return sections.mutate(
        **counts, **{f"_{kind}_{i}": ibis.cases((own[kind], v)) for kind in KINDS for i, v in values.items()}
    )


def _value(sections: Any, item: str) -> Any:
    """An item's value; half of it where `below` says that it is the limit of detection."""
    if item not in sections.columns:
        return ibis.null("float64")
    value = sections[item].cast("float64")
    if "below" not in sections.columns:
        return value
    listed = ibis.literal(";") + sections.below.lower().replace(" ", "") + ";"
    return ibis.cases((listed.contains(f";{item};"), value / 2), else_=value)


def _means(found: Any, items: Sequence[str]) -> Any:
    """The mean of each item over a city's rivers and over its lakes, and how many sections they have."""
    found = found.filter(found._river + found._lake > 0)
    known = {KNOWN_FROM: found[KNOWN_FROM].max()} if KNOWN_FROM in found.columns else {}
    return found.group_by("city").aggregate(
        **{f"_{kind}": found.count(where=found[f"_{kind}"] == 1) for kind in KINDS},
        **{f"_{kind}_{i}": found[f"_{kind}_{i}"].mean() for kind in KINDS for i in items},
        **known,
    )


def _as_indices(found: Any, items: Sequence[str]) -> Any:
    """With the index of each value in its place."""
    return found.mutate(
        **{c: _index(found[c], ITEMS[i], kind) for kind in KINDS for i in items for c in [f"_{kind}_{i}"]}
    )


def _index(value: Any, item: Item, kind: str) -> Any:
    """One item's index: its value over the limit of class Ⅲ, of oxygen the limit over it; of pH its way from 7."""
    if not item.limits:
        return ibis.cases((value <= 7, 7 - value), else_=(value - 7) / 2)
    limit = (item.in_lakes if kind == LAKE else item.limits)[III]
    return limit / value.nullif(0) if item.least else value / limit


def _added_up(found: Any, items: Sequence[str]) -> Any:
    """The sum over the items of rivers, of lakes, and of both weighted by their sections."""
    rivers, lakes = found._river, found._lake
    parts = {}
    for i in items:
        of_rivers, of_lakes = found[f"_{RIVER}_{i}"], found[f"_{LAKE}_{i}"]
        both = (of_rivers * rivers + of_lakes * lakes) / (rivers + lakes).nullif(0)
        parts[f"cwqi_{i}"] = ibis.cases((lakes == 0, of_rivers), (rivers == 0, of_lakes), else_=both)
    sums = {f"cwqi_{kind}": reduce(add, [found[f"_{kind}_{i}"] for i in items]) for kind in KINDS}
    others = {f"cwqi_{i}": ibis.null("float64") for i in ITEMS if i not in items}
    found = found.mutate(**parts, **others, **sums, sections=rivers + lakes, sections_lake=lakes)
    missing = [ibis.cases((found[f"cwqi_{i}"].isnull(), i)) for i in items]
    return found.mutate(
        cwqi=reduce(add, [found[c] for c in parts]), missing=ibis.literal(";").join(missing).nullif("")
    )
