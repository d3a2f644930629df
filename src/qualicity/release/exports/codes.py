"""Codes of SDMX that observations carry over the border, with their words."""

from __future__ import annotations

from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.indicators.novalue import TOO_FEW, WITHHELD

OBS_STATUS = {
    "A": Text("Normal value", "正常值"),
    "P": Text("Provisional value", "初步值"),
    "E": Text("Estimated value", "估计值"),
    "M": Text("Missing value", "缺值"),
    "Q": Text("Missing value; suppressed", "缺值；不予公布"),
}
"""Codes of SDMX's CL_OBS_STATUS (2.2) that occur here; a dataset may have any other of them."""

FREQ = {
    "A": Text("Annual", "年度"),
    "S": Text("Half-yearly", "半年"),
    "Q": Text("Quarterly", "季度"),
    "M": Text("Monthly", "月度"),
    "W": Text("Weekly", "周"),
    "D": Text("Daily", "日"),
    "_O": Text("Other: a span of its own (2023-01-01/P9M)", "其他：自定区间（2023-01-01/P9M）"),
}
"""Codes of SDMX's CL_FREQ (2.1) that occur here."""

ORIGIN = {
    "published": Text("Published by an authority", "由有关部门公布"),
    "query": Text("Computed from rows of evidence", "由证据数据计算"),
    "formula": Text("Made from other indicators", "由其他指标计算"),
    "roll-up": Text("Made from the areas in it", "由下级地区汇总"),
}

CONFIDENCE = {"high": Text("High", "高"), "medium": Text("Medium", "中"), "low": Text("Low", "低")}

_STATUS = {"final": "A", "computed": "A", "preliminary": "P", "estimate": "E"}


def obs_status(o: Observation) -> str:
    """The code of CL_OBS_STATUS for a figure."""
    if o.value is None and o.grade is None:
        return "Q" if o.reason in (TOO_FEW, WITHHELD) else "M"
    return _STATUS.get(o.status, o.status)


def freq(o: Observation) -> str | None:
    """The code of CL_FREQ for a figure; None where its period is not known."""
    return None if o.period is None else o.period.freq if o.period.freq in FREQ else "_O"
