"""Samples as tables, and the one row that an estimate makes of them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qualicity.methods.calc import calculate_file
from qualicity.methods.sampling.estimates.binomial import proportion_interval

MEAN, SHARE = "sampling.survey_mean", "sampling.survey_proportion"
ENDS = ("wilson_lo", "wilson_hi", "cp_lo", "cp_hi", "jeffreys_lo", "jeffreys_hi")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calc(tmp_path: Path, name: str, source: Path | str, **arguments: Any) -> tuple[list[dict[str, str]], str]:
    """The rows that a method makes of a file or a text, and what it says."""
    out = tmp_path / "out.csv"
    if isinstance(source, str):
        (tmp_path / "in.csv").write_text(source, "utf-8")
        source = tmp_path / "in.csv"
    notes = calculate_file(name, source, out, arguments=arguments)
    return read(out), "\n".join(n.en for n in notes)


def texts(values: Sequence[Any]) -> Any:
    return np.array([None if v is None else str(v) for v in values], dtype=object)


def one(made: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a result that has one."""
    (place,) = range(len(made["estimate"]))
    return {name: values[place] for name, values in made.items()}


def rate(k: float, n: float, confidence: float = 0.95) -> dict[str, Any]:
    return one(proportion_interval({"k": np.array([k]), "n": np.array([n])}, confidence))
