"""How figures were revised, published ones and computed ones, and where authorities contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qualicity.indicators.figures import Figures
from qualicity.indicators.model import Observation
from qualicity.methods.revisions import RevisionStatistics, revision_statistics

Key = tuple[str, str | None, str, str]
"""Definition, area, period and a breakdown's cell: what a figure is about, whoever says it."""


@dataclass(frozen=True, slots=True)
class Revised:
    """One figure of one authority (None: computed here) with all its vintages, the first one first."""

    key: Key
    authority: str | None
    vintages: tuple[Observation, ...]

    @property
    def revision(self) -> float:
        """The last value minus the first, in the indicator's unit."""
        first, last = self.vintages[0].value or 0.0, self.vintages[-1].value or 0.0
        return float(f"{last - first:.12g}")

    @property
    def percent(self) -> float | None:
        """The revision in percent of the first value."""
        first = self.vintages[0].value
        return float(f"{100 * self.revision / abs(first):.12g}") if first else None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Current figures of several authorities for one thing that are not equal."""

    key: Key
    figures: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revision triangle of an indicator, its statistics and its conflicts.

    Published figures and those computed here have statistics of their own. They are of the revisions in
    percent of the first value; where the indicator itself is in percent, in its points (`unit`).
    """

    indicator: str
    revised: tuple[Revised, ...]
    statistics: RevisionStatistics
    computed: RevisionStatistics
    unit: Literal["%", "points"]
    conflicts: tuple[Conflict, ...]


def revisions(figures: Figures, indicator: str) -> Revisions:
    """What is known of an indicator's revisions and conflicts on the figures' date."""
    by_authority: dict[tuple[Key, str | None], list[Observation]] = defaultdict(list)
    current: dict[Key, list[Observation]] = defaultdict(list)
    for o in figures.of(indicator, breakdown=None):
        if o.value is None or o.period_text is None:
            continue
        key = (o.definition, o.area, o.period_text, o.breakdown)
        by_authority[key, o.authority].append(o)
        if o.current and not o.computed:
            current[key].append(o)
    revised = tuple(
        Revised(key, authority, tuple(sorted(found, key=_vintage)))
        for (key, authority), found in by_authority.items()
        if len(found) > 1
    )
    conflicts = tuple(
        Conflict(key, tuple(found)) for key, found in current.items() if len({o.value for o in found}) > 1
    )
    declared = figures.plan.indicator(indicator)
    unit: Literal["%", "points"] = "points" if declared and declared.unit == "%" else "%"
    published = _statistics([r for r in revised if r.authority is not None], unit)
    computed = _statistics([r for r in revised if r.authority is None], unit)
    return Revisions(indicator, revised, published, computed, unit, conflicts)


def _statistics(revised: Sequence[Revised], unit: str) -> RevisionStatistics:
    sizes = (r.revision if unit == "points" else r.percent for r in revised)
    return revision_statistics([s for s in sizes if s is not None])


def _vintage(o: Observation) -> str:
    return o.vintage.isoformat() if o.vintage else ""
