"""The index of an hour and of a day, as registered methods."""

from __future__ import annotations

from dataclasses import replace

from qualicity.errors import Text
from qualicity.methods.air.columns import (
    BREAKPOINTS_FROM,
    EDITION,
    REFERENCES,
    concentrations,
    index_columns,
)
from qualicity.methods.air.index import DAILY, HOURLY, aqi_daily, aqi_hourly
from qualicity.methods.registry import Example, Method

_STEPS = Text(
    """\
1. A pollutant's sub-index (IAQI) lies on the straight line between the two breakpoints around its concentration C:
   `IAQI = (I₁ − I₀) / (C₁ − C₀) · (C − C₀) + I₀`, rounded **up** to a whole number. A concentration above the last
   breakpoint has 500.
2. `aqi` is the largest sub-index of the pollutants that are there; with none there is none.
3. `level` is 1 to 6 with the names 优, 良, 轻度污染, 中度污染, 重度污染, 严重污染, up to 50, 100, 150, 200, 300 and above.
4. `primary` names the pollutants whose sub-index is the index when that is above 50: all that tie, `;` between,
   in the order so2, no2, co, pm10, pm25, ozone, as the published hours have them.
""",
    """\
1. 分指数（IAQI）由浓度 C 两侧断点线性内插：`IAQI = (I₁ − I₀) / (C₁ − C₀) · (C − C₀) + I₀`，**进位**取整；\
高于最高断点时为500。
2. `aqi` 为各已有污染物分指数的最大值；全部缺测时为空。
3. `level` 为1至6级，名称为优、良、轻度污染、中度污染、重度污染、严重污染，上限依次为50、100、150、200、300，其上为6级。
4. 指数大于50时，`primary` 列出分指数等于指数的污染物；并列者全部列出，以`;`分隔，次序为 so2、no2、co、pm10、\
pm25、臭氧，与公布的小时数据一致。
""",
)


def _with_steps(en: str, zh: str) -> Text:
    return Text(f"{_STEPS.en}\n{en}", f"{_STEPS.zh}\n{zh}")


_LOWER_BOUND = Text(
    "Where a pollutant is missing the index is that of the others: the true one may be higher.",
    "某项污染物缺测时，指数由其余各项得出，真实指数可能更高。",
)
_AS_GIVEN = Text(
    "Concentrations are taken as they are, not rounded first; the networks publish whole µg/m³ and tenths of mg/m³ CO.",
    "浓度按原值计算，不先修约；公布值为整数微克/立方米（CO 为0.1毫克/立方米）。",
)
_CONDITIONS = Text(
    "Gases count at 273 K until 31 August 2018 and at 298 K since: different numbers, which the method does not convert.",
    "气态污染物2018年8月31日前为标准状态（273 K），其后为参比状态（298 K），两者数值不同；本方法不作换算。",
)

AQI_HOURLY = Method(
    name="air.aqi_hourly",
    title=Text("Air quality index of an hour", "小时空气质量指数"),
    standard="HJ 633",
    clause=Text("4 (number recalled, not read from the standard)", "4（条款号凭记忆，未与标准原文核对）"),
    edition="2012; 2026",
    inputs=concentrations(HOURLY, required=True),
    parameters=(EDITION,),
    outputs=index_columns(HOURLY),
    run=aqi_hourly,
    references=REFERENCES,
    formula=_with_steps(
        "SO₂, NO₂, CO and O₃ are judged by the breakpoints of one hour, PM10 and PM2.5 by those of 24 hours, for which "
        "there are no others. The edition of 2026 moves PM2.5 at 100 from 75 to 60 and PM10 from 150 to 120 µg/m³. SO₂ "
        "above 800 µg/m³ has no sub-index of an hour in the edition of 2012 and 200 in that of 2026.\n\n"
        "Held against 98,245 station-hours of March 2020 with a published index: index, level and primary pollutants are "
        "equal on every one.",
        "SO₂、NO₂、CO、O₃ 用1小时断点；PM10、PM2.5 没有1小时断点，用24小时断点。2026年版将指数100处的 PM2.5 由75改为60、"
        "PM10 由150改为120微克/立方米。SO₂ 高于800微克/立方米时，2012年版无1小时分指数，2026年版为200。\n\n"
        "与2020年3月98,245个已公布指数的站点小时对照：指数、级别、首要污染物全部一致。",
    ),
    limits=(
        _LOWER_BOUND,
        Text(
            "The network published no index for 2,446 hours of that week in which some pollutants were there; this method "
            "gives one for them.",
            "该周有2,446个小时部分污染物有值而未公布指数，本方法仍给出指数。",
        ),
        _AS_GIVEN,
        _CONDITIONS,
    ),
    recalled=(BREAKPOINTS_FROM,),
    example=Example(
        "air_foshan_hours.csv",
        Text(
            "Hours of Foshan's stations, 26 March to 5 April 2020, with the published index; from a scrape of the "
            "national network's public feed, MIT licence.",
            "佛山各站点2020年3月26日至4月5日部分小时值及公布的指数；抓取自国家空气质量公开发布平台，MIT 许可。",
        ),
    ),
)

