"""Make the shipped table of forecast errors anew: python benchmarks/forecast/calibrate.py DATA --date DATE [--to FILE]

The table of base rates, `moves.csv`, is made beside it. DATA is the folder of the reference data. The same data
and seed give the same files, byte by byte.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
from series import Columns, both_ways, read_series

from qualicity.methods.forecast import calibrate, count_moves
from qualicity.methods.forecast.base_rates import write_rates
from qualicity.methods.forecast.calibration import ORIGINS
from qualicity.methods.forecast.errors import HORIZON, LENGTHS, TABLE, write_table

SEED = 20261123


def main() -> None:
    """Make the table and write it with how it was made."""
    parser = argparse.ArgumentParser(description="Make the table of forecast errors.")
    parser.add_argument("data", type=Path, help="folder of the reference data")
    parser.add_argument("--date", required=True, help="the day to write beside it (2026-11-23)")
    parser.add_argument("--to", type=Path, default=TABLE, help="CSV to write (default: the shipped one)")
    given = parser.parse_args()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given.date):
        parser.error("--date must be YYYY-MM-DD")
    columns = read_series(given.data / "series")
    write_rates(count_moves(columns, SEED), given.to.with_name("moves.csv"))
    write_table(calibrate(both_ways(columns), SEED), {"date": given.date, **how(columns)}, given.to)


def how(columns: Columns) -> dict[str, object]:
    """What the table was made of."""
    _, first = np.unique(columns["series_id"].astype(str), return_index=True)
    licences, number = np.unique(columns["licence"][first].astype(str), return_counts=True)
    return {
        "command": "python benchmarks/forecast/calibrate.py DATA --date DATE",
        "seed": SEED,
        "series": len(first),
        "series_by_licence": dict(zip(licences.tolist(), number.tolist(), strict=True)),
        "series_entered_again_with_bounds_0_and_100": int(columns["percent"][first].sum()),
        "values": len(columns["year"]),
        "first_year": int(columns["year"].min()),
        "last_year": int(columns["year"].max()),
        "lengths_of_history": list(LENGTHS),
        "origins_of_each_series_and_length": ORIGINS,
        "horizon": HORIZON,
    }


if __name__ == "__main__":
    main()
