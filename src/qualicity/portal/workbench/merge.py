"""Two people's rows of one form, side by side: what each of them has in every cell, so that one chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualicity.portal.workbench.rows import Cells


@dataclass(frozen=True, slots=True)
class Both:
    """One cell: mine, theirs, and whether theirs is the one to begin with (they changed it, I did not)."""

    field: str
    mine: str
    theirs: str
    take_theirs: bool = False

    @property
    def differ(self) -> bool:
        """Whether there is anything to choose."""
        return self.mine != self.theirs

    @property
    def value(self) -> str:
        """What is kept where nothing is chosen."""
        return self.theirs if self.take_theirs else self.mine


@dataclass(frozen=True, slots=True)
class Pair:
    """One row: its cells, and on which side it is (`both`, `mine`, `theirs`); places count from 0, None: not there."""

    cells: tuple[Both, ...]
    mine: int | None
    theirs: int | None

    @property
    def side(self) -> str:
        """Who has it."""
        if self.theirs is None:
            return "mine"
        return "theirs" if self.mine is None else "both"

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose in it."""
        return self.side != "both" or any(c.differ for c in self.cells)


def pairs(
    fields: Sequence[str],
    key: Sequence[str],
    mine: Sequence[Cells],
    theirs: Sequence[Cells],
    base: Sequence[Cells] = (),
) -> tuple[Pair, ...]:
    """The rows of both, those with the same key together; `base` are the rows that both began with.

    Rows that have no key yet, or one that another row has too, go together by their place among such rows.
    """
    ours, others, before = _by_key(key, mine), _by_key(key, theirs), _by_key(key, base)
    found = []
    for k in dict.fromkeys((*ours, *others)):
        a, b, first = ours.get(k), others.get(k), before.get(k)
        left = mine[a] if a is not None else theirs[b or 0]
        right = theirs[b] if b is not None else left
        old = base[first] if first is not None else None
        cells = tuple(
            Both(
                f,
                left.get(f, ""),
                right.get(f, ""),
                take_theirs=old is not None and old.get(f, "") == left.get(f, ""),
            )
            for f in fields
        )
        found.append(Pair(cells, a, b))
    return tuple(found)


def _by_key(key: Sequence[str], rows: Sequence[Cells]) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    for n, row in enumerate(rows):
        said = tuple(row.get(k, "") for k in key)
        if not all(said) or said in found:
            said = (*said, "", str(sum(k[: len(said)] == said for k in found)))
        found[said] = n
    return found
