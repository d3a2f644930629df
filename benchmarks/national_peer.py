"""The peers: a country's hours to city days with the index, by hand-written SQL or by pandas.

    python benchmarks/national_peer.py sql|pandas|pandas_whole FOLDER CITY_DAYS.parquet [MEMORY_LIMIT]

FOLDER is what `national_hours.py` wrote. Both write the city days as Parquet.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

SQL = Path(__file__).resolve().parent / "sql" / "national_city_days.sql"
MEANS = ("so2", "no2", "pm10", "pm25", "co")
LIMITS = {
    "so2": (0, 50, 150, 475, 800, 1600, 2100, 2620),
    "no2": (0, 40, 80, 180, 280, 565, 750, 940),
    "pm10": (0, 50, 150, 250, 350, 420, 500, 600),
    "pm25": (0, 35, 75, 115, 150, 250, 350, 500),
    "co": (0, 2, 4, 14, 24, 36, 48, 60),
    "o3": (0, 100, 160, 215, 265, 800),
}
INDEX = (0, 50, 100, 150, 200, 300, 400, 500)


def by_sql(folder: Path, out: Path, limit: str = "") -> None:
    """The yardstick, as it stands."""
    import duckdb

    os.chdir(folder)
    with duckdb.connect() as db:
        if limit:
            db.execute(f"set memory_limit='{limit}'; set temp_directory='{out.parent}/spill'")
        db.execute(f"copy ({SQL.read_text('utf-8')}) to '{out}' (format parquet, compression zstd)")


def by_pandas(folder: Path, out: Path, limit: str = "", *, whole: bool = False) -> None:
    """A hundred stations at a time, or the whole table; every hour has a row: eight rows are eight hours."""
    import pandas as pd

    del limit
    stations = pd.read_parquet(folder / "stations.parquet")
    parts = ["*.parquet"] if whole else sorted({f.name for f in folder.glob("obs/*/*.parquet")})
    days = pd.concat([_station_days(folder, part) for part in parts])
    days = days.merge(stations, on="station_id")
    cities = days.groupby(["city_id", "day"])[[*MEANS, "o3"]].mean()
    _with_index(cities).reset_index().to_parquet(out, compression="zstd")


def _station_days(folder: Path, part: str) -> Any:
    import pandas as pd

    years = sorted(folder.glob(f"obs/*/{part}"))
    hours = pd.concat([pd.read_parquet(year, columns=["station_id", "ts", *MEANS, "o3"]) for year in years])
    hours = hours.sort_values(["station_id", "ts"], ignore_index=True)
    last_8 = hours.groupby("station_id")["o3"].rolling(8, min_periods=6)
    hours["o3_8h"] = last_8.mean().reset_index(level=0, drop=True)
    hours["day"] = hours["ts"].dt.floor("D")
    groups = hours.groupby(["station_id", "day"])
    days = groups[list(MEANS)].mean().where(groups[list(MEANS)].count() >= 20)
    largest, valid = groups["o3_8h"].max(), groups["o3_8h"].count()
    days["o3"] = largest.where((valid >= 14) | (largest > 160))
    return days.reset_index()


def _with_index(cities: Any) -> Any:
    import numpy as np

    sub = {}
    for p, limits in LIMITS.items():
        scale = 10 if p == "co" else 1
        cities[p] = np.floor(cities[p] * scale + 0.5 + 1e-9) / scale
        index = np.ceil(np.interp(cities[p], limits, INDEX[: len(limits)]) - 1e-9)
        sub[p] = np.where((cities[p] > limits[-1]) & (p == "o3"), np.nan, index)
    cities["aqi"] = np.fmax.reduce(list(sub.values()))
    return cities


if __name__ == "__main__":
    {"sql": by_sql, "pandas": by_pandas, "pandas_whole": partial(by_pandas, whole=True)}[sys.argv[1]](
        *(Path(a).resolve() for a in sys.argv[2:4]), *sys.argv[4:]
    )
