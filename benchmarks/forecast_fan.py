"""`qualicity calc forecast.fan` on 5,000 series beside the loop that one writes first."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from measure import HERE, Benchmark, Ratio, Side

SERIES, YEARS, HORIZON = 5_000, 30, 5
OURS, LOOP = "qualicity calc forecast.fan", "Python, one series after another: naive and OLS"
NOTES = f"""\
{SERIES:,} synthetic random walks of {YEARS} years in a CSV, {HORIZON} years ahead. Both sides are whole processes that read the
file and write a CSV. The peer (`forecast/loop.py`) gives the last value and a straight line by `numpy.polyfit`, each with
intervals of a normal distribution: no theta, no damped trend, no scale, no calibration, and no checking of the input.
"""


def prepare(home: Path) -> None:
    """Write the series."""
    walks = np.exp(np.cumsum(np.random.default_rng(1).normal(0.01, 0.06, (SERIES, YEARS)), axis=1) + 4)
    with (home / "series.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["series_id", "year", "value"])
        for number, walk in enumerate(walks):
            out.writerows([f"s{number}", 1991 + year, f"{value:.6g}"] for year, value in enumerate(walk))


def sides(home: Path, _: int) -> Iterator[Side]:
    """The commands of one round."""
    program = str(Path(sys.executable).with_name("qualicity"))
    source = str(home / "series.csv")
    made = ("-o", str(home / "fan.csv"), "--set", f"horizon={HORIZON}")
    yield Side(OURS, (program, "calc", "forecast.fan", source, *made))
    yield Side(LOOP, (sys.executable, str(HERE / "forecast" / "loop.py"), source, str(home / "loop.csv")))


def check(home: Path, _: int) -> str:
    """Both sides wrote a row for each series and year."""
    rows = SERIES * HORIZON
    for name in ("fan.csv", "loop.csv"):
        with (home / name).open(encoding="utf-8") as file:
            if sum(1 for _ in file) != rows + 1:
                raise SystemExit(f"{name} does not hold {rows} forecasts")
    return f"{rows:,} forecasts on each side."


def alone(home: Path) -> Sequence[str]:
    """The seconds of the function itself, over arrays in memory."""
    from qualicity.methods.forecast import fan

    with (home / "series.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: np.array([float(row[name]) for row in rows]) for name in ("year", "value")}
    columns["series_id"] = np.array([row["series_id"] for row in rows], dtype=object)
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        fan(columns, HORIZON)
        taken.append(time.perf_counter() - begun)
    return [
        f"`forecast.fan` itself, over arrays in memory, in seconds: {min(taken):.2f} to {max(taken):.2f}."
    ]


BENCHMARK = Benchmark(
    name="forecast_fan",
    title="Forecasts of 5,000 series",
    notes=NOTES,
    before=prepare,
    sides=sides,
    after=check,
    ratios=(Ratio("forecast.fan / the loop", (OURS,), (LOOP,)),),
    also=alone,
)
