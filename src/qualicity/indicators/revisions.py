"""How published figures were revised, and where authorities contradict each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from qualicity.indicators.figures import Figures
from qualicity.indicators.model import Observation
from qualicity.methods.revisions import RevisionStatistics, revision_statistics

Key = tuple[str, str | None, str]
"""Definition, area and period: what a figure is about, whoever says it."""


@dataclass(frozen=True, slots=True)
class Revised:
    """One figure of one authority with all its vintages, the first published first."""

    key: Key
    authority: str
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
    """The revision triangle of an indicator, its statistics (of the percentages) and its conflicts."""

    indicator: str
    revised: tuple[Revised, ...]
    statistics: RevisionStatistics
    conflicts: tuple[Conflict, ...]


def revisions(figures: Figures, indicator: str) -> Revisions:
    """What is known of an indicator's revisions and conflicts on the figures' date."""
    by_authority: dict[tuple[Key, str], list[Observation]] = defaultdict(list)
    current: dict[Key, list[Observation]] = defaultdict(list)
    for o in figures.of(indicator):
        if o.value is None or o.authority is None or o.period_text is None:
            continue
        key = (o.definition, o.area, o.period_text)
        by_authority[key, o.authority].append(o)
        if o.current:
            current[key].append(o)
    revised = tuple(
        Revised(key, authority, tuple(sorted(found, key=_vintage)))
        for (key, authority), found in by_authority.items()
        if len(found) > 1
    )
    conflicts = tuple(
        Conflict(key, tuple(found)) for key, found in current.items() if len({o.value for o in found}) > 1
    )
    shares = [r.percent for r in revised if r.percent is not None]
    return Revisions(indicator, revised, revision_statistics(shares), conflicts)


def _vintage(o: Observation) -> str:
    return o.vintage.isoformat() if o.vintage else ""
