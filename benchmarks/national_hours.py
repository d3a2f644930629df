"""Synthetic hours of a whole country: 1,600 stations, six pollutants, three years; 42 million rows, 270 MB.

    python benchmarks/national_hours.py FOLDER

Weather that lingers, seasons, times of day, scattered gaps and outages. The draws are seeded: the same rows each time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

STATIONS, CITIES, CHUNK = 1600, 339, 100
BASE = {"so2": 12, "no2": 32, "pm10": 75, "pm25": 42, "co": 0.8, "o3": 70}
SEASON = {"so2": 0.3, "no2": 0.3, "pm10": 0.5, "pm25": 0.6, "co": 0.3, "o3": -0.5}
DAILY = {"so2": 0.1, "no2": 0.3, "pm10": 0.1, "pm25": 0.1, "co": 0.15, "o3": -0.6}


def main(folder: Path) -> None:
    """Write `stations.parquet` and `obs/year=…/part-….parquet` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    more = np.random.default_rng(1).integers(0, CITIES, STATIONS - CITIES)
    cities = np.sort(np.r_[np.arange(CITIES), more]).astype("int32")
    table = pa.table({"station_id": pa.array(np.arange(STATIONS), "int32"), "city_id": pa.array(cities)})
    pq.write_table(table, folder / "stations.parquet")
    times = np.arange("2021-01-01T00", "2024-01-01T00", dtype="datetime64[h]")
    for first in range(0, STATIONS, CHUNK):
        _write(folder / "obs", first, times)


def _write(folder: Path, first: int, times: Any) -> None:
    """Write the stations from `first` on, a file for each year."""
    ids, count = np.arange(first, min(STATIONS, first + CHUNK)), len(times)
    year = times.astype("datetime64[Y]").astype(int) + 1970
    columns = _values(np.random.default_rng(1000 + first), len(ids), times)
    stations = np.repeat(ids.astype("int32"), count).reshape(len(ids), count)
    stamps = np.broadcast_to(times.astype("datetime64[us]"), (len(ids), count))
    for y in np.unique(year):
        part = folder / f"year={y}"
        part.mkdir(parents=True, exist_ok=True)
        k = year == y
        values = {p: pa.array(v[:, k].ravel(), mask=gaps[:, k].ravel()) for p, (v, gaps) in columns.items()}
        keys = {
            "station_id": pa.array(stations[:, k].ravel()),
            "ts": pa.array(stamps[:, k].ravel(), pa.timestamp("us")),
        }
        file = part / f"part-{first // CHUNK:02d}.parquet"
        pq.write_table(pa.table(keys | values), file, compression="zstd", row_group_size=1_000_000)


def _values(rng: Any, n: int, times: Any) -> dict[str, tuple[Any, Any]]:
    """Each pollutant's values and where they are missing, station by hour."""
    count = len(times)
    hour = times.astype("int64") % 24
    day = (times - times.astype("datetime64[Y]")).astype("int64") // 24
    shocks, weather, last = rng.normal(0, 0.18, (n, count)), np.empty((n, count)), np.zeros(n)
    weather[:, 0] = 0
    for j in range(count):
        last = 0.97 * last + shocks[:, j]
        weather[:, j] = last
    level = rng.lognormal(0, 0.25, (n, 1))
    found = {}
    for p, base in BASE.items():
        driven = np.exp(0.75 * weather * (1 if p != "o3" else -0.35) + rng.normal(0, 0.15, (n, count)))
        season = 1 + SEASON[p] * np.cos(2 * np.pi * (day - 15) / 365)
        values = base * level * driven * season * (1 + DAILY[p] * np.cos(2 * np.pi * (hour - 8) / 24))
        values = np.round(values, 1) if p == "co" else np.round(values)
        gaps = rng.random((n, count)) < 0.03
        for i, begun in enumerate(rng.integers(0, count - 48, (n, 30))):
            for start in begun:
                gaps[i, start : start + rng.integers(4, 41)] = True
        found[p] = (values, gaps)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
