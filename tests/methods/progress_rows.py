"""Rows of cases for the tests of progress: written as a person writes them, judged by a registered method."""

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from qualicity.methods import method

DATA = Path(__file__).resolve().parents[1] / "data" / "progress"
Row = Mapping[str, Any]


def judge(name: str, rows: Iterable[Row], **parameters: Any) -> list[dict[str, Any]]:
    """The method's rows for these; numbers that are missing come out as None."""
    rows, chosen = list(rows), method(f"progress.{name}")
    columns: dict[str, Any] = {}
    for column in chosen.inputs:
        given = [row.get(column.name) for row in rows]
        if column.required or any(cell is not None for cell in given):
            columns[column.name] = (
                np.array(given, dtype=object)
                if column.type == "text"
                else np.array([math.nan if cell is None else cell for cell in given], dtype=float)
            )
    found = chosen.run(columns, **chosen.arguments(parameters))
    assert list(found) == [column.name for column in chosen.outputs]
    return [dict(zip(found, map(_plain, cells), strict=True)) for cells in zip(*found.values(), strict=True)]


def case(values: Mapping[int, float | None], name: str = "a", **constants: Any) -> list[dict[str, Any]]:
    """The rows of one case; what is the same in all of them stands in each."""
    return [{"case": name, "year": year, "value": value, **constants} for year, value in values.items()]


def one(scheme: str, values: Mapping[int, float | None], **constants: Any) -> dict[str, Any]:
    """The verdict on one case."""
    (verdict,) = judge(scheme, case(values, **constants))
    return verdict


def read(file: Path) -> list[dict[str, Any]]:
    """The rows of a CSV file, numbers as numbers, empty cells as None."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [{name: _cell(cell) for name, cell in row.items()} for row in csv.DictReader(stream)]


def _cell(text: str) -> Any:
    try:
        return float(text) if text else None
    except ValueError:
        return text


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, str):
        return cell
    return None if math.isnan(cell) else float(cell)
