"""Beijing from evidence to scorecard, beside hand-written SQL that computes the same city days."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
from measure import HERE, Benchmark, Ratio, Side, qualicity

PLAN = "beijing-air-2017"
VALUES = ("so2", "no2", "co", "o3_8h", "pm10", "pm25")
EXACT = ("stations", "aqi", "level", "primary", *(f"iaqi_{v}" for v in VALUES))
YEARS = {
    ("pm25-mean", "gb3095-2012-uci"): "round(pm25, 2)",
    ("good-air-day-count", "hj633-2012-uci"): "good",
    ("heavy-pollution-day-count", "hj633-2012-uci"): "heavy",
}
"""What the product calls a year's figure → the peer's."""
CLOSE = 1e-9
"""Sums of floats differ in their last digits by the order of adding; more is a difference."""

LOAD, COMPUTE, SHOW, AGAIN, SQL = (
    "qualicity load",
    "qualicity compute",
    "qualicity show --json",
    "qualicity compute, nothing changed",
    "DuckDB SQL by hand",
)
WHOLE = (LOAD, COMPUTE, SHOW)

NOTES = """\
Each round starts with an empty workspace. The peer (`sql/beijing_city_days.sql`, run by `peer.py`) reads the plan's
Parquet file of 420,768 station-hours, makes station days and city days with the index, writes the city days as
Parquet and prints the years' means and counts. After every round both sides' city days are compared, all columns,
and their years.

The peer does that and no more. In the same seconds the product also
- reads and checks the whole plan folder, every expression in it and the methods' parameters, at each command;
- checks all 420,768 rows against the dataset's schema: types, bounds, keys, references;
- keeps the rows in an append-only Delta table, each with its line, its submission and when it became known, so that
  any earlier day's knowledge can be asked for;
- keeps the station days as well as the city days, the control site's too, each with the latest time at which a row
  behind it became known, under a fingerprint of evidence, method and parameters;
- makes the observations of all five indicators, computed and published, with denominators, reasons and vintages;
- judges the targets by rule and writes the scorecard in English and Chinese.

So the first ratio is the price of all this, not a race between two ways to do one thing. The nearest to that is
`compute` alone, and what it takes when nothing has changed is its share that is no computing: starting,
importing, reading and checking the plan, finding the fingerprints.
"""


def sides(home: Path, n: int) -> Sequence[Side]:
    """The commands of one round, on a workspace of its own."""
    workspace = home / f"round-{n}"
    hours = HERE.parent / "plans" / PLAN / "evidence" / "air_hourly.parquet"
    peer = (sys.executable, str(HERE / "peer.py"), str(hours), str(_peer_days(home, n)))
    return (
        Side(LOAD, qualicity("load", PLAN, workspace)),
        Side(COMPUTE, qualicity("compute", PLAN, workspace)),
        Side(SHOW, qualicity("show", PLAN, workspace, "--json")),
        Side(AGAIN, qualicity("compute", PLAN, workspace)),
        Side(SQL, peer),
    )


def check(home: Path, n: int) -> str:
    """Compare both sides' city days and years.

    Errors: `SystemExit` when they differ.
    """
    made = home / f"round-{n}" / "plans" / PLAN
    with duckdb.connect() as db:
        db.execute(f"create view ours as from read_parquet('{made}/derived/city_air_days/*.parquet')")
        db.execute(f"create view peers as from read_parquet('{_peer_days(home, n)}')")
        differ = " or ".join(f"o.{c} is distinct from p.{c}" for c in EXACT)
        differ += "".join(f" or (o.{v} is null) <> (p.{v} is null)" for v in VALUES)
        far = ", ".join(f"max(abs(o.{v} - p.{v}))" for v in VALUES)
        found = db.execute(
            f"select count(*), count(o.aqi), count(*) filter (where {differ}), greatest({far}) "
            "from ours o full join peers p using (city, date)"
        ).fetchone()
        days, indexed, different, largest = found or (0, 0, 0, 0.0)
        if not days or different or largest > CLOSE:
            raise SystemExit(
                f"the sides differ on {different} of {days} city days; values by up to {largest}"
            )
        years = sum(_same_years(db, made, key, value) for key, value in YEARS.items())
    return (
        f"{days:,} city days: index ({indexed:,} have one), level and primary pollutant equal on every one, "
        f"values equal to {largest:.0e}; {years} figures of years equal."
    )


def _same_years(db: duckdb.DuckDBPyConnection, made: Path, key: tuple[str, str], value: str) -> int:
    """How many of an indicator's years both sides have. Errors: `SystemExit` when they differ."""
    rows = db.execute(
        f"with peer as (select city, cast(year(date) as varchar) as period, avg(pm25) as pm25, "
        "count(*) filter (where aqi <= 100) as good, count(*) filter (where aqi > 200) as heavy "
        f"from peers group by all) select period, value, {value} "
        f"from read_parquet('{made}/observations/*.parquet') o left join peer using (period) "
        f"where (indicator, definition) = {key} and value is not null"
    ).fetchall()
    wrong = [row for row in rows if row[1] != row[2]]
    if wrong or not rows:
        raise SystemExit(f"{key[0]}: the years differ: {wrong or 'there are none'}")
    return len(rows)


def _peer_days(home: Path, n: int) -> Path:
    return home / f"city-days-{n}.parquet"


BENCHMARK = Benchmark(
    name="beijing",
    title="Beijing from evidence to scorecard",
    notes=NOTES,
    sides=sides,
    sums={"load, compute and show together": WHOLE},
    ratios=(
        Ratio("load, compute and show / SQL by hand", WHOLE, (SQL,)),
        Ratio("compute alone / SQL by hand", (COMPUTE,), (SQL,)),
        Ratio("compute, nothing changed / compute", (AGAIN,), (COMPUTE,)),
    ),
    after=check,
)
