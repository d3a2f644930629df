"""The plan's own words, quoted clause by clause with what they commit to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qualicity.errors import Text
from qualicity.plan import Clause
from qualicity.portal.context import InPlan


@dataclass(frozen=True, slots=True)
class Quoted:
    """A clause in a quotation: `gap` says that words of the plan are left out before it."""

    clause: Clause
    url: str
    gap: bool
    marked: bool = False

    @property
    def text(self) -> Text:
        """The words of the clause."""
        return self.clause.text


def quoted(here: InPlan, ids: Collection[str]) -> tuple[Quoted, ...]:
    """The clauses of these ids in the order of the plan."""
    found: list[Quoted] = []
    last = -1
    for n, clause in enumerate(here.plan.clauses):
        if clause.id in ids:
            found.append(Quoted(clause, here.to.text(clause.id), gap=n != last + 1))
            last = n
    return tuple(found)


def in_context(here: InPlan, ids: Collection[str]) -> tuple[Quoted, ...]:
    """The clauses of these ids marked, within the sentence that they stand in; what is narrative is left out."""
    clauses = here.plan.clauses
    ends = [_ends(a, b) for a, b in zip(clauses, (*clauses[1:], None), strict=True)]
    chosen: set[int] = set()
    for n, clause in enumerate(clauses):
        if clause.id not in ids:
            continue
        first = n
        while first > 0 and not ends[first - 1] and n - first < _AROUND:
            first -= 1
        last = n
        while not ends[last] and last - n < _AROUND:
            last += 1
        chosen |= {k for k in range(first, last + 1) if not clauses[k].narrative or clauses[k].id in ids}
    found, before = [], -1
    for n in sorted(chosen):
        clause = clauses[n]
        gap = n != before + 1 or (before < 0 and n > 0)
        found.append(Quoted(clause, here.to.text(clause.id), gap=gap, marked=clause.id in ids))
        before = n
    return tuple(found)


_AROUND = 1
"""At most so many clauses on either side of the quoted one."""


def _ends(clause: Clause, after: Clause | None) -> bool:
    """Whether a sentence ends with a clause: by its own stop, or because the next one begins with a capital."""
    stopped = clause.text.en.rstrip().endswith((".", ";", "。", "；"))
    return stopped or after is None or after.text.en[:1].isupper()
