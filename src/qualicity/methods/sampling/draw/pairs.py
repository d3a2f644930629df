"""Inspectors for each drawn object: never one with a conflict of interest, the least burdened first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from qualicity.methods.sampling.draw.streams import shuffled


def paired(
    objects: Sequence[str],
    inspectors: Sequence[str],
    recused: Collection[tuple[str, str]],
    each: int,
    *stream: str,
) -> list[tuple[str, ...]]:
    """For each object, in order, `each` of the inspectors that are not `recused` (inspector, object) from it.

    Who may go is shuffled anew for each object (its id ends the stream); those with the fewest objects so far go
    first, in the shuffled order. Where fewer may go there are fewer.
    """
    load: Counter[str] = Counter()
    found = []
    for each_object in objects:
        may = [i for i in inspectors if (i, each_object) not in recused]
        order = [ticket.id for ticket in shuffled(may, *stream, each_object)]
        chosen = tuple(sorted(order, key=lambda i: load[i])[:each])
        load.update(chosen)
        found.append(chosen)
    return found
