"""Ambient air: hours → the daily values of stations.

Source: GB 3095-2012 (valid hours: table 4). Clause and table numbers are recalled. Concentrations are in µg/m³, CO in mg/m³.
"""

from __future__ import annotations

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

    Takes: station, time, any of so2 no2 co o3 pm10 pm25 [, city]; one row for each station and hour.
    `label` says whether `time` is the hour's end (then 00:00 belongs to the day before) or its start.
    Gives: station, city, date, the mean of each pollutant (null with fewer than 20 valid hours), o3_8h
    (the day's largest 8 h mean), and hours_* (valid hours of each).
    """
    h = dated(hours, label)
    aggregates: dict[str, Any] = {}
    for p in POLLUTANTS:
        if p != "o3":
            aggregates[p] = ibis.cases((h[p].count() >= VALID_HOURS, h[p].mean()))
    aggregates |= {f"hours_{p}": h[p].count() for p in POLLUTANTS}
    # a column for each hour: eight of them added up cost far less than a window over all hours
    aggregates |= {f"_o3_{n}": ibis.cases((h._hour == n, h.o3)).max() for n in range(24)}
    if KNOWN_FROM in h.columns:
        aggregates[KNOWN_FROM] = h[KNOWN_FROM].max()
        aggregates["_evening"] = ibis.cases((h._hour >= 17, h[KNOWN_FROM])).max()
    days = _with_8h_means(h.group_by("station", "city", "date").aggregate(**aggregates))
    valid = (days._means >= VALID_8H_MEANS) | (days._largest > O3_8H_LIMIT)
    found = {"o3_8h": ibis.cases((valid & (days._largest > _NO_MEAN), days._largest))}
    kept = [f"hours_{p}" for p in POLLUTANTS] + [c for c in days.columns if c == KNOWN_FROM]
    daily = {p: found[p] if p in found else days[p] for p in DAILY}
    return days.select("station", "city", "date", **daily, **{k: days[k] for k in kept})


def _with_8h_means(days: Any) -> Any:
    """Days with `_largest`, the largest valid 8 h mean of ozone that ends in them, and how many `_means`.

    A mean that begins on the evening before adds up that day's last hours and this day's first; so a day is
    known no sooner than the evening before it.
    """
    value = [days[f"_o3_{n}"].fill_null(0.0) for n in range(24)]
    there = [days[f"_o3_{n}"].notnull().cast("float64") for n in range(24)]
    own = [_mean(sum(value[n - 7 : n + 1]), sum(there[n - 7 : n + 1])) for n in range(7, 24)]
    columns = {"_largest": ibis.greatest(*(m for m, _ in own)), "_means": sum(v for _, v in own)}
    for n in range(7):
        columns |= {f"_head{n}": sum(value[: n + 1]), f"_there{n}": sum(there[: n + 1])}
        columns |= {f"_tail{n}": sum(value[n + 17 :]), f"_tail_there{n}": sum(there[n + 17 :])}
    days = days.mutate(**columns)

    window = ibis.window(group_by=("station", "city"), order_by="date")
    follows = days.date.delta(days.date.lag().over(window), unit="day") == 1
    lagged = [f"_tail{n}" for n in range(7)] + [f"_tail_there{n}" for n in range(7)]
    before = {c: ibis.cases((follows, days[c].lag().over(window)), else_=0.0) for c in lagged}
    if KNOWN_FROM in days.columns:
        known = days[KNOWN_FROM]
        evening = ibis.cases((follows, days._evening.lag().over(window)))
        before[KNOWN_FROM] = ibis.greatest(known, evening.fill_null(known))
    days = days.mutate(**before)
    over = [
        _mean(days[f"_head{n}"] + days[f"_tail{n}"], days[f"_there{n}"] + days[f"_tail_there{n}"])
        for n in range(7)
    ]
    return days.mutate(
        _largest=ibis.greatest(days._largest, *(m for m, _ in over)),
        _means=days._means + sum(v for _, v in over),
    )


def _mean(total: Any, number: Any) -> tuple[Any, Any]:
    """A mean of eight hours, if enough are valid; and 1 or 0, whether they are."""
    valid = number >= VALID_8H
    return ibis.cases((valid, total / number), else_=_NO_MEAN), valid.cast("float64")


def dated(hours: Any, label: str) -> Any:
    """Hours with the `date` and the `_hour` (0–23) in which each starts; what is not there is added as missing."""
    start = hours.time - ibis.interval(hours=1) if label == "end" else hours.time
    absent = {p: ibis.null("float64") for p in POLLUTANTS if p not in hours.columns}
    if "city" not in hours.columns:
        absent["city"] = ibis.literal("")
    return hours.mutate(**absent).mutate(date=start.date(), _hour=start.hour())
