"""The peer of the benchmark of forecast.fan: python loop.py SERIES.csv OUT.csv; one series after another."""

import csv
import sys
from itertools import groupby
from pathlib import Path

import numpy as np

HORIZON = 5
source, out = map(Path, sys.argv[1:])
with source.open(encoding="utf-8", newline="") as file, out.open("w", encoding="utf-8", newline="") as made:
    write = csv.writer(made)
    write.writerow(["series_id", "year", "naive", "ols", "lo80", "hi80", "lo95", "hi95"])
    for name, rows in groupby(csv.DictReader(file), key=lambda row: row["series_id"]):
        points = [(int(row["year"]), float(row["value"])) for row in rows]
        years, values = (np.array(x) for x in zip(*points, strict=True))
        slope, start = np.polyfit(years - years[0], values, 1)
        spread = np.diff(values).std(ddof=1)
        for h in range(1, HORIZON + 1):
            half = [z * spread * h**0.5 for z in (1.2816, 1.96)]
            ends = [values[-1] + side * width for width in half for side in (-1, 1)]
            write.writerow(
                [name, years[-1] + h, values[-1], start + slope * (years[-1] - years[0] + h), *ends]
            )
