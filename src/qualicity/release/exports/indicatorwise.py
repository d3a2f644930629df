"""What tables say of each indicator, kept in the workspace's cache while nothing that it is made from has changed.

The rows about one indicator are made from the program, the plan, the day, and that indicator's figures with all their
vintages and cells. Under a hash of these four they are kept, as the lines of CSV that they make: after one changed figure
only its own indicator's are made anew, and a table is the lines of all indicators, one after another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qualicity.assessment.kept import of_each
from qualicity.errors import Text
from qualicity.program import program
from qualicity.release.exports.columns import units
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.lines import lines_of
from qualicity.release.exports.observed import observation_fields, observed
from qualicity.release.exports.quality import QUALITY, quality_of
from qualicity.release.exports.shape import Field


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of one indicator: lines of CSV with the number of their rows, and what other tables list.

    `sources` are title, address and release date of each source that its figures name, in their order.
    """

    observations: str
    figures: int
    quality: str
    concepts: int
    areas: tuple[str, ...]
    sources: tuple[tuple[str, str | None, str | None], ...]


@lru_cache(maxsize=4)
def parts(edition: Edition) -> Mapping[str, Part]:
    """The part of each indicator that the plan declares or that has figures, in order of their ids."""
    view = edition.view
    hashes = view.figures.hashes()
    ids = sorted({i.id for i in view.plan.indicators} | hashes.keys())
    keys = {i: f"{program()} {view.scorecard.as_of} {hashes.get(i, '')}" for i in ids}

    def make(left: Collection[str]) -> dict[str, Part]:
        words = units(view.plan)
        fields = observation_fields(words)
        return {i: _part(edition, i, fields, words) for i in left}

    found = of_each(view.plan, view.store.workspace, "open-data", Part, keys, make)
    return {i: found[i] for i in ids}


def _part(edition: Edition, indicator: str, fields: Sequence[Field], words: Mapping[str, Text]) -> Part:
    rows = observed(edition, indicator)
    declared = edition.view.plan.indicator(indicator)
    said = quality_of(edition, declared, words[declared.unit]) if declared else []
    figures = edition.view.figures.of(indicator, breakdown=None)
    named = [s for o in figures if (s := o.source)]
    return Part(
        lines_of(fields, rows),
        len(rows),
        lines_of(QUALITY, said),
        len(said),
        tuple(sorted({o.area for o in figures if o.area})),
        tuple(dict.fromkeys((s.title, s.url, s.released) for s in named if s.title)),
    )
