"""Revealed comparative advantage: what a country sells more of than the world does, share for share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
pa = lazy_module("pyarrow")

ROUNDING = 1e-12
"""Shares that differ by less, relatively, are the same."""
MOST_CELLS = 20_000_000
"""More cells of countries and products are not written out."""
NO_ROW = "no row: taken as no trade"
NO_VALUE = "value is missing"
NO_COUNTRY = "the country exports nothing"
TOO_LARGE = "the numbers are too large"
NO_PRODUCT = "nobody exports the product"


def rca(columns: Mapping[str, Any], cells: str = "all") -> dict[str, Any]:
    """Exports by country and product [and year] → Balassa's index of each cell.

    Columns country, product, value (not negative) [, year]. Several rows of one cell (by partner, by month) are
    added up. Gives one row for each cell, by year, then countries and products in the order in which they appear: value,
    rca = (x_cp / x_c) / (x_p / x), advantage (rca is at least 1), country_share x_cp / x_c, world_share x_p / x, rows
    (how many were added) and reason. With `cells` "all" there is a cell for each country and product of a year: one
    without a row has no value and rca 0. A cell with a value missing has no rca and counts nowhere.

    Errors: `UsageError` where "all" would be more than MOST_CELLS.
    """
    value = np.asarray(columns["value"], dtype=float)
    country, countries = _coded(columns["country"])
    product, products = _coded(columns["product"])
    years, year = np.unique(columns["year"], return_inverse=True) if "year" in columns else (None, 0)
    placed = (country >= 0) & (product >= 0)
    if years is not None:
        placed &= np.isfinite(np.asarray(columns["year"], dtype=float))
    wide = len(products)
    seller = np.where(placed, year * len(countries) + country, 0)[placed]
    good = np.where(placed, year * wide + product, 0)[placed]
    made = _cells(seller, good, value[placed], (len(countries), wide), cells)
    if years is not None:
        made["year"] = years[made["seller"] // max(len(countries), 1)].astype(float)
    else:
        made["year"] = np.full(len(made["rca"]), np.nan)
    made["country"] = countries[made.pop("seller") % max(len(countries), 1)]
    made["product"] = products[made.pop("good") % max(wide, 1)]
    order = (
        "country",
        "product",
        "year",
        "value",
        "rca",
        "advantage",
        "country_share",
        "world_share",
        "rows",
        "reason",
    )
    return {name: made[name] for name in order}


def _coded(texts: Any) -> tuple[Any, Any]:
    """Texts → their numbers in order of appearance, −1 for a missing one, and the names."""
    encoded = pa.array(texts, from_pandas=True).cast(pa.string()).dictionary_encode()
    names = np.array([*encoded.dictionary.to_pylist(), None], dtype=object)[:-1]
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64), names


def _cells(seller: Any, good: Any, value: Any, shape: tuple[int, int], cells: str) -> dict[str, Any]:
    """The cells of sellers (a country in a year) and goods (a product in a year), with their index.

    `shape`: how many countries and products there are.
    """
    high, wide = max(shape[0], 1), max(shape[1], 1)
    key = seller * wide + good % wide
    found, where = np.unique(key, return_inverse=True)
    unknown = np.bincount(where, ~np.isfinite(value), len(found)) > 0
    known = np.nan_to_num(value)
    sums = np.bincount(where, known, len(found))
    sums[unknown] = 0.0
    rows = np.bincount(where, minlength=len(found))
    if cells == "all":
        found, sums, rows, unknown = _filled(found, sums, rows, unknown, (high, wide))
    of, year = found // wide, found // (wide * high)
    what = year * wide + found % wide
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        sold, world = np.bincount(of, sums)[of], np.bincount(what, sums)[what]
        country_share, world_share = sums / sold, world / np.bincount(year, sums)[year]
        index = np.where(unknown, np.nan, country_share / world_share)
    reason = np.full(len(found), None, dtype=object)
    reason[~np.isfinite(index)] = TOO_LARGE
    for words, told in (
        (NO_ROW, rows == 0),
        (NO_PRODUCT, world == 0),
        (NO_COUNTRY, sold == 0),
        (NO_VALUE, unknown),
    ):
        reason[told] = words
    judged = np.isfinite(index)
    advantage = np.full(len(found), None, dtype=object)
    advantage[judged] = index[judged] >= 1 - ROUNDING
    return {
        **{"seller": of, "good": what, "rca": np.where(judged, index, np.nan), "advantage": advantage},
        "value": np.where(unknown | (rows == 0) | ~np.isfinite(sums), np.nan, sums),
        "country_share": np.where(unknown | ~np.isfinite(country_share), np.nan, country_share),
        "world_share": np.where(np.isfinite(world_share), world_share, np.nan),
        "rows": rows.astype(float),
        "reason": reason,
    }


def _filled(
    found: Any, sums: Any, rows: Any, unknown: Any, shape: tuple[int, int]
) -> tuple[Any, Any, Any, Any]:
    """The same with a cell for each country and product that a year has."""
    high, wide = shape
    sellers, goods = np.unique(found // wide), np.unique(found // (wide * high) * wide + found % wide)
    parts: list[Any] = []
    for year in np.unique(sellers // high):  # years are few
        own, what = sellers[sellers // high == year], goods[goods // wide == year] % wide
        if sum(len(p) for p in parts) + len(own) * len(what) > MOST_CELLS:
            raise UsageError(
                Text(
                    f"there would be more than {MOST_CELLS:,} cells of countries and products: --set cells=recorded "
                    "gives those that have a row",
                    f"国家与产品的组合超过 {MOST_CELLS:,} 个：用 --set cells=recorded 只给出有记录的组合",
                )
            )
        parts.append((own[:, None] * wide + what).ravel())
    every = np.concatenate(parts) if parts else found
    place = np.searchsorted(every, found)
    full = [np.zeros(len(every), dtype=kind.dtype) for kind in (sums, rows, unknown)]
    for to, values in zip(full, (sums, rows, unknown), strict=True):
        to[place] = values
    return every, full[0], full[1], full[2]
