"""How much of the plan's own text is accounted for, and by what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qualicity.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the plan's text is accounted for: every clause is linked, narrative or neither."""

    clauses: int
    linked: int
    narrative: int

    @property
    def share(self) -> float:
        """The share of clauses that are linked or narrative, 0 to 1."""
        return (self.linked + self.narrative) / self.clauses if self.clauses else 0.0


def links(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """Which things answer for each clause: clause id → [(kind, id)], kinds as in the plan file."""
    found: dict[str, list[tuple[str, str]]] = {c.id: [] for c in plan.clauses}
    things: list[tuple[str, Iterable[Any]]] = [
        ("goal", plan.goals),
        ("target", plan.targets),
        ("mission", plan.missions),
        ("action", plan.all_actions()),
        ("programme", plan.programmes),
    ]
    for kind, items in things:
        for item in items:
            for clause in item.clauses:
                found.setdefault(clause, []).append((kind, item.id))
    return found


def coverage(plan: Plan) -> Coverage:
    """The share of the plan's text that is linked to a commitment or marked as narrative."""
    linked = links(plan)
    return Coverage(
        clauses=len(plan.clauses),
        linked=sum(bool(linked[c.id]) and not c.narrative for c in plan.clauses),
        narrative=sum(c.narrative for c in plan.clauses),
    )
