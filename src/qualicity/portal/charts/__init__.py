"""Charts: a target's or an indicator's figures as SVG that needs no script, with their words and their table.

`target_chart` and `indicator_chart` make one Vega-Lite spec each and render it on the server; `sparkline`
is the small drawing in a scorecard's row. Figures of different definitions are never joined.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qualicity.assessment import Assessment, PlanView
from qualicity.errors import Lang, Text
from qualicity.plan import Indicator
from qualicity.portal.charts import findings
from qualicity.portal.charts.calendar import calendar_chart
from qualicity.portal.charts.lettering import lettered
from qualicity.portal.charts.marks import marks
from qualicity.portal.charts.opening import End, opening
from qualicity.portal.charts.picture import Mark, Picture
from qualicity.portal.charts.points import Drawing, draw_indicator, draw_target
from qualicity.portal.charts.spark import Sparkline, sparkline
from qualicity.portal.charts.svg import warm_up
from qualicity.portal.charts.table import rows

__all__ = [
    "Chart",
    "Mark",
    "Picture",
    "Sparkline",
    "calendar_chart",
    "indicator_chart",
    "sparkline",
    "target_chart",
    "warm_up",
]


@dataclass(frozen=True, slots=True)
class Chart(Picture):
    """A chart over time: `spec` is the Vega-Lite spec that the SVG was made from.

    Its `rows` are those of `qualicity.portal.charts.table`; `opens_at` is the end that a phone shows first.
    """

    spec: dict[str, Any] = field(default_factory=dict)
    opens_at: End = "end"


def target_chart(view: PlanView, assessment: Assessment, lang: Lang) -> Chart | None:
    """The chart of a target: its path, the figures of each definition apart, and the target itself.

    None where the target promises neither number nor direction, or no number is known for it on any definition.
    """
    drawing = draw_target(view, assessment)
    if drawing is None:
        return None
    said = findings.target_finding if drawing.aims else findings.indicator_finding
    return _chart(drawing, said(drawing), lang)


def indicator_chart(view: PlanView, indicator: Indicator, lang: Lang) -> Chart | None:
    """The chart of an indicator: all definitions, each apart, for the plan's own area only.

    None where it has no number there, or a single one and no target that it could be compared with.
    """
    drawing = draw_indicator(view, indicator)
    return _chart(drawing, findings.indicator_finding(drawing), lang) if drawing else None


def _chart(drawing: Drawing, title: Text, lang: Lang) -> Chart:
    description = findings.description(drawing)
    said = f"{title.get(lang)}{'。' if lang == 'zh' else '. '}{description.get(lang)}"
    svg, spec = lettered(drawing, said, lang)
    return Chart(
        svg,
        title,
        findings.key(drawing),
        description,
        rows(drawing, lang),
        marks=marks(drawing),
        spec=spec,
        opens_at=opening(drawing),
    )
