"""Eurostat: the actual against the required growth a year, or ±1 % a year where no number is promised."""

from __future__ import annotations

from collections.abc import Sequence

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.schemes.courses import course_of, told
from qualicity.assessment.schemes.open_sdg import growth_words
from qualicity.assessment.schemes.scheme import PATH, Classes, Scheme, SchemeCase
from qualicity.errors import Text
from qualicity.methods.progress import eurostat

_CLASSES: Classes = {
    "significant progress": (Text("significant progress", "显著进展"), "on_course"),
    "moderate progress": (Text("moderate progress", "中等进展"), "at_risk"),
    "insufficient progress": (Text("insufficient progress", "进展不足"), "off_course"),
    "movement away": (Text("movement away", "背离目标"), "off_course"),
    "moderate movement away": (Text("moderate movement away", "中度背离"), "off_course"),
    "significant movement away": (Text("significant movement away", "显著背离"), "off_course"),
}


def _verdicts(cases: Sequence[SchemeCase]) -> list[SchemeVerdict]:
    found = eurostat(course_of(cases))
    return told("eurostat", _CLASSES, cases, found, growth_words, ("significant progress",))


EUROSTAT = Scheme(
    name="eurostat",
    title=Text("Eurostat", "欧盟统计局进展法"),
    map=Text(
        "significant progress: on course; moderate: at risk; insufficient progress or movement away: off course",
        "显著进展：进展符合预期；中等进展：存在风险；进展不足或背离：偏离目标",
    ),
    operators=PATH | {"increase", "decrease"},
    fit=Text(
        "it measures growth towards one value or in one direction", "该方法衡量向一个数值或一个方向的增长"
    ),
    verdicts=_verdicts,
)