AQI_DAILY = Method(
    name="air.aqi_daily",
    title=Text("Air quality index of a day", "日空气质量指数"),
    standard="HJ 633",
    clause=Text("4 (number recalled, not read from the standard)", "4（条款号凭记忆，未与标准原文核对）"),
    edition="2012; 2026",
    inputs=(
        *concentrations(DAILY, required=True),
        *(
            replace(c, title=Text("ozone, the day's largest hour", "臭氧日最大1小时平均"))
            for c in concentrations(("o3",))
        ),
    ),
    parameters=(EDITION,),
    outputs=index_columns(DAILY),
    run=aqi_daily,
    references=REFERENCES,
    formula=_with_steps(
        "SO₂, NO₂, CO, PM10 and PM2.5 are means of 24 hours, O₃ the day's largest 8 h mean. Above 800 µg/m³ that has no "
        "sub-index in the edition of 2012: there the day's largest hour counts, if the file has it as `o3`; in the edition "
        "of 2026 it is 300. The edition of 2026 moves PM2.5 at 100 from 75 to 60 and PM10 from 150 to 120 µg/m³.\n\n"
        "Held against 2,045 published days of Beijing, Shanghai and Shenzhen from 20 July 2015 on: the index is equal on "
        "every one.\n\n"
        "The example is a real week of Beijing. By the edition of 2012 (`aqi_2012`) each of its days is good; by that of "
        "2026 three are not: 12, 13 and 18 September have 111, 107 and 102, by PM2.5.",
        "SO₂、NO₂、CO、PM10、PM2.5 为24小时平均，O₃ 为日最大8小时平均。后者高于800微克/立方米时，2012年版不计其分指数，"
        "改用日最大1小时平均（文件中有 `o3` 列时）；2026年版为300。2026年版将指数100处的 PM2.5 由75改为60、"
        "PM10 由150改为120微克/立方米。\n\n"
        "与北京、上海、深圳2015年7月20日以后的2,045个公布日对照：指数全部一致。\n\n"
        "示例为北京真实的一周：按2012年版（`aqi_2012`）七天均为优良；按2026年版，9月12日、13日、18日因 PM2.5 分别为111、"
        "107、102，不达标。",
    ),
    limits=(_LOWER_BOUND, _AS_GIVEN, _CONDITIONS),
    recalled=(BREAKPOINTS_FROM,),
    example=Example(
        "air_beijing_week.csv",
        Text(
            "A week of Beijing, September 2014: means of 11 stations made from the hours of Chen, S. (2017), Beijing "
            "Multi-Site Air Quality, UCI Machine Learning Repository, CC BY 4.0, doi 10.24432/C5RK5G.",
            "北京2014年9月的一周：11个站点平均，由 Chen, S.（2017）Beijing Multi-Site Air Quality（UCI，CC BY 4.0，"
            "doi 10.24432/C5RK5G）小时数据算得。",
        ),
        {"edition": "2026"},
    ),
)
