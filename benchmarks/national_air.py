"""A whole country's hours to city days, beside hand-written SQL and pandas; and one month of one station revised."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
from measure import AS_OF, HERE, OUT, ROOT, Benchmark, Ratio, Side, environment
from national_plan import PLAN, write_plan

PRODUCT, LIMITED = "qualicity compute", "qualicity compute, 600 MB"
SQL, SQL_LIMITED = "DuckDB SQL by hand", "DuckDB SQL by hand, 600 MB"
PANDAS, PANDAS_WHOLE = "pandas, a hundred stations at a time", "pandas, the whole table"
HOURS = OUT / "national_hours"
"""Made once and kept: 42 million rows take minutes."""
MEANS = {p: p for p in ("so2", "no2", "pm10", "pm25", "co")} | {"o3": "o3_8h"}
"""The peers' columns → the product's."""

NOTES = """\
1,600 stations, three years of hours, 42 million rows (`national_hours.py`) become 371,205 city days with the index
of HJ 633-2012; all sides write them as Parquet. The yardstick is `sql/national_city_days.sql`; pandas takes the whole
table at once, as one writes it first, and the hours of a hundred stations at a time, as one does when memory counts. The
product's input is its own Delta table, loaded before the clock starts, and it makes the observations of an indicator as
well. The SQL of its method is there from the round that does not count, as it is after any computation (making it takes
0.9 s). As in the yardstick a city has an index however few of its stations have a value (`station_share: 0`). After
every round the tables are compared: the rounded concentrations and the index of every city day. `600 MB` is DuckDB's
`memory_limit` (`QUALICITY_MEMORY_LIMIT`).

A month revised: a submission with the 720 hours of one station changed, then `compute` again in the same process
(`national_step.py`), over computing all in that process. The rows are held against computing all with the revision.
"""


def prepare(home: Path) -> None:
    """Make the hours and the plan, and load it."""
    if not (HOURS / "stations.parquet").exists():
        part = HOURS.with_name("national_hours.part")
        _run(sys.executable, str(HERE / "national_hours.py"), str(part))
        part.rename(HOURS)
    write_plan(home / PLAN, HOURS / "obs")
    _run(_program(), "load", str(home / PLAN), "--workspace", str(home / "var"))


def sides(home: Path, n: int) -> Iterator[Side]:
    """The commands of one round; what the product has computed is forgotten before each of its own."""
    del n
    compute = (_program(), "compute", str(home / PLAN), "--workspace", str(home / "var"), "--as-of", AS_OF)
    limit = (shutil.which("env") or "env", "QUALICITY_MEMORY_LIMIT=600MB")
    _forget(home)
    yield Side(PRODUCT, compute)
    yield Side(SQL, _peer(home, "sql"))
    _forget(home)
    yield Side(LIMITED, (*limit, *compute))
    yield Side(SQL_LIMITED, _peer(home, "sql", "600MB"))
    yield Side(PANDAS, _peer(home, "pandas"))
    yield Side(PANDAS_WHOLE, _peer(home, "pandas_whole"))


def check(home: Path, n: int) -> str:
    """Compare the city days of all sides.

    Errors: `SystemExit` when they differ.
    """
    del n
    made = home / "var" / "plans" / PLAN / "derived" / "city_air_days" / "*.parquet"
    rounded = {
        p: f"floor(o.{c} * {s} + 0.5 + 1e-9) / {s}"
        for p, c in MEANS.items()
        for s in [10 if p == "co" else 1]
    }
    told = []
    with duckdb.connect() as db:
        for kind in ("sql", "pandas", "pandas_whole"):
            differ = " or ".join(f"{ours} is distinct from p.{p}" for p, ours in rounded.items())
            found = db.execute(
                f"select count(*), count(*) filter (where {differ} or o.aqi is distinct from p.aqi) "
                f"from read_parquet('{made}') o full join "
                f"(select *, printf('C%03d', city_id) as city, cast(day as date) as date "
                f"from read_parquet('{home}/{kind}.parquet')) p using (city, date)"
            ).fetchone()
            days, different = found or (0, 0)
            if different or not days:
                raise SystemExit(f"the product and {kind} differ on {different} of {days} city days")
            told.append(f"{days:,}")
    return f"City days equal, concentrations and index: {told[0]} with SQL by hand, {told[1]} with pandas."


def revised(home: Path) -> Sequence[str]:
    """A month of each of three stations revised, one after another."""
    listed = []
    for station in (17, 800, 1583):
        step = (
            sys.executable,
            str(HERE / "national_step.py"),
            str(home / PLAN),
            str(home / "var"),
            str(station),
        )
        took = json.loads(_run(*step).splitlines()[-1])
        share = took["one month revised"] / took["all, with the revision"]
        listed.append(
            ", ".join(f"{what} {seconds:.2f} s" for what, seconds in took.items()) + f": {share:.1%}"
        )
    return ("One month of one station revised (the last figure is its share of computing all):", *listed)


def _forget(home: Path) -> None:
    for folder in ("derived", "observations"):
        shutil.rmtree(home / "var" / "plans" / PLAN / folder, ignore_errors=True)


def _peer(home: Path, kind: str, *limit: str) -> tuple[str, ...]:
    return (
        sys.executable,
        str(HERE / "national_peer.py"),
        kind,
        str(HOURS),
        str(home / f"{kind}.parquet"),
        *limit,
    )


def _program() -> str:
    return str(Path(sys.executable).with_name("qualicity"))


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


BENCHMARK = Benchmark(
    name="national_air",
    title="A country's hours to city days",
    notes=NOTES,
    sides=sides,
    ratios=(
        Ratio("compute / SQL by hand", (PRODUCT,), (SQL,)),
        Ratio("compute / SQL by hand, both with 600 MB", (LIMITED,), (SQL_LIMITED,)),
        Ratio("pandas, the whole table / compute", (PANDAS_WHOLE,), (PRODUCT,)),
        Ratio("pandas, a hundred stations at a time / compute", (PANDAS,), (PRODUCT,)),
    ),
    before=prepare,
    after=check,
    also=revised,
)
