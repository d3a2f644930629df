"""Months and years of air, and days in average weather, as registered methods."""

from __future__ import annotations

from dataclasses import replace

from qualicity.errors import Text
from qualicity.methods.air.columns import CITY, DATE, NAMES, OF_CITY, REFERENCES, concentrations
from qualicity.methods.air.index import DAILY
from qualicity.methods.air.period import LEVELS, PERCENTILES, days_behind, period_summary
from qualicity.methods.air.weather import LEAST_DAYS, WEATHER, weather_normalised
from qualicity.methods.registry import Column, Example, Method, Parameter

_UCI = "Chen, S. (2017), Beijing Multi-Site Air Quality, UCI Machine Learning Repository, CC BY 4.0, doi 10.24432/C5RK5G"
_COUNTS = (
    ("days", Text("days with a row", "有记录的天数")),
    ("valid_days", Text("days with an index that are not marked invalid", "有指数且未标为无效的天数")),
    ("attaining_days", Text("valid days with an index up to 100", "指数不超过100的有效天数（达标天数）")),
    ("bad_days", Text("valid days with an index above 100", "指数超过100的有效天数")),
    ("heavy_days", Text("valid days with an index above 200", "指数超过200的有效天数（重度及以上污染）")),
    *((f"days_level{n}", Text(f"valid days of level {n}", f"{n}级的有效天数")) for n in LEVELS),
)


def _of(p: str) -> tuple[Column, ...]:
    """What is told of a pollutant."""
    unit, en, zh = "mg/m3" if p == "co" else "ug/m3", NAMES[p].en, NAMES[p].zh
    percent = PERCENTILES[p]
    return (
        Column(f"days_{p}", "days", "integer", title=Text(f"days with a value of {en}", f"{zh}有日值的天数")),
        Column(f"mean_{p}", unit, title=Text(f"mean of {en}", f"{zh}平均")),
        Column(
            f"{p}_p{percent}", unit, title=Text(f"{en}: percentile {percent}", f"{zh}第{percent}百分位数")
        ),
        Column(f"valid_{p}", type="boolean", title=Text(f"enough days with {en}", f"{zh}有效天数足够")),
    )


