"""What of an indicator its sites read: data, headline, edges, in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import combinations
from operator import or_

from qualicity.release.opensdg.cells import EMPTY, Column, Frame, presence
from qualicity.release.opensdg.config import Options
from qualicity.release.opensdg.translations import Translator

Edge = tuple[str, str]


def disaggregated(frame: Frame, options: Options) -> dict[str, int]:
    """The columns that tell rows apart, each with a number that has a byte for each row, 1 where something stands."""
    return {c.name: presence(c) for c in frame.columns if c.name not in options.non_disaggregation}


def headline(frame: Frame, held: Mapping[str, int], options: Options) -> tuple[list[Column], list[int]]:
    """The columns of the headline and its rows: those that belong to no disaggregation."""
    some = reduce(or_, held.values(), 0).to_bytes(len(frame), "little")
    kept = [frame.column(n) for n in options.non_disaggregation if n in frame.names]
    return kept, [n for n, one in enumerate(some) if not one]


def edges(held: Mapping[str, int]) -> list[Edge]:
    """Which disaggregation stands below which: B below A where B is never there without A.

    Of two that are always there together the left one is above. A shortcut past a parent is left out.
    """
    found: list[Edge] = []
    for a, b in combinations(held, 2):
        without_b, without_a = held[a] & ~held[b], held[b] & ~held[a]
        if without_b and not without_a and held[b]:
            found.append((a, b))
        elif without_a and not without_b and held[a]:
            found.append((b, a))
        elif not without_a and not without_b and held[a]:
            found.append((a, b))
    return _without_shortcuts(found)


def _without_shortcuts(found: list[Edge]) -> list[Edge]:
    for child in dict.fromkeys(below for _, below in found):
        above = [a for a, b in found if b == child]
        older: set[str] = set()
        seen: set[tuple[str, ...]] = set()
        while above and tuple(above) not in seen:
            seen.add(tuple(above))
            up: list[str] = []
            for parent in above:
                up = [a for a, b in found if b == parent]
                older.update(up)
            above = up
        found = [(a, b) for a, b in found if b != child or a not in older]
    return found


def translated(frame: Frame, say: Translator, options: Options) -> Frame:
    """The frame in another language: words, and the names of disaggregations."""
    if not len(frame):
        return EMPTY
    special = {*options.non_disaggregation, "COMPOSITE_BREAKDOWN"}
    columns = [_in_language(c, say) for c in frame.columns]
    names = [c.name if c.name in special else str(say(c.name, c.name, "data")) for c in columns]
    return Frame(tuple(c if c.name == n else c.named(n) for c, n in zip(columns, _apart(names), strict=True)))


def _in_language(column: Column, say: Translator) -> Column:
    if column.kind != "words":
        return column
    return column.changed("words", lambda v: say(v, column.name, "data"))


def _apart(names: Sequence[str]) -> list[str]:
    """Names that two columns have in common get a number."""
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        told.append(f"{name}{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return told
