"""What can be pointed at on a chart over time: its figures, its targets and the years of its forecast."""

from __future__ import annotations

from qualicity.assessment import FanYear, wording
from qualicity.assessment.reasons import unit
from qualicity.errors import Text
from qualicity.portal.charts import layout
from qualicity.portal.charts.layout import HEIGHT, LEFT, TOP, Frame
from qualicity.portal.charts.picture import Mark
from qualicity.portal.charts.points import Aim, Drawing, Point, Series, mid_year
from qualicity.portal.charts.spec import frame_of
from qualicity.portal.charts.table import ROLES
from qualicity.portal.charts.words import numeral


def marks(drawing: Drawing) -> tuple[Mark, ...]:
    """Every mark of a drawing, from left to right."""
    frame = frame_of(drawing)
    found = [_figure(p, s, frame, len(drawing.series) > 1) for s in drawing.series for p in s.points]
    found += [_aim(a, frame) for a in drawing.aims]
    if drawing.fan:
        found += [_forecast(drawing, year, frame) for year in drawing.fan.years]
    return tuple(sorted(found, key=lambda m: (m.x, m.y)))


def _figure(point: Point, series: Series, frame: Frame, several: bool) -> Mark:
    beside = layout.BESIDE if point.role == "other" else 0
    basis = (series.title,) if several else ()
    role = () if point.role == "whole" else (ROLES[point.role],)
    x, y = frame.x(point.at), frame.y(point.value)
    return Mark(LEFT + x + beside, TOP + y, figure=point.figure, more=(*basis, *role))


def _aim(aim: Aim, frame: Frame) -> Mark:
    said, due = wording(aim.target), aim.due.title()
    title = Text(f"Target for {due.en}: {said.en}", f"{due.get('zh')}目标：{said.get('zh')}")
    return Mark(LEFT + frame.x(aim.at), TOP + frame.y(aim.value), title)


def _forecast(drawing: Drawing, year: FanYear, frame: Frame) -> Mark:
    """A year ahead; where the fan is cut at the frame, its mark stands at the edge."""
    u = unit(drawing.indicator)
    mean, lo80, hi80, lo95, hi95 = (
        numeral(float(f"{v:.3g}")) for v in (year.mean, year.lo80, year.hi80, year.lo95, year.hi95)
    )
    title = Text(
        f"Forecast for {year.year}: {mean.en}{u.en}", f"{year.year}年预测：{mean.get('zh')}{u.get('zh')}"
    )
    more = (
        Text(f"80 %: {lo80.en} to {hi80.en}", f"80%区间：{lo80.get('zh')}至{hi80.get('zh')}"),
        Text(f"95 %: {lo95.en} to {hi95.en}", f"95%区间：{lo95.get('zh')}至{hi95.get('zh')}"),
    )
    y = min(max(frame.y(year.mean), 0.0), float(HEIGHT))
    return Mark(LEFT + frame.x(mid_year(year.year)), TOP + y, title, more=more)
