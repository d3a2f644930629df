"""What results of trade mean, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qualicity.errors import Text
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")


def tell_rca(made: Mapping[str, Any]) -> Sequence[Text]:
    """How many cells have an advantage, were added up, or have no row."""
    rows = made["rows"]
    cells, judged = len(rows), int(np.isfinite(made["rca"]).sum())
    above = int(np.equal(made["advantage"], True).sum())
    told = [
        Text(
            f"{above:,} of {judged:,} cells with an index have an advantage (rca of at least 1)",
            f"{judged:,} 个有指数的组合中 {above:,} 个具有比较优势（rca 不小于1）",
        )
    ]
    if added := int((rows > 1).sum()):
        told.append(Text(f"{added:,} cells are the sum of several rows", f"{added:,} 个组合由多行相加"))
    if empty := int((rows == 0).sum()):
        told.append(
            Text(
                f"{empty:,} of {cells:,} cells have no row: no trade, rca 0",
                f"{cells:,} 个组合中 {empty:,} 个没有记录：视为无贸易，rca 为0",
            )
        )
    if unknown := cells - judged:
        told.append(
            Text(f"{unknown:,} cells have no index: see reason", f"{unknown:,} 个组合没有指数：见 reason")
        )
    return tuple(told)


def tell_quality(made: Mapping[str, Any]) -> Sequence[Text]:
    """How many rows have a quality, and how many sets do not compare."""
    judged, rows = int(np.isfinite(made["ln_quality"]).sum()), len(made["ln_quality"])
    told = [Text(f"{judged:,} of {rows:,} rows have a quality", f"{rows:,} 行中 {judged:,} 行有质量估计")]
    sets = len(np.unique(made["market_set"][np.isfinite(made["market_set"])]))
    if sets > 1:
        told.append(
            Text(
                f"products and markets fall into {sets:,} sets that no row joins: compare within a market_set only",
                f"产品与市场分为 {sets:,} 个互不相连的集合：只可在同一 market_set 内比较",
            )
        )
    return tuple(told)
