"""Real yearly series for calibration and backtests, from the folder `series/` of the reference data."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

Columns = dict[str, np.ndarray]


def read_series(folder: Path) -> Columns:
    """Columns series_id, year, value, lower, upper by series and year, and each row's indicator and licence.

    No bounds are declared. `indicator` is what the same figure of other countries shares; of the two
    national reporting platforms, where one indicator holds many breakdowns, it is the indicator's number.
    """
    values, meta = (str(folder / name) for name in ("series_values.parquet", "series_meta.csv.gz"))
    rows = duckdb.execute(
        "select series_id, year, value, percent_like, licence, "
        "case when source like 'UK %' or source like 'Canada %' then dataset else indicator end as indicator "
        "from read_parquet(?) join read_csv(?) using (series_id) order by series_id, year",
        [values, meta],
    ).fetchnumpy()
    texts = {name: np.asarray(rows[name], dtype=object) for name in ("series_id", "indicator", "licence")}
    nowhere = np.full(len(rows["year"]), np.nan)
    return texts | {
        "year": np.asarray(rows["year"], dtype=float),
        "value": np.asarray(rows["value"], dtype=float),
        "lower": nowhere,
        "upper": nowhere,
        "percent": np.asarray(rows["percent_like"], dtype=bool),
    }


def some(columns: Columns, rows: np.ndarray) -> Columns:
    """The chosen rows of all columns."""
    return {name: values[rows] for name, values in columns.items()}


def bounded(columns: Columns) -> Columns:
    """The series that look like percentages, declared to lie from 0 to 100."""
    found = some(columns, columns["percent"])
    size = len(found["year"])
    return found | {"lower": np.zeros(size), "upper": np.full(size, 100.0)}


def both_ways(columns: Columns) -> Columns:
    """All series without bounds, and those that look like percentages once more with theirs."""
    other = bounded(columns)
    other["series_id"] = np.array([f"{name}, bounded" for name in other["series_id"]], dtype=object)
    return {name: np.concatenate([columns[name], other[name]]) for name in columns}


def half_of_indicators(columns: Columns, seed: int) -> np.ndarray:
    """Rows of one half of the indicators, drawn at random: alike series are never in both halves."""
    names, number = np.unique(columns["indicator"].astype(str), return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % 2 == 0)[number]
