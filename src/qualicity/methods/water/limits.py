"""Table 1 of GB 3838-2002: the limits of each item by class, of total phosphorus those of lakes beside those of rivers.

The table lies in `tables/`. Temperature has no number there; total nitrogen and faecal coliforms have one, but take
no part in judging a section.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from qualicity.errors import Text
from qualicity.methods.registry import Column

TABLES = Path(__file__).parent / "tables"
EPSILON = 1e-9
"""Sums and quotients of floats differ in their last digits; this much is not a difference."""
III = 2
"""Where class Ⅲ stands among an item's five limits."""
BASIC = ("ph", "do", "codmn", "nh3n", "tp")
"""The items that automatic stations are judged by."""
_LEFT_OUT = ("TN_lake", "FC")
_LAKE = "_lake"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of Table 1: its column's name, title and limits for classes Ⅰ to Ⅴ, in lakes too where those differ.

    The pH has no limits here but the range from 6 to 9, the same in every class. Of dissolved oxygen (`least`)
    a section needs at least the limit, of all others it may have at most that.
    """

    code: str
    title: Text
    least: bool
    limits: tuple[float, ...]
    in_lakes: tuple[float, ...]


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read() -> dict[str, Item]:
    rows = {row["code"]: row for row in read_rows("gb3838_2002_table1.csv")}
    numbers = {
        code: tuple(float(row[c]) for c in ("I", "II", "III", "IV", "V") if row[c])
        for code, row in rows.items()
    }
    return {
        code.lower(): Item(
            code=code.lower(),
            title=Text(row["name_en"].partition(" (")[0], row["name_zh"].partition("(")[0]),
            least=row["rule"] == ">=",
            limits=numbers[code],
            in_lakes=numbers.get(code + _LAKE, numbers[code]),
        )
        for code, row in rows.items()
        if code not in _LEFT_OUT and not code.endswith(_LAKE)
    }


ITEMS = _read()
"""The 21 items that a section is judged by, in the order of Table 1, by the names of their columns."""


def item_columns(required: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """The items as input columns."""
    return tuple(
        Column(i.code, "mg/L", required=i.code in required, title=i.title, least=0, halves=True)
        if i.limits
        else Column(i.code, required=i.code in required, title=i.title, least=0, most=14)
        for i in ITEMS.values()
    )


LAKE = Column("lake", type="boolean", title=Text("lake or reservoir (else river)", "湖库（否则为河流）"))
"""Whether a section lies in a lake or reservoir; without a value it lies in a river."""
