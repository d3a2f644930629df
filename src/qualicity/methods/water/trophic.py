"""The trophic state of lakes and reservoirs: the comprehensive trophic level index TLI(Σ)."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.water.limits import EPSILON, read_rows

ibis = lazy_module("ibis")  # a second to load, for methods that run

INDEX = {row["item"]: row for row in read_rows("trophic_index.csv")}
"""Of each item the constant and slope of its index, and its correlation r with chlorophyll a."""
STATES = read_rows("trophic_states.csv")
"""The states from the poorest to the richest in nutrients, with the index that each begins at."""
SQUARES = {item: float(row["r"]) ** 2 for item, row in INDEX.items()}
WEIGHTS = {item: square / sum(SQUARES.values()) for item, square in SQUARES.items()}
"""The weight of each item: its r² as a share of all."""


def trophic_index(lakes: Any) -> Any:
    """Lakes → each with the index of its items, TLI(Σ) and its state.

    Takes: chla (mg/m³), tp, tn, codmn (mg/L), sd (transparency in m), more than zero.
    Gives every row and column, and: tli_* of each item, tli (null where one of the five is missing: the weights
    are those of all five), state (its Chinese name), state_code (1–5).
    """
    lakes = lakes.mutate(**{f"tli_{item}": _index(lakes, item) for item in INDEX})
    lakes = lakes.mutate(tli=reduce(add, [lakes[f"tli_{i}"] * w for i, w in WEIGHTS.items()]))
    codes = [(_reaches(lakes.tli, state), int(state["code"])) for state in reversed(STATES)]
    lakes = lakes.mutate(state_code=ibis.cases(*codes))
    return lakes.mutate(
        state=ibis.cases(*((lakes.state_code == int(s["code"]), s["name_zh"]) for s in STATES))
    )


def _index(lakes: Any, item: str) -> Any:
    """10 (constant + slope · ln value); nothing has no logarithm, and so no index."""
    if item not in lakes.columns:
        return ibis.null("float64")
    value = lakes[item].cast("float64")
    positive = ibis.cases((value > 0, value))
    return (positive.ln() * float(INDEX[item]["slope"]) + float(INDEX[item]["constant"])) * 10


def _reaches(tli: Any, state: dict[str, str]) -> Any:
    """Whether an index lies at or above where a state begins (of some states: above)."""
    if not state["from"]:
        return tli.notnull()
    begins = float(state["from"])
    return tli >= begins - EPSILON if state["itself"] == "yes" else tli > begins + EPSILON
