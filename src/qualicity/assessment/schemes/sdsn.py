"""SDSN trend: the mean yearly change against the linear change that the target requires."""

from __future__ import annotations

from collections.abc import Sequence

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.schemes.courses import course_of, told
from qualicity.assessment.schemes.scheme import PATH, Classes, Scheme, SchemeCase, ratio
from qualicity.errors import Text
from qualicity.methods.progress import sdsn_trend

_CLASSES: Classes = {
    "on track or maintaining": (Text("on track or maintaining", "按计划或保持"), "on_course"),
    "moderately improving": (Text("moderately improving", "适度改善"), "at_risk"),
    "stagnating": (Text("stagnating", "停滞"), "off_course"),
    "decreasing": (Text("decreasing", "倒退"), "off_course"),
}


def _verdicts(cases: Sequence[SchemeCase]) -> list[SchemeVerdict]:
    found = sdsn_trend(course_of(cases))
    return told("sdsn-trend", _CLASSES, cases, found, _words, ("on track or maintaining",))


def _words(case: SchemeCase, value: float) -> Text:
    return Text(
        f"{case.way.en}: {ratio(value)} of the yearly change that leads there",
        f"{case.way.get('zh')}：年均变化为所需的{ratio(value)}倍",
    )


SDSN_TREND = Scheme(
    name="sdsn-trend",
    title=Text("SDSN trend", "SDSN 趋势"),
    map=Text(
        "on track or maintaining: on course; moderately improving: at risk; stagnating or decreasing: off course",
        "按计划或保持：进展符合预期；适度改善：存在风险；停滞或倒退：偏离目标",
    ),
    operators=PATH,
    fit=Text("it measures the way to one value", "该方法衡量到一个数值的进程"),
    verdicts=_verdicts,
)
