"""Cumulative reduction, as China's statistical bureaus reckon energy saving: logarithms against the time gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.schemes.courses import course_of, told
from qualicity.assessment.schemes.scheme import AT_RISK_PACE, Classes, Scheme, SchemeCase, percent
from qualicity.errors import Text
from qualicity.methods.lazy import lazy_module
from qualicity.methods.progress import cumulative_reduction

np = lazy_module("numpy")

_NOISE = 1e-12
_CLASSES: Classes = {
    "提前完成": (Text("done early", "提前完成"), "on_course"),
    "完成": (Text("done", "完成"), "on_course"),
    "快于时序进度": (Text("faster than the schedule", "快于时序进度"), "on_course"),
    "达到时序进度": (Text("on pace", "达到时序进度"), "on_course"),
    "滞后于时序进度": (Text("lagging", "滞后于时序进度"), "at_risk"),
}


def _share(case: SchemeCase) -> float | None:
    """The promised reduction as a share, which is what the method aims at."""
    return None if case.target.value is None else float(case.target.value / 100)


def _verdicts(cases: Sequence[SchemeCase]) -> list[SchemeVerdict]:
    found = cumulative_reduction(course_of(cases, _share))
    shares = dict(zip(map(id, cases), found.more["time_share"].tolist(), strict=True))

    def words(case: SchemeCase, value: float) -> Text:
        gone = percent(shares[id(case)])
        return Text(
            f"{case.way.en}: {percent(value)} % of the promised reduction (by logarithms) with {gone} % of the time gone",
            f"{case.way.get('zh')}：完成累计降低目标的{percent(value)}%（按对数计），时间已过{gone}%",
        )

    judged = told("cumulative-reduction", _CLASSES, cases, found, words, ("提前完成", "完成"))
    with np.errstate(all="ignore"):
        far = found.progress_value / found.more["time_share"] < float(AT_RISK_PACE) - _NOISE
    return [
        replace(v, status="off_course") if is_far and v.status == "at_risk" else v
        for v, is_far in zip(judged, far.tolist(), strict=True)
    ]


REDUCTION = Scheme(
    name="cumulative-reduction",
    title=Text("Cumulative reduction (NBS)", "累计降低目标完成进度"),
    map=Text(
        "progress ≥ share of the time gone: on course; at least 0.8 of it: at risk; less: off course",
        "完成进度 ≥ 时间比例：进展符合预期；不低于其0.8：存在风险；更低：偏离目标",
    ),
    operators=frozenset(("reduce_by",)),
    fit=Text("it is for a reduction against a base, in percent", "该方法用于比基期降低的百分比"),
    verdicts=_verdicts,
)
