"""The sparkline of a scorecard's row: a hundred bytes of SVG, too small to be worth a renderer's time."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from qualicity.assessment import Assessment, PlanView, wording
from qualicity.errors import Lang, Text
from qualicity.indicators import Observation
from qualicity.plan import parse_period
from qualicity.portal.charts.points import Point, draw_target, middle
from qualicity.portal.charts.style import ACCENT, FAINT, HOLLOW, INK, LINE
from qualicity.portal.charts.words import in_year, valued

WIDTH, HEIGHT, _EDGE = 150, 40, 6


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A drawing: the marks as SVG, and what is said of them, which are the periods and values drawn, and the judged one's."""

    assessment: Assessment
    said: tuple[tuple[Text, Text], ...]
    judged: tuple[Text, Text]
    marks: str

    def svg(self, lang: Lang) -> str:
        """Inline SVG that says in a language what it shows."""
        said = escape(self._said(lang))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="sparkline" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" role="img" aria-label="{said}" fill="none">{self.marks}</svg>'
        )

    def _said(self, lang: Lang) -> str:
        title, aim = self.assessment.target.title.get(lang), wording(self.assessment.target).get(lang)
        said = [(when.get(lang), value.get(lang)) for when, value in self.said]
        by = self.judged[0].get(lang)
        if lang == "zh":
            return f"{title}：{'，'.join(f'{when}{value}' for when, value in said)}；判定依据{by}；目标{aim}"
        return f"{title}: {', '.join(f'{value} for {when}' for when, value in said)}; judged by {by}; target {aim}"


def sparkline(view: PlanView, assessment: Assessment) -> Sparkline | None:
    """A target's history on the judged definition, with the target (where it is a number) as a dashed line.

    Only current figures of periods as long as the due one (or snapshots) are drawn, the judged one in
    ink and hollow where preliminary. None where no figure is judged.
    """
    drawing = draw_target(view, assessment, ahead=False)
    judged = assessment.figure
    main = drawing.main if drawing else None
    points = main.whole if main else ()
    if drawing is None or judged is None or not points:
        return None
    first = min(points[0].at, middle(parse_period(view.plan.period.start)))
    last = max(points[-1].at, middle(parse_period(assessment.target.due)))
    span = (last - first).days or 1
    values = [p.value for p in points] + [a.value for a in drawing.aims]
    low, high = min(values), max(values)

    def y(value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return _number(HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * share)

    marks = [
        f'<path d="M0 {y(a.value)}H{WIDTH}" stroke="{ACCENT}" stroke-dasharray="3 2"/>' for a in drawing.aims
    ]
    places = [(_number(_EDGE + (WIDTH - 2 * _EDGE) * (p.at - first).days / span), y(p.value)) for p in points]
    if len(points) > 1:
        line = " ".join(f"{x},{y}" for x, y in places)
        marks.append(f'<polyline points="{line}" stroke="{LINE}" stroke-width="1.4"/>')
    dark = [_same(p.figure, judged) for p in points]
    faint = [place for place, here in zip(places, dark, strict=True) if not here]
    if faint:  # an element for all of them: a page may have a thousand sparklines
        dots = "".join(f"M{x} {y}h0" for x, y in faint)
        marks.append(f'<path d="{dots}" stroke="{FAINT}" stroke-width="3.6" stroke-linecap="round"/>')
    marks += [_dot(p, x, y) for p, (x, y), here in zip(points, places, dark, strict=True) if here]
    said = [(in_year(p.figure), valued(p.figure)) for p in points]
    by = next((s for s, here in zip(said, dark, strict=True) if here), said[-1])
    return Sparkline(assessment, tuple(said), by, "".join(marks))


def _same(one: Observation, other: Observation) -> bool:
    """Whether two figures are the same; most differ in their period, which is told at once."""
    return one is other or (one.period_text == other.period_text and one == other)


def _dot(p: Point, x: str, y: str) -> str:
    """The mark of a judged figure."""
    here = f'cx="{x}" cy="{y}"'
    if p.firm:
        return f'<circle {here} r="3.2" fill="{INK}"/>'
    return f'<circle {here} r="2.9" fill="{HOLLOW}" stroke="{INK}" stroke-width="1.4"/>'


def _number(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")
