"""The table below a chart: every figure of its area, drawn or not, with who said it and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from qualicity.assessment.reasons import unit
from qualicity.errors import Lang, Text
from qualicity.indicators import Observation
from qualicity.portal.charts.points import Drawing
from qualicity.portal.charts.words import STANDINGS, authority, definition_titles, in_year, valued

ROLES = {
    "whole": Text("whole period", "完整时期"),
    "longer": Text("longer than the others", "长于其他时期"),
    "part": Text("part of a year", "不足全年"),
    "earlier": Text("earlier release", "此前公布"),
    "other": Text("another authority", "其他来源"),
    "undrawn": Text("not drawn", "未绘出"),
}


def rows(drawing: Drawing, lang: Lang) -> list[dict[str, Any]]:
    """One dictionary for each figure, the latest period first, the judged definition before others.

    Keys: `period` (as written), `when`, `value` (a number or None), `figure` (the value or grade in
    words, or why there is none), `definition`, `basis` (its short name), `authority`, `standing`,
    `released` (ISO date, None where not known), `role` (as drawn) with `shown_as`, `judged`, `source`, `url`
    and `note`.
    """
    found: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    used = {p.figure.definition for p in drawing.points} | {o.definition for o in drawing.undrawn}
    titles = definition_titles(drawing.indicator, used)
    drawn = [(p.figure, p.role, n) for n, s in enumerate(drawing.series) for p in s.points]
    for figure, role, n in (*drawn, *((o, "undrawn", len(drawing.series)) for o in drawing.undrawn)):
        period = figure.period
        order = (n, -(period.start if period else date.min).toordinal(), role != "whole", str(figure.vintage))
        found.append((order, _row(drawing, figure, role, titles[figure.definition], lang)))
    return [row for _, row in sorted(found, key=lambda f: f[0])]


def _row(drawing: Drawing, figure: Observation, role: str, basis: Text, lang: Lang) -> dict[str, Any]:
    said = valued(figure) if figure.value is not None else figure.reason or Text(figure.grade or "")
    u = unit(drawing.indicator) if figure.value is not None else Text("", "")
    standing = STANDINGS.get(figure.status, Text(figure.status))
    return {
        "period": figure.period_text,
        "when": in_year(figure).get(lang),
        "value": figure.value,
        "figure": said.get(lang) + u.get(lang),
        "definition": figure.definition,
        "basis": basis.get(lang),
        "authority": authority(drawing.view.plan, figure).get(lang),
        "standing": standing.get(lang),
        "released": figure.vintage.isoformat() if figure.vintage and figure.release_known else None,
        "role": role,
        "shown_as": ROLES[role].get(lang),
        "judged": figure == drawing.judged,
        "source": figure.source.title if figure.source else None,
        "url": figure.source.url if figure.source else None,
        "note": figure.note,
    }
