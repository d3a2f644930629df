"""Ambient air: GB 3095, HJ 633 and HJ 663 as methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualicity.errors import Text
from qualicity.methods.air.cities import city_days, station_days_behind
from qualicity.methods.air.days import POLLUTANTS
from qualicity.methods.air.index import DAILY, iaqi, with_index
from qualicity.methods.air.stations import hours_behind, station_days
from qualicity.methods.registry import Column, Method, Parameter, Reach

__all__ = ["METHODS", "city_days", "iaqi", "station_days", "with_index"]

_LABEL = Parameter(
    "label",
    "end",
    Text("whether time is the hour's end or start", "时间是小时之末还是之始"),
    ("end", "start"),
)
_EXCLUDE = Parameter("exclude_stations", (), Text("background and control sites", "背景点和对照点"))
_EDITION = Parameter("edition", "2012", Text("edition of HJ 633", "HJ 633 版本"), ("2012", "2026"))
_STATION = Column("station", type="text", required=True)
_CITY = Column("city", type="text")
_DATE = Column("date", type="date")
_TIME = Column("time", type="time")
_HOURS = Reach(("city",), "time", first=-1, last=7)
"""An hour counts in the day that it starts in, whatever its label, and in 8 h means up to 7 hours later."""


def _concentrations(names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(p, "mg/m3" if p == "co" else "ug/m3") for p in names)


METHODS = (
    Method(
        name="air.station_days",
        title=Text("Station days from station hours", "由站点小时值计算站点日值"),
        standard="GB 3095-2012",
        clause="6.4 and table 4 (numbers recalled, not read from the standard)",
        edition="2012",
        inputs=(_STATION, replace(_TIME, required=True), _CITY, *_concentrations(POLLUTANTS)),
        parameters=(_LABEL, _EDITION),
        outputs=(
            *(_STATION, _CITY, _DATE),
            *_concentrations(DAILY),
            *(Column(f"hours_{p}", "hours") for p in POLLUTANTS),
        ),
        key=("station", "date"),
        run=station_days,
        behind=hours_behind,
        look_back=Text("8 hours", "8小时"),
        reaches=(replace(_HOURS, group=("station",)),),
        references=("GB 3095-2012", "HJ 663-2013"),
    ),
    Method(
        name="air.city_days",
        title=Text("City days with the air quality index", "城市日值与空气质量指数"),
        standard="HJ 633-2012",
        clause="4 (number recalled, not read from the standard)",
        edition="2012",
        inputs=(_STATION, _DATE, _TIME, _CITY, *_concentrations((*DAILY, "o3"))),
        parameters=(_LABEL, _EXCLUDE, _EDITION),
        outputs=(
            *(_CITY, _DATE, Column("stations", "count")),
            *_concentrations(DAILY),
            *(Column(f"iaqi_{p}") for p in DAILY),
            *(Column("aqi"), Column("level"), Column("primary", type="text")),
        ),
        key=("city", "date"),
        run=city_days,
        behind=station_days_behind,
        reaches=(Reach(("city",), "date"), _HOURS),
        look_back=Text("1 day (8 hours when made from hours)", "1天（由小时值计算时为8小时）"),
        references=("HJ 633-2012", "HJ 633-2026", "HJ 663-2013"),
    ),
)
