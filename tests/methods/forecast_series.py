"""Yearly series for the tests of forecasts: made by hand, and a shipped extract of real ones.

`tests/data/forecast/series.csv`: 148 series, values to six digits. World Bank, World Development Indicators
(September 2021), CC BY 4.0; UK Office for National Statistics, Open Government Licence v3.0; Statistics Canada
Open Licence. Series that look like percentages declare the bounds 0 and 100.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Columns = dict[str, Any]
EXTRACT = Path(__file__).resolve().parents[1] / "data" / "forecast" / "series.csv"
TEXTS = ("series_id", "direction")
NUMBERS = ("mean", "lo80", "hi80", "lo95", "hi95")


def table(**columns: Sequence[Any]) -> Columns:
    """Columns as methods take them: numbers as floats, texts as objects."""
    return {
        name: np.array(values, dtype=object) if name in TEXTS else np.array(values, dtype=float)
        for name, values in columns.items()
    }


def series(values: Mapping[str, Sequence[float]], last: int = 2020, **more: Any) -> Columns:
    """Named series of yearly values that end in `last`; what is given as `more` stands in every row."""
    rows = [
        (name, last - len(each) + 1 + i, value)
        for name, each in values.items()
        for i, value in enumerate(each)
    ]
    ids, years, numbers = zip(*rows, strict=True)
    return table(
        series_id=ids, year=years, value=numbers, **{name: [what] * len(rows) for name, what in more.items()}
    )


def extract() -> Columns:
    """The shipped series."""
    with EXTRACT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return table(**{name: [row[name] or None for row in rows] for name in rows[0]})


def chosen(columns: Columns, rows: Any) -> Columns:
    """Some rows of all columns."""
    return {name: values[rows] for name, values in columns.items()}


def years_left(columns: Columns) -> Any:
    """How many years of its series come after each row."""
    last: dict[str, float] = {}
    for name, year in zip(columns["series_id"], columns["year"], strict=True):
        last[name] = max(year, last.get(name, year))
    return np.array([last[name] for name in columns["series_id"]]) - columns["year"]


def what_came(fan: Columns, later: Columns) -> Any:
    """The value of each forecast's series and year, NaN where there is none."""
    known = dict(zip(zip(later["series_id"], later["year"], strict=True), later["value"], strict=True))
    asked = zip(fan["series_id"], fan["year"], strict=True)
    return np.array([known.get(each, np.nan) for each in asked])


def row(columns: Columns, position: int = 0) -> dict[str, Any]:
    """One row by column name."""
    return {name: values[position] for name, values in columns.items()}
