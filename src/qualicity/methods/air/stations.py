"""Station days judged: their index, and whether the day is valid (GB 3095-2012, table 4; HJ 633)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.air.days import dated, station_values
from qualicity.methods.air.index import DAILY, with_index


def station_days(
    hours: Any, label: str = "end", exclude_stations: Sequence[str] = (), edition: str = "2012"
) -> Any:
    """Hours of stations → one row for each station and day, with its index.

    Takes: station, time, any of so2 no2 co o3 pm10 pm25 [, city]; one row for each station and hour.
    `label` says whether time is the hour's end (then 00:00 belongs to the day before) or its start;
    `exclude_stations` are left out.
    Gives: station, city, date, the mean of each pollutant (missing with fewer than 20 valid hours), o3_8h
    (the day's largest 8 h mean), hours_* (valid hours of each), iaqi_*, aqi, level, level_name, primary, and
    valid: whether every pollutant that the input has a column for has a valid value that day.
    """
    days = with_index(station_values(counted(hours, exclude_stations), label), edition)
    asked = asked_of(hours.columns)
    return days.mutate(valid=reduce(lambda a, b: a & b, [days[p].notnull() for p in asked]))


def hours_behind(
    hours: Any, label: str = "end", exclude_stations: Sequence[str] = (), edition: str = "2012"
) -> Any:
    """The hours, each with the station and date of the station day that it counts in."""
    del edition
    return dated(counted(hours, exclude_stations), label).drop("_hour")


def asked_of(columns: Collection[str]) -> tuple[str, ...]:
    """The daily values that a day made from these columns must have: those of the pollutants that are measured.

    Where there is a column for none, all are asked for, and no day is valid.
    """
    found = tuple(p for p in DAILY if p in columns or (p == "o3_8h" and "o3" in columns))
    return found or DAILY


def counted(rows: Any, exclude_stations: Sequence[str]) -> Any:
    """The rows that count: those with a time or date, of stations that are not left out.

    Errors: `UsageError` for rows that have neither.
    """
    if not {"date", "time"} & set(rows.columns):
        raise UsageError(
            Text(
                "column 'date' (days of stations) or 'time' (hours of stations) is missing",
                "缺少列“date”（站点日值）或“time”（站点小时值）",
            )
        )
    rows = rows.filter((rows.date if "date" in rows.columns else rows.time).notnull())
    return rows.filter(~rows.station.isin(list(exclude_stations))) if exclude_stations else rows