PERIOD_SUMMARY = Method(
    name="air.period_summary",
    title=Text("Months and years of air", "空气质量月、年统计"),
    standard="HJ 663-2013; GB 3095-2012",
    clause=Text(
        "HJ 663-2013 annex A; GB 3095-2012 table 4 (numbers recalled, not read from the standards)",
        "HJ 663-2013 附录A；GB 3095-2012 表4（条款号凭记忆，未与标准原文核对）",
    ),
    edition="2012; 2026",
    inputs=(
        replace(DATE, required=True),
        CITY,
        Column("station", type="text", title=Text("station, for days of stations", "站点（站点日值）")),
        *concentrations(DAILY),
        Column("aqi", type="integer", title=Text("the day's index", "日空气质量指数"), least=0, most=500),
        Column("valid", type="boolean", title=Text("whether the day is valid", "该日是否有效")),
    ),
    parameters=(
        Parameter(
            "edition",
            "given",
            Text(
                "given takes the column aqi as it is, or without it makes the index by the edition of 2012; another "
                "makes it from the values by that edition of HJ 633",
                "given 采用 aqi 列，缺此列时按2012年版计算；其他值按该版 HJ 633 由各浓度重新计算",
            ),
            ("given", "2012", "2026"),
        ),
    ),
    outputs=(
        OF_CITY,
        Column("station", type="text", title=Text("station, where the days have one", "站点（如有）")),
        Column("period", type="text", title=Text("2016-03 or 2016", "如2016-03或2016")),
        Column("freq", type="text", title=Text("M, a month, or A, a year", "M为月，A为年")),
        *(Column(name, "days", "integer", title=title) for name, title in _COUNTS),
        Column(
            "attaining_share", "%", title=Text("attaining days of the valid days", "达标天数占有效天数的比例")
        ),
        Column("valid", type="boolean", title=Text("enough valid days", "有效天数足够")),
        *(column for p in DAILY for column in _of(p)),
    ),
    key=("city", "station", "period"),
    by=("city", "station"),
    run=period_summary,
    behind=days_behind,
    look_back=Text("a year", "1年"),
    references=("HJ 663-2013", "GB 3095-2012", *REFERENCES),
    formula=Text(
        """\
Of each city, or of each station where the days have one: a row for every month and every year in which there are days.

1. A day is valid when it has an index and `valid` is not false. A day without data is in no count but `days`, so it never
   counts as attaining. `attaining_share` is 100 · attaining days / valid days.
2. The mean of a pollutant is that of its daily values; O₃'s are the daily maxima of 8 h means.
3. A percentile p of n daily values in ascending order: with `k = 1 + (n − 1) · p` and s its whole part, the value is
   `x(s) + (x(s+1) − x(s)) · (k − s)`. A year is judged by CO's 95th, O₃'s 90th, SO₂'s and NO₂'s 98th, PM10's and PM2.5's
   95th.
4. A month is `valid` with at least 27 valid days, a February with 25; a year with at least 324 and all twelve months valid.
   `valid_*` says the same of the daily values of one pollutant. What is not valid keeps its figures.
""",
        """\
按城市（日值含站点时按站点）统计，有日值的每月、每年各一行。

1. 有指数且 `valid` 不为假的日为有效日。无数据的日只计入 `days`，绝不计为达标。`attaining_share` 为100×达标天数/有效天数。
2. 污染物平均值为日值的平均；O₃ 的日值为日最大8小时平均。
3. n 个日值由小到大排列，第 p 百分位：`k = 1 + (n − 1) · p`，s 为其整数部分，取 `x(s) + (x(s+1) − x(s)) · (k − s)`。\
年评价用 CO 第95、O₃ 第90、SO₂ 和 NO₂ 第98、PM10 和 PM2.5 第95百分位数。
4. 月至少27个有效日（二月25个）为有效；年至少324个有效日且十二个月均有效。`valid_*` 为单项污染物的有效性。\
无效的月、年仍给出各数值。
""",
    ),
    limits=(
        Text(
            "A month's percentile is of a month's days: the standard judges years by percentiles.",
            "月百分位数仅由当月日值得出；标准以百分位数评价年度。",
        ),
        Text(
            "One row for each city (or station) and day is expected; days given twice count twice.",
            "每个城市（站点）每日应只有一行；重复的日会重复计入。",
        ),
        Text(
            "Years on both sides of a change of edition, of the gases' temperature (1 September 2018) or of the stations "
            "(1 January 2021) are of different bases.",
            "标准版本、气态污染物状态（2018年9月1日）或站点（2021年1月1日）变更前后的年份口径不同。",
        ),
    ),
    recalled=(
        Text(
            "The percentiles of SO₂, NO₂, PM10 and PM2.5; those of CO and O₃ were checked against two bulletins.",
            "SO₂、NO₂、PM10、PM2.5 的百分位；CO、O₃ 的已与两份公报核对。",
        ),
    ),
    example=Example(
        "air_beijing_days.csv",
        Text(
            f"City days of Beijing, 1 February to 10 March 2014, made by `air.city_days` from {_UCI}. February has 19 valid "
            "days of the 25 that it needs.",
            f"北京2014年2月1日至3月10日的城市日值，由 `air.city_days` 从 {_UCI} 算得。二月须有25个有效日，实有19个。",
        ),
    ),
)

_UNITS = {
    "air_temp": ("degC", "air temperature", "气温"),
    "atmospheric_pressure": ("hPa", "air pressure", "气压"),
    "rh": ("%", "relative humidity", "相对湿度"),
    "wd": ("degrees", "wind direction", "风向"),
    "ws": ("m/s", "wind speed", "风速"),
}

