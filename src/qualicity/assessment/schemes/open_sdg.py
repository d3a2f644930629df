"""open-sdg: the growth a year against what the target needs, or against fixed rates where no number is promised."""

from __future__ import annotations

from collections.abc import Sequence

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.schemes.courses import course_of, told
from qualicity.assessment.schemes.scheme import PATH, Classes, Scheme, SchemeCase, percent, ratio
from qualicity.errors import Text
from qualicity.methods.progress import open_sdg

_CLASSES: Classes = {
    "target_achieved": (Text("target achieved", "目标已达到"), "on_course"),
    "substantial_progress": (Text("substantial progress", "进展显著"), "on_course"),
    "moderate_progress": (Text("moderate progress", "进展中等"), "at_risk"),
    "limited_progress": (Text("limited progress", "进展有限"), "off_course"),
    "deterioration": (Text("deterioration", "恶化"), "off_course"),
}


def _verdicts(cases: Sequence[SchemeCase]) -> list[SchemeVerdict]:
    found = open_sdg(course_of(cases))
    met = ("target_achieved",)
    return told("open-sdg", _CLASSES, cases, found, growth_words, met, 5.0, "not_available")


def growth_words(case: SchemeCase, value: float) -> Text:
    """The way, and its growth a year: as a share of the growth required or, without an aim, in percent."""
    if case.aim is not None:
        return Text(
            f"{case.way.en}: {ratio(value)} of the yearly growth that leads there",
            f"{case.way.get('zh')}：年均增速为所需的{ratio(value)}倍",
        )
    en, zh = ("worse", "变差") if value < 0 else ("better", "向好")
    by = percent(abs(value))
    return Text(f"{case.way.en}: {by} % a year {en}", f"{case.way.get('zh')}：年均{zh}{by}%")


OPEN_SDG = Scheme(
    name="open-sdg",
    title=Text("Open SDG", "Open SDG 进展法"),
    map=Text(
        "target achieved: achieved from its date on, before it on course; substantial progress: on course; moderate: "
        "at risk; limited progress or deterioration: off course",
        "目标已达到：到期起为已实现，此前为进展符合预期；进展显著：进展符合预期；进展中等：存在风险；进展有限或恶化：偏离目标",
    ),
    operators=PATH | {"increase", "decrease"},
    fit=Text(
        "it measures growth towards one value or in one direction", "该方法衡量向一个数值或一个方向的增长"
    ),
    verdicts=_verdicts,
)
