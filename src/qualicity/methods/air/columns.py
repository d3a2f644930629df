"""Columns, parameters and words that the methods of ambient air share."""

from __future__ import annotations

from collections.abc import Sequence

from qualicity.errors import Text
from qualicity.methods.air.index import DAILY
from qualicity.methods.registry import Column, Parameter

EDITION = Parameter(
    "edition",
    "2012",
    Text(
        "edition of HJ 633: the one of 2026 counts from 1 March 2026",
        "HJ 633 版本；2026年版自2026年3月1日起施行",
    ),
    ("2012", "2026"),
)
LABEL = Parameter(
    "label",
    "end",
    Text(
        "whether time is the hour's end (00:00 belongs to the day before) or its start",
        "time 是小时之末（00:00属于前一日）还是小时之始",
    ),
    ("end", "start"),
)
EXCLUDE = Parameter(
    "exclude_stations",
    (),
    Text("stations to leave out: background and control sites", "不参加统计的站点：背景点和对照点"),
    of="station",
)
STATION = Column("station", type="text", required=True, title=Text("station", "站点"))
CITY = Column(
    "city", type="text", title=Text("city; without it all rows are one", "城市；缺此列时视为同一城市")
)
OF_CITY = Column("city", type="text", title=Text("city", "城市"))
"""The same of a result, where its title stands over values."""
DATE = Column("date", type="date", title=Text("day", "日期"))
TIME = Column("time", type="time", title=Text("hour", "小时"))
NAMES = {
    "so2": Text("sulphur dioxide", "二氧化硫"),
    "no2": Text("nitrogen dioxide", "二氧化氮"),
    "co": Text("carbon monoxide", "一氧化碳"),
    "o3": Text("ozone", "臭氧"),
    "o3_8h": Text("ozone, the day's largest 8 h mean", "臭氧日最大8小时平均"),
    "pm10": Text("PM10", "可吸入颗粒物（PM10）"),
    "pm25": Text("PM2.5", "细颗粒物（PM2.5）"),
}
MOST_CO = 150.0
"""The end of the table for one hour, mg/m³: what stands above it is µg/m³."""
ROUNDED_UP = Text(
    "linear between the two breakpoints around the concentration, and rounded **up** to a whole number",
    "在浓度两侧的断点之间线性内插，**进位**取整",
)
REFERENCES = ("HJ 633-2012", "HJ 633-2026")
BREAKPOINTS_FROM = Text(
    "The clause. The breakpoints of 2012 give 98,245 published station-hours exactly; those of 2026 were copied from a "
    "source, not checked against published results.",
    "条款号。2012年版断点与98,245个已公布站点小时完全一致；2026年版断点抄自资料，未与公布结果核对。",
)


def concentrations(names: Sequence[str], *, required: bool = False) -> tuple[Column, ...]:
    """Input columns of concentrations."""
    return tuple(
        Column(
            p,
            "mg/m3" if p == "co" else "ug/m3",
            required=required,
            title=NAMES[p],
            least=0,
            most=MOST_CO if p == "co" else None,
        )
        for p in names
    )


def means(names: Sequence[str]) -> tuple[Column, ...]:
    """Output columns of concentrations."""
    return tuple(Column(p, "mg/m3" if p == "co" else "ug/m3", title=NAMES[p]) for p in names)


def index_columns(names: Sequence[str] = DAILY) -> tuple[Column, ...]:
    """Output columns of the index."""
    return (
        *(Column(f"iaqi_{p}", type="integer", title=_sub_index(p)) for p in names),
        Column(
            "aqi",
            type="integer",
            title=Text("air quality index", "空气质量指数"),
        ),
        Column(
            "level",
            type="integer",
            title=Text("level, 1 to 6", "级别（1至6）"),
        ),
        Column("level_name", type="text", title=Text("the level's name", "级别名称")),
        Column(
            "primary",
            type="text",
            title=Text("primary pollutants", "首要污染物"),
        ),
    )


def _sub_index(pollutant: str) -> Text:
    """`ozone, the day's largest 8 h mean` → `sub-index of ozone`: the column's name says of which."""
    name = NAMES[pollutant]
    return Text(f"sub-index of {name.en.split(',')[0]}", f"{name.zh}分指数")
