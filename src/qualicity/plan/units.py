"""The units that figures are given in (SDMX: UNIT_MEASURE), with what a page shows for each.

A plan may add its own under `units:` in plan.yaml; an indicator with any other unit is an error.
"""

from __future__ import annotations

from qualicity.errors import Text

UNITS: dict[str, Text] = {
    "%": Text("%", "%"),
    "points": Text("points", "个百分点"),
    "count": Text("", ""),
    "days": Text("days", "天"),
    "hours": Text("hours", "小时"),
    "years": Text("years", "年"),
    "persons": Text("persons", "人"),
    "10k persons": Text("ten thousand persons", "万人"),
    "per 10k persons": Text("per 10,000 people", "件/万人"),
    "per 1k live births": Text("per 1,000 live births", "例/千例活产"),
    "per 10k population": Text("per 10,000 population", "人/万人口"),
    "per 100k population": Text("per 100,000 population", "人/10万人口"),
    "per 1m population": Text("per million population", "人/百万人口"),
    "CNY": Text("yuan", "元"),
    "CNY 10k": Text("ten thousand yuan", "万元"),
    "CNY 100m": Text("hundred million yuan", "亿元"),
    "USD m": Text("million US dollars", "百万美元"),
    "USD/m3": Text("US dollars per m³", "美元/立方米"),
    "ug/m3": Text("µg/m³", "微克/立方米"),
    "mg/m3": Text("mg/m³", "毫克/立方米"),
    "mg/l": Text("mg/l", "毫克/升"),
    "m2": Text("m²", "平方米"),
    "m2/person": Text("m² per person", "平方米/人"),
    "km2": Text("km²", "平方公里"),
    "ha": Text("ha", "公顷"),
    "10k ha": Text("ten thousand ha", "万公顷"),
    "t": Text("t", "吨"),
    "km": Text("km", "公里"),
    "m/s": Text("m/s", "米/秒"),
    "degC": Text("°C", "℃"),
    "hPa": Text("hPa", "百帕"),
    "mm": Text("mm", "毫米"),
    "index": Text("(index)", "（指数）"),
    "rank": Text("(rank)", "（位次）"),
    "grade": Text("(grade)", "（等级）"),
    "class": Text("(class)", "（类别）"),
    "stage": Text("(stage)", "（阶段）"),
    "list": Text("(list)", "（目录）"),
    "score": Text("points", "分"),
    "not stated": Text("", ""),  # whoever publishes the figure names none
}
