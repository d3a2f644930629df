"""Hours and days as small tables, and the air methods run over them by DuckDB."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from qualicity.methods import air
from qualicity.methods.running import INPUT, method_sql

DAILY = ("so2", "no2", "co", "o3_8h", "pm10", "pm25")
FIRST = datetime(2020, 1, 1)


def asked(expression: Any) -> list[dict[str, Any]]:
    """The rows of an expression, one dict each."""
    return ibis.duckdb.connect().to_pyarrow(expression).to_pylist()


def made(run: Callable[..., Any], table: pa.Table, **arguments: Any) -> list[dict[str, Any]]:
    """The rows that a method makes of a table; its SQL is made once for each form of table."""
    with duckdb.connect() as db:
        db.register("_rows", table)
        db.execute(f"create view {INPUT} as select * from _rows")
        return db.execute(method_sql(db, run, arguments)).to_arrow_table().to_pylist()


def index_of(column: str, values: Iterable[float | None], edition: str = "2012") -> list[int | None]:
    """The sub-index of each value, in order, by one query."""
    listed = list(values)
    table = pa.table({"n": range(len(listed)), "v": pa.array(listed, pa.float64())})
    rows = ibis.memtable(table)
    found = asked(rows.mutate(i=air.iaqi(rows.v, column, edition)).order_by("n"))
    return [row["i"] for row in found]


def day_index(days: Sequence[Mapping[str, float | None]], edition: str = "2012") -> list[dict[str, Any]]:
    """Daily values with their index, in order; pollutants left out are missing."""
    columns = {p: pa.array([d.get(p) for d in days], pa.float64()) for p in DAILY}
    rows = ibis.memtable(pa.table({"n": range(len(days)), **columns}))
    return asked(air.with_index(rows, edition).order_by("n"))


Hour = tuple[str, datetime, float | None]


def hours(
    values: Iterable[float | None], station: str = "S", first: datetime = FIRST + timedelta(hours=1)
) -> list[Hour]:
    """One value each hour from `first` on (default: the hour that ends at 01:00)."""
    return [(station, first + timedelta(hours=n), v) for n, v in enumerate(values)]


def station_days(
    rows: Sequence[Hour], column: str = "pm25", label: str = "end"
) -> dict[tuple[str, date], dict[str, Any]]:
    """Station days made from hours of one pollutant: (station, date) → row."""
    found = made(air.station_days, _table(rows, column), label=label)
    return {(row["station"], row["date"]): row for row in found}


def city_days(
    rows: Sequence[Hour], exclude: Sequence[str] = (), column: str = "pm25"
) -> dict[date, dict[str, Any]]:
    """City days made from hours of one pollutant: date → row."""
    found = made(air.city_days, _table(rows, column), exclude_stations=list(exclude))
    return {row["date"]: row for row in found}


def _table(rows: Sequence[Hour], column: str) -> pa.Table:
    stations, times, values = zip(*rows, strict=True)
    table = {
        "station": list(stations),
        "time": pa.array(times, pa.timestamp("us")),
        column: pa.array(values, pa.float64()),
    }
    return pa.table(table)


HOURLY = ("so2", "no2", "co", "o3", "pm10", "pm25")
LEVEL_NAMES = ("优", "良", "轻度污染", "中度污染", "重度污染", "严重污染")
EXAMPLES = Path(air.__file__).parents[1] / "examples"


def hour_index(hours: Sequence[Mapping[str, float | None]], edition: str = "2012") -> list[dict[str, Any]]:
    """Hourly values with their index, in order; pollutants left out are missing."""
    return _indexed(hours, HOURLY, air.aqi_hourly, edition)


def given_day_index(
    days: Sequence[Mapping[str, float | None]], edition: str = "2012"
) -> list[dict[str, Any]]:
    """Daily values, taken as they are, with their index, in order; `o3` where any has one."""
    names = (*DAILY, "o3") if any("o3" in d for d in days) else DAILY
    return _indexed(days, names, air.aqi_daily, edition)


def _indexed(
    rows: Sequence[Mapping[str, float | None]], names: Sequence[str], run: Callable[..., Any], edition: str
) -> list[dict[str, Any]]:
    columns = {p: pa.array([r.get(p) for r in rows], pa.float64()) for p in names}
    found = made(run, pa.table({"n": range(len(rows)), **columns}), edition=edition)
    return sorted(found, key=lambda row: int(row["n"]))
