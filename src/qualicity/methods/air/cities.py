"""City days: the mean of a city's stations, its index, and whether the day is valid (HJ 663-2013, HJ 633)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from qualicity.methods.air.days import KNOWN_FROM, station_values
from qualicity.methods.air.index import DAILY, with_index
from qualicity.methods.air.stations import asked_of, counted, hours_behind
from qualicity.methods.lazy import lazy_module

ibis = lazy_module("ibis")  # a second to load, for methods that run

STATION_SHARE = 0.75
"""A city's value is valid when at least this share of its stations has one (HJ 663-2013, clause 6; recalled)."""
_FEW, _SHARE_OF_FEW = 4, 0.5
"""Of fewer stations than these, this share is enough (HJ 663-2013, clause 6; recalled)."""


def city_days(
    rows: Any,
    label: str = "end",
    exclude_stations: Sequence[str] = (),
    edition: str = "2012",
    station_share: float = STATION_SHARE,
) -> Any:
    """Station days (or hours, which are made into station days first) → one row for each city and day.

    Takes: station, date, so2 no2 co o3_8h pm10 pm25 [, city], or the input of `station_days`.
    Background and control sites go into `exclude_stations`. A city's value is the mean of its stations'
    days; the index is made from values rounded half up (CO to 0.1), as HJ 633 publishes them.
    Gives: city, date, stations (how many gave a value for any pollutant), the means (not rounded), iaqi_*,
    aqi, level (1–6), level_name, primary (`;`-joined, only above 50), and valid: whether of every pollutant
    that the input has a column for at least `station_share` of the stations with rows that day gave a value
    (of fewer than four stations half, if that is less). An index that rests on a pollutant of which too few did
    is not given.
    """
    days = _station_days(rows, label, exclude_stations)
    known = {KNOWN_FROM: days[KNOWN_FROM].max()} if KNOWN_FROM in days.columns else {}
    there = days.count()
    needed = there * ibis.ifelse(there < _FEW, min(_SHARE_OF_FEW, station_share), station_share)
    city = days.group_by("city", "date").aggregate(
        **known,
        stations=days.count(where=reduce(or_, [days[p].notnull() for p in DAILY])),
        **{p: days[p].mean() for p in DAILY},
        **{f"_enough_{p}": days[p].count() >= needed for p in DAILY},
    )
    city = with_index(city, edition)
    rests = reduce(or_, [(city[f"iaqi_{p}"] == city.aqi) & ~city[f"_enough_{p}"] for p in DAILY])
    held = ~rests.fill_null(False)
    city = city.mutate(
        **{c: ibis.cases((held, city[c])) for c in ("aqi", "level", "level_name", "primary")},
        valid=reduce(and_, [city[f"_enough_{p}"] for p in asked_of(rows.columns)]),
    )
    return city.drop(*(f"_enough_{p}" for p in DAILY))


def rows_behind(
    rows: Any,
    label: str = "end",
    exclude_stations: Sequence[str] = (),
    edition: str = "2012",
    station_share: float = STATION_SHARE,
) -> Any:
    """The station days (or hours) that count for the city, each with its city and date."""
    del station_share
    if "date" not in rows.columns:
        return hours_behind(rows, label, exclude_stations, edition)
    return _station_days(rows, label, exclude_stations)


def _station_days(rows: Any, label: str, exclude_stations: Sequence[str]) -> Any:
    rows = counted(rows, exclude_stations)
    days = rows if "date" in rows.columns else station_values(rows, label)
    absent = {p: ibis.null("float64") for p in DAILY if p not in days.columns}
    if "city" not in days.columns:
        absent["city"] = ibis.literal("")
    return days.mutate(**absent) if absent else days
