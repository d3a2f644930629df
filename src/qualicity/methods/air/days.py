"""Ambient air: hours → the daily values of stations.

Source: GB 3095-2012 (valid hours: table 4). Clause and table numbers are recalled. Concentrations are in µg/m³, CO in mg/m³.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from qualicity.methods.air.index import DAILY
from qualicity.methods.lazy import lazy_module

ibis = lazy_module("ibis")  # a second to load, for methods that run

POLLUTANTS = ("so2", "no2", "co", "o3", "pm10", "pm25")
KNOWN_FROM = "_known_from"
"""A column that an input may have: when each row became known. A result's row is known with the last of its own."""
VALID_HOURS = 20
"""A 24 h mean needs at least so many valid hours (GB 3095-2012, table 4)."""
VALID_8H = 6
"""An 8 h ozone mean needs at least so many valid hours (GB 3095-2012, table 4)."""
VALID_8H_MEANS = 14
"""A day's ozone maximum needs so many valid 8 h means; with fewer it stands only above the limit."""
O3_8H_LIMIT = 160.0
"""Class 2 limit of the daily maximum 8 h ozone mean, µg/m³ (GB 3095-2012, table 1)."""
_NO_MEAN = -1e9
"""Stands for no mean where the largest of several is sought: not every engine passes over nulls there."""


def station_values(hours: Any, label: str = "end") -> Any:
    """Hours of stations → one row for each station and day, with its values and no index.

    Takes: station, time, any of so2 no2 co o3 pm10 pm25 [, city]; one row for each station and hour. Where an
    hour of ozone is there twice, nobody can say which holds: the day has no o3_8h, nor has the next.
    `label` says whether time is the hour's end (then 00:00 belongs to the day before) or its start.
    Gives: station, city, date, the mean of each pollutant (null with fewer than 20 valid hours), o3_8h
    (the day's largest 8 h mean), and hours_* (valid hours of each).
    """
    h = dated(hours, label)
    aggregates: dict[str, Any] = {}
    for p in POLLUTANTS:
        if p != "o3":
            aggregates[p] = ibis.cases((h[p].count() >= VALID_HOURS, h[p].mean()))
    aggregates |= {f"hours_{p}": h[p].count() for p in POLLUTANTS}
    # a list of values and one of their hours cost far less than a column for each hour, or a window over all
    aggregates |= {"_o3": h.o3.collect(), "_at": h._hour.collect(where=h.o3.notnull())}
    if KNOWN_FROM in h.columns:
        aggregates[KNOWN_FROM] = h[KNOWN_FROM].max()
        aggregates["_evening"] = ibis.cases((h._hour >= 17, h[KNOWN_FROM])).max()
    days = _with_8h_means(h.group_by("station", "city", "date").aggregate(**aggregates))
    valid = ((days._means >= VALID_8H_MEANS) | (days._largest > O3_8H_LIMIT)) & ~days._twice
    found = {"o3_8h": ibis.cases((valid & (days._largest > _NO_MEAN), days._largest))}
    kept = [f"hours_{p}" for p in POLLUTANTS] + [c for c in days.columns if c == KNOWN_FROM]
    daily = {p: found[p] if p in found else days[p] for p in DAILY}
    return days.select("station", "city", "date", **daily, **{k: days[k] for k in kept})


def _with_8h_means(days: Any) -> Any:
    """Days with `_largest`, the largest valid 8 h mean of ozone that ends in them, and how many `_means`.

    A mean that begins on the evening before adds up that day's last hours and this day's first; so a day is
    known no sooner than the evening before it. `_twice`: an hour of the day or that evening was there twice.
    """
    days = _hour_by_hour(days)
    evening = {f"_o3_{n - 24}": days[f"_o3_{n}"] for n in range(17, 24)}
    known = {"_known_before": days._evening} if KNOWN_FROM in days.columns else {}
    next_day = days.date + ibis.interval(days=1)
    hours = reduce(add, [days[f"_o3_{n}"].notnull().cast("int8") for n in range(24)])
    days = days.mutate(_twice=days.hours_o3 > hours)
    before = days.select(
        _of="station", _in="city", _next=next_day, _twice_before=days._twice, **evening, **known
    )
    # equality finds its rows by a table of hashes on every engine; what is the same also where missing, on some
    place = (days.station == before._of, days.city.identical_to(before._in))
    days = days.left_join(before, (*place, days.date == before._next))
    # columns of their own, or every sum would fill in anew; narrow ones, for the processor's cache is the limit
    columns = {f"_value{n}": days[f"_o3_{n}"].fill_null(0.0) for n in range(-7, 24)}
    columns |= {f"_there{n}": days[f"_o3_{n}"].notnull().cast("int8") for n in range(-7, 24)}
    days = days.mutate(**columns)
    value, there = ([days[f"{c}{n}"] for n in range(-7, 24)] for c in ("_value", "_there"))
    means = [_mean(reduce(add, value[n : n + 8]), reduce(add, there[n : n + 8])) for n in range(24)]
    found = {"_largest": ibis.greatest(*(m for m, _ in means)), "_means": reduce(add, (v for _, v in means))}
    found["_twice"] = days._twice | days._twice_before.fill_null(False)
    if known:
        found[KNOWN_FROM] = ibis.greatest(days[KNOWN_FROM], days._known_before.fill_null(days[KNOWN_FROM]))
    return days.mutate(**found)


def _hour_by_hour(days: Any) -> Any:
    """Days with a column for each hour's ozone, `_o3_0` to `_o3_23`, instead of the lists of values and hours."""
    at = {n: days._at.index(ibis.literal(n, "int8")) for n in range(24)}  # -1: nowhere
    kept = [c for c in days.columns if c not in ("_o3", "_at")]
    # Spark wants places of just this width, and fails where one is missing
    hours = {n: ibis.cases((i >= 0, days._o3[i.cast("int32")])) for n, i in at.items()}
    return days.select(*kept, **{f"_o3_{n}": value for n, value in hours.items()})


def _mean(total: Any, number: Any) -> tuple[Any, Any]:
    """A mean of eight hours, if enough are valid; and 1 or 0, whether they are."""
    valid = number >= VALID_8H
    return ibis.cases((valid, total / number), else_=_NO_MEAN), valid.cast("int8")


def dated(hours: Any, label: str) -> Any:
    """Hours with the `date` and the `_hour` (0–23) in which each starts; what is not there is added as missing."""
    start = hours.time - ibis.interval(hours=1) if label == "end" else hours.time
    absent = {p: ibis.null("float64") for p in POLLUTANTS if p not in hours.columns}
    if "city" not in hours.columns:
        absent["city"] = ibis.literal("")
    return hours.mutate(**absent).mutate(date=start.date(), _hour=start.hour().cast("int8"))
