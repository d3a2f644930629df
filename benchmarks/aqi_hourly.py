"""Ten million station-hours and their index: a method on a file beside hand-written SQL, Parquet to Parquet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from measure import HERE, Benchmark, Ratio, Side

ROWS, CHUNK = 10_000_000, 1_000_000
LEVELS = {"so2": 12, "no2": 32, "co": 0.8, "o3": 70, "pm10": 75, "pm25": 42}
"""About the means of the country's hours, µg/m³, CO mg/m³."""
SPREAD, GAPS = 0.9, 0.03
CALC, FUNCTION, SQL = "qualicity calc air.aqi_hourly", "the function air.aqi_hourly", "DuckDB SQL by hand"
MADE = (*(f"iaqi_{p}" for p in LEVELS), "aqi", "level", "level_name", "primary")

NOTES = f"""\
{ROWS:,} synthetic station-hours (seeded, log-normal around the means of China's hours, 3 % of the values missing) in one
Parquet file get sub-indices, index, level and primary pollutants by HJ 633-2012, in the file's order, with its columns,
into another Parquet file. The SQL is `sql/aqi_hourly.sql`, run by `peer_aqi.py`; the function is the method's own SQL,
run by `method_aqi.py`. `calc` also starts the command line, tries every value against what can be (negative, CO in µg/m³)
and writes the column `flags`. After every round the files are compared, row by row and column by column.
"""


def prepare(home: Path) -> None:
    """Write the hours."""
    rng = np.random.default_rng(633)
    with pq.ParquetWriter(_hours(home), _chunk(rng, 0).schema, compression="zstd") as file:
        for first in range(0, ROWS, CHUNK):
            file.write_table(_chunk(rng, first))


def _chunk(rng: Any, first: int) -> Any:
    columns: dict[str, Any] = {"hour": np.arange(first, first + CHUNK)}
    for name, level in LEVELS.items():
        values = np.round(level * rng.lognormal(0, SPREAD, CHUNK), 1 if name == "co" else 0)
        columns[name] = pa.array(values, mask=rng.random(CHUNK) < GAPS)
    return pa.table(columns)


def sides(home: Path, n: int) -> Iterator[Side]:
    """The commands of one round."""
    del n
    hours, program = str(_hours(home)), str(Path(sys.executable).with_name("qualicity"))
    yield Side(CALC, (program, "calc", "air.aqi_hourly", hours, "-o", str(home / "calc.parquet")))
    yield Side(FUNCTION, (sys.executable, str(HERE / "method_aqi.py"), hours, str(home / "function.parquet")))
    yield Side(SQL, (sys.executable, str(HERE / "peer_aqi.py"), hours, str(home / "sql.parquet")))


def check(home: Path, n: int) -> str:
    """Compare the rows of both sides, in their order. Errors: `SystemExit` when they differ."""
    del n
    told = [_compared(home, side) for side in ("calc", "function")]
    return f"{ROWS:,} rows in the same order, {min(told):,} with an index: all columns equal on every one."


def _compared(home: Path, side: str) -> int:
    with duckdb.connect() as db:
        differ = " or ".join(f"c.{m} is distinct from s.{m}" for m in ("hour", *LEVELS, *MADE))
        found = db.execute(
            f"select count(*), count(c.aqi), count(*) filter (where {differ}) "
            f"from read_parquet('{home}/{side}.parquet') c positional join read_parquet('{home}/sql.parquet') s"
        ).fetchone()
    rows, indexed, different = found or (0, 0, 0)
    if rows != ROWS or different:
        raise SystemExit(f"{side} and SQL by hand differ on {different} of {rows} rows")
    return int(indexed)


def _hours(home: Path) -> Path:
    return home / "hours.parquet"


BENCHMARK = Benchmark(
    name="aqi_hourly",
    title="The index of ten million hours",
    notes=NOTES,
    sides=sides,
    ratios=(
        Ratio("calc / SQL by hand", (CALC,), (SQL,)),
        Ratio("function / SQL by hand", (FUNCTION,), (SQL,)),
    ),
    before=prepare,
    after=check,
)