WEATHER_NORMALISED = Method(
    name="air.weather_normalised",
    title=Text("A pollutant's days in average weather", "剔除气象影响的污染物日值"),
    standard="Grange et al. 2018 (no official standard)",
    clause=Text("doi 10.5194/acp-18-6223-2018", "doi 10.5194/acp-18-6223-2018"),
    inputs=(
        replace(DATE, required=True),
        Column("value", required=True, title=Text("the pollutant's daily value", "污染物日值"), least=0),
        *(
            Column(w, unit, title=Text(en, zh), least=0 if w in ("rh", "wd", "ws") else None)
            for w, (unit, en, zh) in _UNITS.items()
        ),
    ),
    parameters=(
        Parameter(
            "weather",
            WEATHER,
            Text(
                "weather columns to use; of the usual five those that the file has",
                "所用气象列；默认取五项中文件所有者",
            ),
        ),
        Parameter("trees", 300, Text("trees of the forest", "决策树数量"), least=1),
        Parameter("resamples", 300, Text("draws of weather for each day", "每日气象重抽样次数"), least=1),
        Parameter(
            "train_until",
            "",
            Text(
                "last day before a measure (2012-12-31): the counterfactual learns from the days up to it",
                "措施实施前的最后一日（如2012-12-31）：反事实模型只用截至该日的数据",
            ),
        ),
        Parameter(
            "seed",
            1,
            Text("seed of all draws: the same seed, the same result", "随机种子；相同则结果相同"),
            least=0,
            most=2**32 - 1,
        ),
    ),
    outputs=(
        Column(
            "normalised",
            title=Text("the day in average weather, unit of value", "平均气象条件下的值，单位同 value"),
        ),
        Column(
            "counterfactual",
            title=Text(
                "the day as the time up to train_until lets expect, unit of value",
                "按 train_until 以前的规律所应有的值，单位同 value",
            ),
        ),
        Column("r2", title=Text("R² on the held-out fifth of the days", "留出的五分之一日上的 R²")),
    ),
    arrays=True,
    run=weather_normalised,
    references=(
        "Grange, S. K., Carslaw, D. C., Lewis, A. C., Boleti, E., Hueglin, C. (2018): Random forest meteorological "
        "normalisation models for Swiss PM10 trend analysis. Atmos. Chem. Phys. 18, 6223–6239, doi 10.5194/acp-18-6223-2018",
    ),
    formula=Text(
        """\
1. A random forest (`trees` trees, nodes of fewer than five days not split, the square root of the number of features tried
   at each split) learns the value from the date (trend), day of the year, weekday and weather of four fifths of the complete
   days, drawn by the seed; wind direction goes in as sine and cosine. `r2` is its share of explained variance on the
   others.
2. `normalised`: the day is predicted `resamples` times with its own date and the season, weekday and weather of a day drawn
   from all, and the predictions averaged. What weather and season do to the day is gone; what remains is the trend.
3. `counterfactual` (with `train_until`): a second forest learns from all complete days up to that day and predicts every
   day with the weather that there was. Later days show what the weather alone would have given; the value minus it is the
   effect that is looked for. Earlier days the forest has seen: there it is no test.

Held against R's rmweather on 7,838 days of NO₂ at London Marylebone Road (300 trees, 300 draws): months correlate with .997,
root mean square error 0.76 µg/m³, mean difference 0.2 µg/m³.
""",
        """\
1. 随机森林（`trees` 棵树，少于5天的结点不再分裂，每次分裂尝试特征数的平方根个）用五分之四的完整日（由种子抽取）\
，以日期（趋势）、年内日序、星期和气象学习 value；风向以正弦、余弦输入。`r2` 为其余各日上解释的方差比例。
2. `normalised`：保留该日日期，其余（季节、星期、气象）取自随机抽取的另一日，预测 `resamples` 次后平均。\
气象与季节的影响由此剔除，余下趋势。
3. `counterfactual`（给出 `train_until` 时）：另一森林只用截至该日的完整日学习，以实际气象预测每一日。\
其后各日为仅凭气象所应有的值，实测与之相减即所求效果。此前各日已被学习，不构成检验。

与 R 的 rmweather 对照（伦敦 Marylebone Road 站 NO₂ 共7,838天，300棵树，300次抽样）：月值相关系数0.997，\
均方根误差0.76微克/立方米，平均差0.2微克/立方米。
""",
    ),
    limits=(
        Text(
            "One place and one pollutant in a file: a date that stands in more than one row is refused.",
            "一个文件只应含一个地点、一种污染物；同一日期出现多行时不予计算。",
        ),
        Text(
            f"At least {LEAST_DAYS} days with value and weather are needed; years are better. Within one year season and trend "
            "cannot be told apart.",
            f"至少需要{LEAST_DAYS}个同时有浓度和气象的日，多年为宜；不足一年时季节与趋势无法区分。",
        ),
        Text(
            "A forest cannot go beyond what it has seen: the trend in `counterfactual` stays where it was at train_until.",
            "随机森林不能外推：`counterfactual` 中的趋势停留在 train_until 时的水平。",
        ),
    ),
    example=Example(
        "air_dongsi_weather.csv",
        Text(
            f"PM2.5 at Dongsi, Beijing, 2016, with daily means of the weather; made from {_UCI}.",
            f"北京东四站2016年 PM2.5 日值与日平均气象；取自 {_UCI}。",
        ),
        {"trees": 50, "resamples": 50},
    ),
)
