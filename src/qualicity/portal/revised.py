"""How an indicator's figures were revised, and where authorities contradict each other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.indicators import Observation, Revisions, breakdown_of
from qualicity.indicators.revisions import Key, Revised
from qualicity.methods.revisions import RevisionStatistics
from qualicity.portal.context import InPlan
from qualicity.portal.tables import FigureRow, figure_rows
from qualicity.portal.words import day, exact, number, percent, signed

BOUNDS = ("at_least", "more_than", "at_most", "less_than")
FEW = 10
"""Fewer revisions than these are said to tell little about the next one."""


@dataclass(frozen=True, slots=True)
class TriangleRow:
    """One period: what was said of it, each with the day from which it was known, the first one first.

    `left` are the places that other periods of the triangle have more.
    """

    period: str
    authority: str
    vintages: tuple[tuple[str, FigureRow], ...]
    left: range
    change: str
    percent: str


@dataclass(frozen=True, slots=True)
class Triangle:
    """The revised figures of one definition and area: periods × their vintages."""

    definition: str
    area: str
    vintages: range
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
        definition, area, _period, cell = x.key
        if not cell:
            groups.setdefault((definition, area), []).append(x)
    return Story(
        triangles=tuple(_triangle(here, *key, revised) for key, revised in groups.items()),
        sentences=tuple(_sentences(r)),
        conflicts=tuple(_conflict(here, c.figures) for c in r.conflicts),
    )


def _triangle(here: InPlan, definition: str, area: str | None, revised: list[Revised]) -> Triangle:
    most = max(len(x.vintages) for x in revised)
    listed = sorted(revised, key=lambda x: (x.key[2], x.authority or ""), reverse=True)
    rows = tuple(_triangle_row(here, x, most) for x in listed)
    return Triangle(definition, here.words.area(area), range(1, most + 1), rows)


def _triangle_row(here: InPlan, x: Revised, most: int) -> TriangleRow:
    rows = _rows(here, x.vintages)
    first, last = x.vintages[0].value or 0, x.vintages[-1].value or 0
    share = "" if x.percent is None else ("+" if x.percent > 0 else "") + percent(x.percent, 2)
    return TriangleRow(
        period=rows[-1].period,
        authority=rows[-1].authority,
        vintages=tuple((_day(here, o), row) for o, row in zip(x.vintages, rows, strict=True)),
        left=range(len(rows) + 1, most + 1),
        change=signed(exact(last) - exact(first)),
        percent=share,
    )


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
    indicator, n = here.plan.indicator(figures[0].indicator), number(max(values) - min(values))
    points = indicator is not None and indicator.unit == "%"
    apart = _("%(n)s percentage points") % {"n": n} if points else here.words.with_unit(n, indicator)
    bounded = any(o.qualifier in BOUNDS for o in figures)  # “at least 11,600” is no number to subtract from
    first = rows[0]
    return Conflict(first.period, first.o.definition, first.area, tuple(rows), "–" if bounded else apart)


def _sentences(r: Revisions) -> list[str]:
    """The statistics in words: of the figures that somebody published, then of those computed here."""
    found = _statistics(r.statistics, r.unit)
    if r.computed.n:
        found += [_("Of the figures computed here:"), *_statistics(r.computed, r.unit)]
    cells = sum(bool(x.key[3]) for x in r.revised)
    if cells:
        found.append(_("Cells of breakdowns among them: %(n)s; this page’s JSON has them.") % {"n": cells})
    return found


def _statistics(s: RevisionStatistics, unit: str) -> list[str]:
    if s.mean is None or s.mean_absolute is None:
        return []
    mean = {"n": s.n, "mean": _size(abs(s.mean), unit), "absolute": _size(s.mean_absolute, unit)}
    if s.n == 1:
        above = _("One figure was revised: the last one lies %(mean)s above the first.")
        below = _("One figure was revised: the last one lies %(mean)s below the first.")
        return [(below if s.mean < 0 else above) % mean]
    above = _("%(n)s figures were revised: on average the last one lies %(mean)s above the first.")
    below = _("%(n)s figures were revised: on average the last one lies %(mean)s below the first.")
    found = [(below if s.mean < 0 else above) % mean]
    found.append(_("Whichever way, figures moved by %(absolute)s on average.") % mean)
    if s.sd is not None:
        found.append(_("The standard deviation is %(sd)s.") % {"sd": _size(s.sd, unit)})
    if s.t is not None:
        said = {"t": number(round(s.t, 2))}
        found.append(_("t = %(t)s: the mean lies that many standard errors from zero.") % said)
    if s.n < FEW:
        found.append(_("So few revisions say little about the next one."))
    return found


def _size(value: float, unit: str) -> str:
    """How large a revision is: in percent of the first figure, or in percentage points."""
    if unit == "points":
        return _("%(n)s percentage points") % {"n": number(round(value, 2))}
    return percent(value, 2)


def record(r: Revisions, unit: str) -> dict[str, Any]:
    """Revisions, their statistics and conflicts as a record."""
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
        "unit": r.unit,
        "statistics": asdict(r.statistics),
        "computed": asdict(r.computed),
        "conflicts": [
            {**_key(c.key), "figures": [release.observation(o, unit) for o in c.figures]} for c in r.conflicts
        ],
    }


def _key(key: Key) -> dict[str, Any]:
    definition, area, period, cell = key
    return {"definition": definition, "area": area, "period": period, "by": breakdown_of(cell) or None}
