"""The single sampling plan of a lot by attributes: ISO 2859-1:1999 (GB/T 2828.1-2012), tables 1 and 2-A to 2-C."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.acceptance.columns import (
    MISSING,
    UNKNOWN,
    first_reason,
    needed,
    numbers,
    where_sound,
    words,
)
from qualicity.methods.sampling.acceptance.tables import (
    CODES,
    INSPECTION_WORDS,
    LEVEL_WORDS,
    tables,
)

np = lazy_module("numpy")
Array = Any


@dataclass(frozen=True, slots=True)
class Lots:
    """What decides the plan of each lot: its size (NaN if not known), places of code letter and AQL, doubts."""

    size: Array
    code: Array
    aql: Array
    reason: Array

    def plans(self, inspection: Array) -> tuple[Array, Array, Array, Array]:
        """Sample size, acceptance and rejection number, and whether all of the lot is to be inspected."""
        place = inspection, self.code, np.maximum(self.aql, 0)
        n, ac, re = (table[place].astype(float) for table in (tables().n, tables().ac, tables().re))
        full = n >= self.size
        return np.where(full, self.size, n), ac, re, full


def lots(
    columns: Mapping[str, Array],
    size: int,
    *,
    level: str,
    aql: object,
    code: Array | None = None,
    lot: object = "",
) -> Lots:
    """The lots that columns and parameters describe; `code` are places of letters that are given.

    Errors: `UsageError` where no row could have an AQL.
    """
    if aql in ("", None) and "aql" not in columns:
        raise needed("aql", "--set aql=1.0")
    lot_size = numbers(columns, "lot_size", lot, size)
    levels = words(columns, "level", level, LEVEL_WORDS, size)
    quality = numbers(columns, "aql", aql, size)
    place = tables().aql(quality)
    code = np.full(size, MISSING) if code is None else code
    given = code != MISSING
    letter = tables().letter(lot_size, levels)
    reason = first_reason(
        size,
        (code == UNKNOWN, "no such code letter"),
        (~given & np.isnan(lot_size), "lot_size is missing"),
        (~given & (lot_size < 2), "lot_size is below 2: the table begins at 2"),
        (~given & (levels == UNKNOWN), "no such level"),
        (np.isnan(quality), "aql is missing"),
        (place < 0, "aql is not one of the table's"),
    )
    return Lots(lot_size, np.where(given, np.maximum(code, 0), letter), place, reason)


def single_plan(
    columns: Mapping[str, Array], level: str = "II", aql: object = "", inspection: str = "normal"
) -> dict[str, Array]:
    """The plan of each lot: code letter, sample size, acceptance and rejection number.

    `lot_size` items, `level`, `aql` (% or per 100 items) and `inspection` by row or as parameters. Where the plan asks
    for as many as the lot has, all are inspected: n is the lot. Errors: `UsageError` without any AQL.
    """
    size = len(columns["lot_size"])
    of = lots(columns, size, level=level, aql=aql)
    how = words(columns, "inspection", inspection, INSPECTION_WORDS, size)
    reason = np.where(np.equal(of.reason, None) & (how == UNKNOWN), "no such inspection", of.reason)
    n, ac, re, full = of.plans(np.maximum(how, 0))
    return where_sound(
        reason,
        code=np.array(CODES, dtype=object)[of.code],
        n=n,
        ac=ac,
        re=re,
        full_inspection=full.astype(object),
        table_n=tables().n[np.maximum(how, 0), of.code, np.maximum(of.aql, 0)].astype(float),
    )
