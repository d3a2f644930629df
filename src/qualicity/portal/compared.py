"""Which areas an indicator can be compared across: one definition, one period, areas that lie in the same area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualicity.errors import Text
from qualicity.evidence.sql import name
from qualicity.indicators import Observation
from qualicity.indicators.areas import hierarchy
from qualicity.plan import Definition, Indicator, parse_period
from qualicity.portal.addresses import default_figure
from qualicity.portal.charts.ranking import Ranking, ranking
from qualicity.portal.context import InPlan

_TWO = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A definition with the periods in which areas can be compared on it, the latest first, each with how many areas."""

    definition: Definition
    periods: dict[str, int]

    @property
    def most(self) -> int:
        """The most areas that any period has."""
        return max(self.periods.values())

    @property
    def latest(self) -> str:
        """The latest period that has at least half as many areas as any."""
        return next(p for p, n in self.periods.items() if _TWO * n >= self.most)


@dataclass(frozen=True, slots=True)
class Compared:
    """Areas on one definition in one period: `rankings` by what they lie in, `apart` figures of areas that have no peers."""

    definition: Definition
    period: str
    rankings: tuple[tuple[str, Ranking], ...]
    apart: tuple[Observation, ...]


def choices(here: InPlan, indicator: Indicator) -> tuple[Choice, ...]:
    """The definitions and periods that have at least two comparable areas, those with most areas first."""
    return here.opened.keep(("choices of areas", indicator.id), lambda: _choices(here, indicator))


def _choices(here: InPlan, indicator: Indicator) -> tuple[Choice, ...]:
    inside = lying_in(here)
    found = []
    for definition in indicator.definitions:
        peers: dict[str, dict[str | None, set[str]]] = {}
        for o in here.view.figures.of(indicator.id, definition.id, current=True):
            if o.value is not None and o.area and o.period and (not inside or o.area in inside):
                peers.setdefault(str(o.period_text), {}).setdefault(inside.get(o.area), set()).add(o.area)
        sizes = {p: max(map(len, groups.values())) for p, groups in peers.items()}
        periods = [p for p, n in sizes.items() if n >= _TWO]
        if periods:
            listed = sorted(periods, key=lambda p: (parse_period(p).end, parse_period(p).start), reverse=True)
            found.append(Choice(definition, {p: sizes[p] for p in listed}))
    return tuple(sorted(found, key=lambda c: -c.most))


def compared(here: InPlan, indicator: Indicator, definition: Definition, period: str) -> Compared:
    """The areas that have a figure on a definition for a period, ranked among their peers."""
    inside, home = lying_in(here), here.plan.place.code
    same: dict[str, list[Observation]] = {}
    for o in here.view.figures.of(indicator.id, definition.id, period=period, current=True):
        if o.area:
            same.setdefault(o.area, []).append(o)
    shown = {area: default_figure(tuple(found)) for area, found in same.items()}
    known = {area: o for area, o in shown.items() if o is not None}
    groups: dict[str | None, dict[str, tuple[Text, Observation]]] = {}
    for area, o in known.items():
        if not inside or area in inside:
            title = here.areas.get(area) or Text(area, area)
            groups.setdefault(inside.get(area), {})[area] = (title, o)
    ranked = {
        parent or "": ranking(indicator, here.areas.get(parent or ""), group, home)
        for parent, group in groups.items()
        if sum(o.value is not None for _, o in group.values()) >= _TWO
    }
    among = {a.code for r in ranked.values() for a in r.areas}
    order = sorted(ranked.items(), key=lambda item: (item[1].home is None, item[0] != home, item[0]))
    return Compared(definition, period, tuple(order), tuple(o for a, o in known.items() if a not in among))


def lying_in(here: InPlan) -> Mapping[str, str]:
    """The area that each area lies in, where the plan says so; empty where it says nothing of that."""
    return here.opened.keep(("lying in",), lambda: _lying_in(here))


def _lying_in(here: InPlan) -> Mapping[str, str]:
    areas = hierarchy(here.plan)
    if areas is None or areas.id not in here.view.figures.work.tables:
        return {}
    code, parent = name(areas.concepts.REF_AREA or ""), name(areas.concepts.PARENT or "")
    with here.view.figures.work.connection() as db:
        rows = db.execute(
            f"select {code}, {parent} from {name(areas.id)} where {parent} is not null"
        ).fetchall()
    return {str(area): str(within) for area, within in rows}
