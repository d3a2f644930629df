"""The observations of an edition as rows of a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Plan
from qualicity.release.exports.codes import FREQ, OBS_STATUS, ORIGIN, freq, obs_status
from qualicity.release.exports.columns import SDMX, text
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.shape import Field, Row


def observed(edition: Edition, indicator: str) -> list[Row]:
    """Every observation of an indicator, all vintages and cells, a row each."""
    view = edition.view
    listed = view.figures.of(indicator, breakdown=None)  # in order of definition, area, period, vintage
    return [*_identified(sorted((_observation(view.plan, o) for o in listed), key=_order))]


def observation_fields(units: Mapping[str, Text]) -> tuple[Field, ...]:
    """The columns, with the words of the units that values are in."""
    return (
        text("OBSERVATION", "Identifier, the same as long as the figure is there", "编号，数值不变则不变", required=True),
        text("INDICATOR", "Indicator", "指标", required=True),
        text("DEFINITION", "Definition that it is counted by", "口径", required=True),
        Field("REF_AREA", "string", Text("Reference area", "地区"), about=SDMX + "dimension#refArea"),
        Field("TIME_PERIOD", "string", Text("Time period", "时期"), about=SDMX + "dimension#timePeriod"),
        Field("FREQ", "string", Text("Frequency", "频率"), codes=FREQ, about=SDMX + "dimension#freq"),
        text("BREAKDOWN", "Cell of a breakdown (field=value;…); _T for the total", "分组；_T 为合计", required=True),
        text("AUTHORITY", "Who published it, empty where computed here", "公布部门，本系统计算者为空"),
        Field("VINTAGE", "date", Text("Known from this day on", "自此日起已知")),
        Field("CURRENT", "boolean", Text("The last vintage of its authority", "该部门的最新版本"), required=True),
        Field("OBS_VALUE", "number", Text("Value", "数值"), about=SDMX + "measure#obsValue"),
        Field("UNIT_MEASURE", "string", Text("Unit of measure", "计量单位"), codes=units,
              about=SDMX + "attribute#unitMeasure"),
        Field("OBS_STATUS", "string", Text("Status of the observation", "数据状态"), True, OBS_STATUS,
              SDMX + "attribute#obsStatus"),
        text("GRADE", "Grade, where it is not a number", "等级（非数值时）"),
        text("QUALIFIER", "Qualifier, such as 'more than'", "限定语，如“超过”"),
        Field("ORIGIN", "string", Text("Where it is from", "来源方式"), True, ORIGIN),
        Field("DENOMINATOR", "number", Text("What it rests on (valid days, say)", "计算基数（如有效天数）")),
        Field("ROWS", "integer", Text("Rows of evidence behind it", "证据行数")),
        text("CONFIDENCE", "Confidence: high, medium, low", "可信度"),
        text("REASON_EN", "Why it has no value", "无数值的原因（英文）"),
        text("REASON_ZH", "Why it has no value, in Chinese", "无数值的原因"),
        text("NOTE", "Note", "备注"),
        text("SOURCE_TITLE", "Source", "出处"),
        Field("SOURCE_URL", "uri", Text("Address of the source", "出处网址")),
        text("QUOTE", "In the source's own words", "原文"),
        text("RELEASED", "When the source was released, as exactly as is known", "出处发布日期（按已知精度）"),
        text("DATASET", "Dataset that it comes from", "所属数据集", required=True),
        Field("LINE", "integer", Text("Line in that dataset, of a published figure", "数据集中的行号")),
    )  # fmt: skip


_SAID = json.JSONEncoder(ensure_ascii=False)


def _identified(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows with an identifier that stays the same as long as the figure is there."""
    met: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        identity = (*row[:4], *row[5:8])
        said = _SAID.encode([*map(str, identity), met[identity]])
        met[identity] += 1  # an authority that says two things on one day
        yield (sha256(said.encode()).hexdigest()[:16], *row)


def _order(row: Row) -> tuple[Any, ...]:
    """By identity, and rows of one identity by their line; what is missing first."""
    return tuple([(v is not None, v) for v in (*row[:4], *row[5:8], row[-1])])


def _observation(plan: Plan, o: Observation) -> Row:
    indicator, s = plan.indicator(o.indicator), o.source
    return (
        o.indicator,
        o.definition,
        o.area,
        o.period_text,
        freq(o),
        o.breakdown or "_T",
        o.authority,
        o.vintage,
        o.current,
        o.value,
        indicator.unit if indicator else None,
        obs_status(o),
        o.grade,
        o.qualifier,
        o.origin,
        o.denominator,
        o.rows,
        o.confidence,
        o.reason.en if o.reason else None,
        o.reason.zh if o.reason else None,
        o.note,
        s.title if s else None,
        s.url if s else None,
        s.quote if s else None,
        s.released if s else None,
        o.dataset,
        o.line,
    )
