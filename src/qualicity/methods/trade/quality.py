"""Export quality after Khandelwal, Schott and Wei: what is sold of a product beyond what its price explains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module
from qualicity.methods.trade.effects import two_way_residuals

np = lazy_module("numpy")
pa = lazy_module("pyarrow")

REASONS = {
    "product": "product is missing",
    "destination": "destination is missing",
    "year": "year is missing",
    "price": "price is missing or not above 0",
    "quantity": "quantity is missing or not above 0",
    "sigma": "sigma is missing or not above 1",
}
ALONE = "the effects take all of it: no other row to compare it with"


def export_quality(columns: Mapping[str, Any], sigma: float = 0.0) -> dict[str, Any]:
    """Rows of exports → the logarithm of each one's quality, beside those of its product and of its market.

    Columns product, destination, price, quantity (any one unit within a product) [, year, sigma: elasticity of
    substitution, above 1, `sigma` where a row has none]. ln q + σ ln p less the effects of product and of destination
    and year is ε; ln_quality is ε/(σ − 1). `market_set` numbers the sets of products and markets that no row joins,
    the largest 1: rows of different sets do not compare. A row that stands alone has a reason and no quality.

    Errors: `UsageError` where there is neither a column nor a parameter sigma.
    """
    price, quantity = (np.asarray(columns[name], dtype=float) for name in ("price", "quantity"))
    elasticity = _elasticity(columns.get("sigma"), sigma, len(price))
    product, market = _coded(columns["product"]), _coded(columns["destination"])
    fine = {
        "product": product >= 0,
        "destination": market >= 0,
        "price": price > 0,
        "quantity": quantity > 0,
        "sigma": elasticity > 1,
    }
    if "year" in columns:
        years, year = np.unique(np.asarray(columns["year"], dtype=float), return_inverse=True)
        market = market * len(years) + year
        fine["year"] = np.isfinite(years[year]) if len(years) else fine["price"]
    reason = np.full(len(price), None, dtype=object)
    for name in reversed(REASONS):
        if name in fine:
            reason[~fine[name]] = REASONS[name]
    rows = np.flatnonzero(np.equal(reason, None))
    demand = np.log(quantity[rows]) + elasticity[rows] * np.log(price[rows])
    residual, sets, alone = two_way_residuals(demand, product[rows], market[rows])
    reason[rows[alone]] = ALONE
    quality, market_set = np.full(len(price), np.nan), np.full(len(price), np.nan)
    quality[rows] = np.where(alone, np.nan, residual / (elasticity[rows] - 1))
    market_set[rows] = sets
    return {"ln_quality": quality, "market_set": market_set, "reason": reason}


def _elasticity(given: Any, sigma: float, rows: int) -> Any:
    if given is None and not sigma:
        raise UsageError(
            Text(
                "sigma, the elasticity of substitution, is needed: a column of the file, or one for all (--set sigma=…)",
                "需要替代弹性 sigma：文件中的一列，或统一给定（--set sigma=…）",
            )
        )
    if 0 < sigma <= 1:
        raise UsageError(Text(f"sigma must be above 1, not {sigma:g}", f"sigma 应大于1，而不是 {sigma:g}"))
    said = np.full(rows, np.nan) if given is None else np.asarray(given, dtype=float)
    return np.where(np.isnan(said) & (sigma > 0), sigma, said)


def _coded(texts: Any) -> Any:
    encoded = pa.array(texts, from_pandas=True).cast(pa.string()).dictionary_encode()
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
