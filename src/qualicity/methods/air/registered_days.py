"""Days of stations and of cities, as registered methods."""

from __future__ import annotations

from dataclasses import replace

from qualicity.errors import Text
from qualicity.methods.air.cities import STATION_SHARE, city_days, rows_behind
from qualicity.methods.air.columns import (
    CITY,
    DATE,
    EDITION,
    EXCLUDE,
    LABEL,
    OF_CITY,
    REFERENCES,
    STATION,
    TIME,
    concentrations,
    index_columns,
    means,
)
from qualicity.methods.air.days import POLLUTANTS
from qualicity.methods.air.index import DAILY
from qualicity.methods.air.stations import hours_behind, station_days
from qualicity.methods.registry import Column, Example, Method, Parameter, Reach

_HOURS = Reach(("city",), "time", first=-1, last=7)
"""An hour counts in the day that it starts in, whatever its label, and in 8 h means up to 7 hours later."""
_UCI = Text(
    "Made from Chen, S. (2017), Beijing Multi-Site Air Quality, UCI Machine Learning Repository, CC BY 4.0, "
    "doi 10.24432/C5RK5G; CO turned into mg/m³.",
    "取自 Chen, S.（2017）Beijing Multi-Site Air Quality（UCI，CC BY 4.0，doi 10.24432/C5RK5G）；CO 已换算为毫克/立方米。",
)
_ROUNDED = Text(
    "The index is made from values rounded half up, as they are published: to 1 µg/m³, CO to 0.1 mg/m³. The values "
    "themselves are not rounded.",
    "指数由四舍五入后的值（1微克/立方米，CO 为0.1毫克/立方米，与公布一致）计算；各浓度列不修约。",
)


def _more(text: Text, en: str, zh: str) -> Text:
    return Text(f"{text.en} {en}", f"{text.zh}{zh}")


STATION_DAYS = Method(
    name="air.station_days",
    title=Text("Station days from station hours", "由站点小时值计算站点日值"),
    standard="GB 3095-2012; HJ 633",
    clause=Text(
        "GB 3095-2012 6.4 and table 4; HJ 633 4 (numbers recalled, not read from the standards)",
        "GB 3095-2012 6.4与表4；HJ 633 4（条款号凭记忆，未与标准原文核对）",
    ),
    edition="2012; 2026",
    inputs=(STATION, replace(TIME, required=True), CITY, *concentrations(POLLUTANTS)),
    parameters=(LABEL, EXCLUDE, EDITION),
    outputs=(
        *(STATION, OF_CITY, DATE),
        *means(DAILY),
        *(
            Column(f"hours_{p}", "hours", "integer", title=Text(f"valid hours of {p}", f"{p} 有效小时数"))
            for p in POLLUTANTS
        ),
        *index_columns(),
        Column(
            "valid",
            type="boolean",
            title=Text("every pollutant that is measured has a valid value", "所测各项污染物均有有效日值"),
        ),
    ),
    key=("station", "date"),
    by=("station",),
    single=("city", "station", "time"),
    run=station_days,
    behind=hours_behind,
    look_back=Text("8 hours", "8小时"),
    reaches=(replace(_HOURS, group=("station",)),),
    references=("GB 3095-2012", *REFERENCES, "HJ 663-2013"),
    formula=Text(
        """\
1. An hour belongs to the day in which it starts. In the networks' feeds `time` is the hour's end: 00:00 is the last hour
   of the day before (`label=end`).
2. The mean of SO₂, NO₂, CO, PM10, PM2.5 needs at least 20 valid hours; with fewer it is missing.
3. `o3_8h` is the largest of the 24 means of 8 hours that end in the day, the first of which begin on the evening before. A
   mean needs at least 6 valid hours, the day at least 14 means; with fewer it stands only if it is above 160 µg/m³. Where
   an hour of ozone is there twice nobody can say which holds: that day and the next have no `o3_8h`.
4. Sub-indices, index, level and primary pollutants are those of `air.aqi_daily`. """
        + _ROUNDED.en
        + """
5. A day is `valid` when every pollutant for which the input has a column has a value by rules 2 and 3. What is not valid
   keeps its index, from the pollutants that are there.
""",
        """\
1. 小时归入其开始时所在的日期。发布平台的 `time` 为小时之末：00:00是前一日的最后一小时（`label=end`）。
2. SO₂、NO₂、CO、PM10、PM2.5 的24小时平均至少须有20个有效小时，不足则为空。
3. `o3_8h` 为当日结束的24个8小时平均中的最大值，其中最早的几个始于前一日傍晚。一个8小时平均至少须有6个有效小时，\
一日至少须有14个8小时平均；不足时仅在高于160微克/立方米时有效。同一小时有两个臭氧值时无从取舍：当日与次日均无 `o3_8h`。
4. 分指数、指数、级别、首要污染物同 `air.aqi_daily`。"""
        + str(_ROUNDED.zh)
        + """
5. 输入中有列的各项污染物按第2、3条均有值时，该日 `valid` 为真。无效日仍由已有污染物给出指数。
""",
    ),
    limits=(
        Text(
            "HJ 663-2013 may count only the 8 h means that end from 08:00 on. Held against Beijing's published ozone, all "
            "24 agree with 64 % of 589 days, those from 08:00 on with 58 %.",
            "HJ 663-2013 或只计8时以后结束的8小时平均。与北京公布的臭氧值对照，589天中采用全部24个的一致率为64%，"
            "只用8时以后的为58%。",
        ),
        Text(
            "One row for each station and hour is expected; hours given twice count twice.",
            "每个站点每小时应只有一行；重复的小时会重复计入。",
        ),
    ),
    recalled=(
        Text(
            "The numbers 20, 6 and 14 were copied from a source on GB 3095-2012; the number of the clause is recalled.",
            "20、6、14三个数抄自关于 GB 3095-2012 的资料；条款号凭记忆。",
        ),
    ),
    example=Example(
        "air_dongsi_hours.csv",
        _more(
            _UCI,
            "32 hours of the station Dongsi, May 2016: the last hours of one day and the whole of the next.",
            "东四站2016年5月的32个小时：前一日的最后几小时与次日全天。",
        ),
    ),
)

