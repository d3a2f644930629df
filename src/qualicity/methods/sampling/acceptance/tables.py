"""The tables of ISO 2859-1 (GB/T 2828.1): code letters by lot size and level, single plans with arrows followed.

They lie in `tables/`; `np` arrays are made of them at first use.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.acceptance.columns import plain

np = lazy_module("numpy")
Array = Any

LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
INSPECTIONS = ("normal", "tightened", "reduced")
NORMAL, TIGHTENED, REDUCED = range(3)
CODES = tuple("ABCDEFGHJKLMNPQR")

LEVEL_WORDS = {
    plain(word): n
    for n, level in enumerate(LEVELS)
    for word in (
        level,
        level.replace("-", ""),
        *((f"G-{level}", f"G{level}", f"一般{level}") if n > 3 else ()),
    )
} | {"1": 4, "2": 5, "3": 6}
INSPECTION_WORDS = {
    word: n
    for n, words in enumerate((("normal", "正常"), ("tightened", "加严"), ("reduced", "放宽")))
    for each in words
    for word in (each, f"{each}检验")
} | {plain("reduced_MIL-STD-105E_Z1.4"): REDUCED}
CODE_WORDS = {plain(code): n for n, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True)
class Tables:
    """Code letters and single plans as arrays.

    `first` are the smallest lots of the lot ranges, `letters` (range × level) places in `CODES`. `aqls` ascend;
    `n`, `ac`, `re` are by inspection × code letter × AQL.
    """

    first: Array
    letters: Array
    aqls: Array
    n: Array
    ac: Array
    re: Array

    def letter(self, lot_size: Array, level: Array) -> Array:
        """Places of the code letters; those of lots below 2 mean nothing."""
        row = np.searchsorted(self.first, np.nan_to_num(lot_size), side="right") - 1
        return self.letters[np.maximum(row, 0), np.maximum(level, 0)]

    def aql(self, value: Array) -> Array:
        """Places of the AQLs, −1 for values that the table has not."""
        near = np.clip(np.searchsorted(self.aqls, np.nan_to_num(value) * (1 - 1e-9)), 0, len(self.aqls) - 1)
        return np.where(np.isclose(self.aqls[near], value, rtol=1e-9, atol=0), near, -1)

    def own_n(self, inspection: int) -> Array:
        """The sample size that each code letter has where no arrow leads elsewhere (a column, letters down)."""
        most = [np.bincount(row).argmax() for row in self.n[inspection]]
        return np.array(most)[:, None]

    def letter_of(self, n: Array) -> Array:
        """The letter that a sample size of normal inspection belongs to: that of the plan an arrow leads to."""
        return np.searchsorted(self.own_n(NORMAL)[:, 0], n)


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables, read once."""
    letters = _rows("iso2859_1_code_letters.csv")
    first = sorted({int(row["lot_min"]) for row in letters})
    by_lot = np.zeros((len(first), len(LEVELS)), dtype=int)
    for row in letters:
        by_lot[first.index(int(row["lot_min"])), LEVELS.index(row["level"])] = CODES.index(row["code"])
    plans = _rows("iso2859_1_single_plans.csv")
    aqls = sorted({float(row["aql"]) for row in plans})
    made = np.zeros((3, len(INSPECTIONS), len(CODES), len(aqls)), dtype=int)
    for row in plans:
        place = INSPECTIONS.index(row["inspection"]), CODES.index(row["code"]), aqls.index(float(row["aql"]))
        made[(slice(None), *place)] = int(row["n"]), int(row["ac"]), int(row["re"])
    return Tables(np.array(first), by_lot, np.array(aqls), *made)


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / "tables" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
