"""The class of a section of surface water by its worst item (GB 3838-2002, Table 1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.water.limits import EPSILON, III, ITEMS, Item

ibis = lazy_module("ibis")  # a second to load, for methods that run

CLASSES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
WITHOUT_MULTIPLE = ("ph", "do")
"""No exceedance multiple is told of these: a ratio to the limit says nothing about them."""


def surface_class(sections: Any) -> Any:
    """Sections with the items of Table 1 → each with its class, the items that made it, exceedance multiples.

    Takes: any of the 21 items in mg/L (pH without unit) [, lake]; missing values are left out of the judgement.
    Gives every row and column, and: class (1–6; 6 is worse than Ⅴ; null where no item has a value), class_name,
    determining (`;`-joined names of the items that are in that class, in the order of Table 1), and for each item
    but pH and dissolved oxygen exceedance_*: (C − Cs)/Cs above the limit of class Ⅲ, null elsewhere.
    """
    items = [item for item in ITEMS.values() if item.code in sections.columns]
    lake = sections.lake.fill_null(False) if "lake" in sections.columns else None
    own = {item.code: f"_class_{item.code}" for item in items}
    judged = sections.mutate(**{own[i.code]: _class(sections[i.code], i, lake) for i in items})
    worst = ibis.greatest(ibis.literal(0), *(judged[c] for c in own.values()))
    judged = judged.mutate(**{"class": worst.nullif(0)})
    worst = judged["class"]
    named = [ibis.cases((judged[c] == worst, code)) for code, c in own.items()]
    lake = judged.lake.fill_null(False) if "lake" in sections.columns else None
    judged = judged.mutate(
        class_name=ibis.cases(*((worst == n, name) for n, name in enumerate(CLASSES, start=1))),
        determining=ibis.literal(";").join(named).nullif(""),
        **{
            f"exceedance_{i.code}": _multiple(judged[i.code], i, lake)
            for i in items
            if i.code not in WITHOUT_MULTIPLE
        },
    )
    return judged.select(*(c for c in judged.columns if c not in own.values()))


def _class(value: Any, item: Item, lake: Any | None) -> Any:
    """The class of one item by itself: 1–6, 0 without a value. Limits are inside their class."""
    if not item.limits:
        inside = (value >= 6 - EPSILON) & (value <= 9 + EPSILON)
        return ibis.cases((inside, 1), (value.notnull(), 6), else_=0)

    def by(limits: tuple[float, ...]) -> Any:
        met = [value >= limit - EPSILON if item.least else value <= limit + EPSILON for limit in limits]
        steps = [(kept, n) for n, kept in enumerate(met, start=1)]
        return ibis.cases(*steps, (value.notnull(), 6), else_=0)

    return _of_kind(item, lake, by)


def _multiple(value: Any, item: Item, lake: Any | None) -> Any:
    """By how many times the limit of class Ⅲ a value lies above it; null where it does not."""

    def by(limits: tuple[float, ...]) -> Any:
        return ibis.cases((value > limits[III] + EPSILON, (value - limits[III]) / limits[III]))

    return _of_kind(item, lake, by)


def _of_kind(item: Item, lake: Any | None, by: Callable[[tuple[float, ...]], Any]) -> Any:
    """What `by` makes of the item's limits: in lakes of theirs, where those differ."""
    if lake is None or item.in_lakes == item.limits:
        return by(item.limits)
    return ibis.cases((lake, by(item.in_lakes)), else_=by(item.limits))
