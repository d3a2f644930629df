"""How large forecast errors were on real series: quantiles of standardised errors, pooled, and their distribution.

The table that ships (`tables/errors.csv`, how it was made in `errors.json`) is made by `calibration.py`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qualicity.methods.forecast.outlook import Outlook
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

HORIZON = 15
"""Years ahead that the table reaches."""
LENGTHS = (6, 8, 10, 12, 15, 20, 30)
"""Points of history that were calibrated; between them the table is interpolated."""
SHARES = (*(round(0.05 * k, 2) for k in range(20)), 0.975, 0.99, 0.995)
"""The shares of errors at which sizes are kept; the first, 0, is size 0."""
_TAIL = 2.0
"""Beyond the last share the rest falls with this power of the size, about as it does on the calibration data."""

TABLE = Path(__file__).parent / "tables" / "errors.csv"


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """`sizes[length, jumpy, horizon − 1, share]`: so large are standardised errors at most, with that share.

    Over- and underestimates count alike: on its scale a forecast is the middle of what may come.
    """

    sizes: Any

    def of(self, outlook: Outlook) -> Any:
        """The sizes for each series: S × horizons × shares."""
        lengths = np.array(LENGTHS)
        points = np.clip(outlook.points, lengths[0], lengths[-1])
        right = np.clip(np.searchsorted(lengths, points), 1, len(lengths) - 1)
        weight = (points - lengths[right - 1]) / (lengths[right] - lengths[right - 1])
        jumpy = outlook.scales.jumpy.astype(int)
        lower, upper = (self.sizes[i, jumpy] for i in (right - 1, right))
        horizon = outlook.centre.shape[1]
        return (lower + (upper - lower) * weight[:, None, None])[:, :horizon]


def share_below(error: Any, sizes: Any) -> Any:
    """P(standardised error ≤ `error`) for N errors, each with its `sizes` (N × shares).

    Linear between the shares, symmetric about 0, and with a heavy tail beyond the last, so that it is
    continuous and never quite 0 or 1.
    """
    shares = np.array(SHARES)
    size = np.abs(error)
    last = sizes[:, -1]
    left = np.clip((sizes <= size[:, None]).sum(axis=1) - 1, 0, len(shares) - 2)
    row = np.arange(len(size))
    low, high = sizes[row, left], sizes[row, left + 1]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        part = np.where(high > low, np.clip((size - low) / (high - low), 0, 1), 1.0)
        within = shares[left] + part * (shares[left + 1] - shares[left])
        within = np.where(size > last, 1 - (1 - shares[-1]) * (last / size) ** _TAIL, within)
    return (1 + np.sign(error) * within) / 2


def write_table(table: ErrorTable, made: Mapping[str, Any], to: Path) -> None:
    """Write the table as CSV and, beside it as JSON, how it was made."""
    with to.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["points", "jumpy", "horizon", *SHARES])
        for (i, jumpy, h), _ in np.ndenumerate(table.sizes[..., 0]):
            sizes = table.sizes[i, jumpy, h]
            out.writerow([LENGTHS[i], jumpy, h + 1, *(f"{size:.4g}" for size in sizes)])
    to.with_suffix(".json").write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", "utf-8")


def read_table(file: Path) -> ErrorTable:
    """The table from its CSV."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [[float(cell) for cell in row[3:]] for row in list(csv.reader(opened))[1:]]
    return ErrorTable(np.array(rows).reshape(len(LENGTHS), 2, HORIZON, len(SHARES)))


@lru_cache(maxsize=1)
def shipped_table() -> ErrorTable:
    """The table that ships."""
    return read_table(TABLE)
