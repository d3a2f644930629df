"""How an indicator's figures were revised, and where authorities contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.indicators import Observation, Revisions
from qualicity.indicators.revisions import Revised
from qualicity.methods.revisions import RevisionStatistics
from qualicity.portal.context import InPlan
from qualicity.portal.tables import FigureRow, figure_rows
from qualicity.portal.words import day, exact, number, percent, signed

BOUNDS = ("at_least", "more_than", "at_most", "less_than")
FEW = 10
"""Fewer revisions than these are said to tell little about the next one."""


@dataclass(frozen=True, slots=True)
class TriangleRow:
    """One period: what was said of it on each date, None where nothing new was."""

    period: str
    authority: str
    figures: tuple[tuple[str, FigureRow | None], ...]
    change: str
    percent: str


@dataclass(frozen=True, slots=True)
class Triangle:
    """The revised figures of one definition and area: periods × the days on which figures became known."""

    definition: str
    area: str
    days: tuple[str, ...]
    rows: tuple[TriangleRow, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What several authorities say of the same period, and how far apart they are."""

    period: str
    definition: str
    area: str
    figures: tuple[FigureRow, ...]
    apart: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything on one indicator's revisions, ready to be written."""

    triangles: tuple[Triangle, ...]
    sentences: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def story_of(here: InPlan, r: Revisions) -> Story:
    """The revision triangles, what they come to in words, and the conflicts."""
    groups: dict[tuple[str, str | None], list[Revised]] = {}
    for x in r.revised:
        groups.setdefault(x.key[:2], []).append(x)
    return Story(
        triangles=tuple(_triangle(here, *key, revised) for key, revised in groups.items()),
        sentences=tuple(_sentences(here, r)),
        conflicts=tuple(_conflict(here, c.figures) for c in r.conflicts),
    )


def _triangle(here: InPlan, definition: str, area: str | None, revised: list[Revised]) -> Triangle:
    known = sorted({_known(v) for x in revised for v in x.vintages})
    words = {_known(v): _day(here, v) for x in revised for v in x.vintages}
    rows = []
    for x in sorted(revised, key=lambda x: (x.key[2], x.authority or ""), reverse=True):
        said = dict(zip(map(_known, x.vintages), _rows(here, x.vintages), strict=True))
        first, last = said[_known(x.vintages[0])], said[_known(x.vintages[-1])]
        change = signed(exact(last.o.value or 0) - exact(first.o.value or 0))
        share = "" if x.percent is None else ("+" if x.percent > 0 else "") + percent(x.percent, 2)
        figures = tuple((words[k], said.get(k)) for k in known)
        rows.append(TriangleRow(last.period, last.authority, figures, change, share))
    return Triangle(definition, here.words.area(area), tuple(words[k] for k in known), tuple(rows))


def _rows(here: InPlan, figures: tuple[Observation, ...]) -> list[FigureRow]:
    """Rows in the order of the figures, which `figure_rows` would turn round."""
    return [figure_rows(here, [o])[0] for o in figures]


def _known(o: Observation) -> str:
    return o.vintage.isoformat() if o.vintage else ""


def _day(here: InPlan, o: Observation) -> str:
    return day(o.vintage, here.lang, short=True) if o.vintage else _("date unknown")


def _conflict(here: InPlan, figures: tuple[Observation, ...]) -> Conflict:
    rows = _rows(here, tuple(sorted(figures, key=_known)))
    values = [exact(o.value) for o in figures if o.value is not None]
    apart = here.words.with_unit(number(max(values) - min(values)), here.plan.indicator(figures[0].indicator))
    bounded = any(o.qualifier in BOUNDS for o in figures)  # “at least 11,600” is no number to subtract from
    first = rows[0]
    return Conflict(first.period, first.o.definition, first.area, tuple(rows), "–" if bounded else apart)


def _sentences(here: InPlan, r: Revisions) -> list[str]:
    """The statistics in words."""
    s = r.statistics
    if s.mean is None or s.mean_absolute is None:
        return []
    mean = {"n": s.n, "mean": percent(abs(s.mean), 2), "absolute": percent(s.mean_absolute, 2)}
    if s.n == 1:
        above = _("One figure was revised: the last one lies %(mean)s above the first.")
        below = _("One figure was revised: the last one lies %(mean)s below the first.")
        return [(below if s.mean < 0 else above) % mean]
    above = _("%(n)s figures were revised: on average the last one lies %(mean)s above the first.")
    below = _("%(n)s figures were revised: on average the last one lies %(mean)s below the first.")
    found = [(below if s.mean < 0 else above) % mean]
    found.append(_("Whichever way, figures moved by %(absolute)s on average.") % mean)
    return found + _spread(s)


def _spread(s: RevisionStatistics) -> list[str]:
    if s.sd is None:
        return []
    found = [_("The standard deviation is %(sd)s.") % {"sd": percent(s.sd, 2)}]
    if s.t is not None:
        said = {"t": number(round(s.t, 2))}
        found.append(_("t = %(t)s: the mean lies that many standard errors from zero.") % said)
    if s.n < FEW:
        found.append(_("So few revisions say little about the next one."))
    return found


def record(r: Revisions, unit: str) -> dict[str, Any]:
    """Revisions, their statistics and conflicts as a record."""
    s = r.statistics
    return {
        "revised": [
            {
                **_key(x.key),
                "authority": x.authority,
                "vintages": [release.observation(v, unit) for v in x.vintages],
                "revision": x.revision,
                "percent": x.percent,
            }
            for x in r.revised
        ],
        "statistics": {
            "unit": "%", "n": s.n, "mean": s.mean, "mean_absolute": s.mean_absolute, "sd": s.sd, "t": s.t,
        },
        "conflicts": [
            {**_key(c.key), "figures": [release.observation(o, unit) for o in c.figures]} for c in r.conflicts
        ],
    }  # fmt: skip


def _key(key: tuple[str, str | None, str]) -> dict[str, Any]:
    return dict(zip(("definition", "area", "period"), key, strict=True))
