"""Small frameworks and units for tests of composite indices, and the files that describe them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

HEADER = "iCode,iName,Direction,Weight,Target,Denominator,Parent,Type"
TREE = (
    "a,A,1,1,,,P,Indicator",
    "b,B,-1,3,,,P,Indicator",
    "c,C,1,1,,,I,Indicator",
    "P,Pillar,,2,,,I,Aggregate",
    "I,Index,,,,,,Aggregate",
)


def meta(folder: Path, lines: Sequence[str] = TREE, header: str = HEADER) -> str:
    """The path of a framework's file."""
    path = folder / "meta.csv"
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return str(path)


def units(**columns: Sequence[float]) -> dict[str, Any]:
    """Columns as a method gets them, with units u0, u1, …"""
    count = len(next(iter(columns.values())))
    made: dict[str, Any] = {k: np.array(v, dtype=np.float64) for k, v in columns.items()}
    return {"unit": np.array([f"u{n}" for n in range(count)], dtype=object), **made}


def stage(
    made: Mapping[str, Any], name: str, code: str | None = None, column: str = "value"
) -> dict[str, Any]:
    """What a stage has of a code (of the only one, if none is named), by unit."""
    rows = made["stage"] == name
    if code is not None:
        rows &= made["code"] == code
    return dict(zip(made["unit"][rows].tolist(), made[column][rows].tolist(), strict=True))
