"""The sparkline of a scorecard's row: a hundred bytes of SVG, too small to be worth a renderer's time."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from qualicity.assessment import Assessment, PlanView, wording
from qualicity.errors import Lang
from qualicity.indicators import Observation
from qualicity.plan import parse_period
from qualicity.portal.charts.points import Point, draw_target, middle
from qualicity.portal.charts.style import ACCENT, FAINT, HOLLOW, INK, LINE
from qualicity.portal.charts.words import in_year, valued

WIDTH, HEIGHT, _EDGE = 150, 40, 6


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A drawing without words: the marks as SVG, and the points that they stand for."""

    assessment: Assessment
    points: tuple[Point, ...]
    marks: str

    def svg(self, lang: Lang) -> str:
        """Inline SVG that says in a language what it shows."""
        said = escape(_said(self.points, self.assessment, lang))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="sparkline" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" role="img" aria-label="{said}" fill="none">{self.marks}</svg>'
        )


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
    marks += [_dot(p, x, y, judged) for p, (x, y) in zip(points, places, strict=True)]
    return Sparkline(assessment, points, "".join(marks))


def _dot(p: Point, x: str, y: str, judged: Observation) -> str:
    here = f'cx="{x}" cy="{y}"'
    if p.figure is not judged and p.figure != judged:
        return f'<circle {here} r="1.8" fill="{FAINT}"/>'
    if p.firm:
        return f'<circle {here} r="3.2" fill="{INK}"/>'
    return f'<circle {here} r="2.9" fill="{HOLLOW}" stroke="{INK}" stroke-width="1.4"/>'


def _number(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


def _said(points: tuple[Point, ...], assessment: Assessment, lang: Lang) -> str:
    target, judged = assessment.target, assessment.figure
    title, aim = target.title.get(lang), wording(target).get(lang)
    said = [(in_year(p.figure).get(lang), valued(p.figure).get(lang)) for p in points]
    last = next((s for s, p in zip(said, points, strict=True) if p.figure == judged), said[-1])
    if lang == "zh":
        return f"{title}：{'，'.join(f'{when}{value}' for when, value in said)}；判定依据{last[0]}；目标{aim}"
    return f"{title}: {', '.join(f'{value} for {when}' for when, value in said)}; judged by {last[0]}; target {aim}"