CITY_DAYS = Method(
    name="air.city_days",
    title=Text("City days with the air quality index", "城市日值与空气质量指数"),
    standard="HJ 663-2013; HJ 633",
    clause=Text(
        "HJ 663-2013 6; HJ 633 4 (numbers recalled, not read from the standards)",
        "HJ 663-2013 6；HJ 633 4（条款号凭记忆，未与标准原文核对）",
    ),
    edition="2012; 2026",
    inputs=(STATION, DATE, TIME, CITY, *concentrations((*DAILY, "o3"))),
    parameters=(
        LABEL,
        EXCLUDE,
        EDITION,
        Parameter(
            "station_share",
            STATION_SHARE,
            Text(
                "share of the stations that must have a value for a day to be valid; of fewer than four half is enough",
                "有效日要求的有值站点比例；站点少于4个时为一半",
            ),
            least=0,
            most=1,
        ),
    ),
    outputs=(
        *(OF_CITY, DATE),
        Column(
            "stations",
            "count",
            "integer",
            title=Text("stations with a value of any pollutant", "至少一项有值的站点数"),
        ),
        *means(DAILY),
        *index_columns(),
        Column(
            "valid",
            type="boolean",
            title=Text("enough stations have a value of every pollutant", "各项污染物均有足够站点有值"),
        ),
    ),
    key=("city", "date"),
    by=("city",),
    single=("city", "station", "time", "date"),
    run=city_days,
    behind=rows_behind,
    reaches=(Reach(("city",), "date"), _HOURS),
    look_back=Text("1 day (8 hours when made from hours)", "1天（由小时值计算时为8小时）"),
    references=("HJ 663-2013", "GB 3095-2012", *REFERENCES),
    formula=Text(
        """\
Takes station days (`station`, `date`, `o3_8h`), or hours (`station`, `time`, `o3`), of which it makes station days first as
`air.station_days` does.

1. A city's value is the mean of its stations' values of the day, station day first; background and control sites are left
   out by `exclude_stations`.
2. Sub-indices, index, level and primary pollutants are those of `air.aqi_daily`. """
        + _ROUNDED.en
        + """
3. A day is `valid` when of every pollutant for which the input has a column at least `station_share` (75 %) of the stations
   with rows that day have a value; of fewer than four stations half is enough. What is not valid keeps its values. It keeps
   its index too unless the pollutant that decides it is the one of which too few stations have a value: one station's
   ozone is no index of a city. Who counts days strictly asks for `valid`.

Held against the index that Beijing published from 20 July 2015 to 28 February 2017 (11 stations, control site left out):
equal on 67.6 % of 587 days with an index and on the same side of 100 on 99.1 %; of the 571 valid days on 69.0 % and 99.1 %.
The 11 stations are not all of the city's. Read naively (calendar day as labelled, control site counted) 16 % are equal.
""",
        """\
输入为站点日值（`station`、`date`、`o3_8h`），或小时值（`station`、`time`、`o3`，先按 `air.station_days` 算成站点日值）\
。

1. 城市值为各站点当日值的平均（先站点日、后城市）；背景点和对照点以 `exclude_stations` 剔除。
2. 分指数、指数、级别、首要污染物同 `air.aqi_daily`。"""
        + str(_ROUNDED.zh)
        + """
3. 输入中有列的各项污染物，当日有记录的站点中至少 `station_share`（75%）有值时，该日 `valid` 为真；\
站点少于4个时有一半即可。无效日仍保留各值；\
若决定指数的污染物恰是有值站点过少者，则不给出指数（一个站点的臭氧不足以代表全市）。\
严格统计天数时取 `valid` 为真者。

与北京2015年7月20日至2017年2月28日公布的指数对照（11个站点，不含对照点）：587个有指数的日中67.6%完全一致，\
99.1%位于100的同一侧；571个有效日中分别为69.0%和99.1%。11个站点并非全市所有站点。若不按上述规则（按标示日期、\
计入对照点）则仅16%一致。
""",
    ),
    limits=(
        Text(
            "A station that has no row that day does not count among the stations; one with a row and no value does.",
            "当日无记录的站点不计入站点总数；有记录而无值的站点计入。",
        ),
        Text(
            "Station days that were made from hours without a pollutant hold an empty column of it: no such day is valid.",
            "由缺少某项污染物的小时值得出的站点日值含该项空列，此类日均无效。",
        ),
        Text(
            "Which stations count changed nationally on 1 January 2021; series across it are of two sets of stations.",
            "国控站点自2021年1月1日调整，跨越该日的序列出自两套站点。",
        ),
    ),
    recalled=(
        Text(
            "75 % of the stations, half of fewer than four (HJ 663-2013, clause 6): `station_share`.",
            "75%的站点，少于4个时为一半（HJ 663-2013 第6章）：`station_share`。",
        ),
    ),
    example=Example(
        "air_beijing_station_days.csv",
        _more(
            _UCI,
            "Station days of Beijing, 9 and 7 September 2016; on the 7th one station alone has ozone, and the day is not "
            "valid.",
            "北京各站点2016年9月9日与7日的日值；7日仅一个站点有臭氧值，该日无效。",
        ),
        {"exclude_stations": ["Dingling"]},
    ),
)
