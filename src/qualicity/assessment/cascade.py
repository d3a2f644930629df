"""Province → city → district: which clauses of the plans above are taken over, by which target, with what difference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qualicity.assessment import terms
from qualicity.assessment.conflicts import PossibleConflict, possible_conflicts
from qualicity.assessment.terms import Aspect, Difference
from qualicity.errors import Text
from qualicity.plan import Parent, ParentClause, Plan, Related, Target


@dataclass(frozen=True, slots=True)
class Taken:
    """A target that takes a clause over: in what it differs, and what only one of the two says."""

    target: Target
    note: Text | None
    differences: tuple[Difference, ...]
    unsaid: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class ClauseAbove:
    """A clause of a plan above and the targets here that take it over, if any; `asks` is its wording."""

    clause: ParentClause
    asks: Text
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class PlanAbove:
    """A plan that this one carries out, clause by clause."""

    parent: Parent
    clauses: tuple[ClauseAbove, ...]

    @property
    def taken_over(self) -> tuple[ClauseAbove, ...]:
        """The clauses that some target takes over."""
        return tuple(c for c in self.clauses if c.taken)

    @property
    def words(self) -> Text:
        """How many of the known clauses are taken over, and whether these are all that there are."""
        n, total = len(self.taken_over), len(self.clauses)
        if not total:
            return Text("None of its clauses is known here.", "其条款均未知。")
        clauses = "clause" if total == 1 else "clauses"
        some = f"{n} are" if n > 1 else "one is" if n else "none is"
        en = f"Of its {total} known {clauses} {some} taken over by a target here."
        zh = f"其{total}项已知条款中，{f'{n}项' if n else '没有一项'}由本方案目标承接。"
        if self.parent.whole:
            return Text(f"{en} It has no others.", f"{zh}此外无其他条款。")
        return Text(f"{en} Its other clauses are not known.", f"{zh}其余条款未知。")


@dataclass(frozen=True, slots=True)
class Cascade:
    """A plan among others, as known on a date.

    `without` are the targets that take over no clause of a plan above, `conflicts` what may contradict.
    """

    plan: Plan
    as_of: date
    above: tuple[PlanAbove, ...]
    beside: tuple[Related, ...]
    without: tuple[Target, ...]
    conflicts: tuple[PossibleConflict, ...]

    def over(self, target_id: str) -> tuple[tuple[Parent, ClauseAbove, Taken], ...]:
        """The clauses above that a target takes over, each with its plan."""
        return tuple(
            (p.parent, c, t)
            for p in self.above
            for c in p.clauses
            for t in c.taken
            if t.target.id == target_id
        )

    def conflicts_of(self, target_id: str) -> tuple[PossibleConflict, ...]:
        """The possible conflicts that a target has a side in."""
        return tuple(c for c in self.conflicts if c.names(target_id))


def cascade(plan: Plan, as_of: date) -> Cascade:
    """The plans above and beside, and the possible conflicts, by what was known on a date."""
    targets = tuple(t.as_known(as_of) for t in plan.targets if t.known <= as_of)
    # what a plan carries out and names is known with it at the latest
    parents = [p for p in plan.implements if (p.adopted or plan.adopted) <= as_of]
    above = tuple(PlanAbove(p, tuple(_clause(plan, p, c, targets) for c in p.clauses)) for p in parents)
    took = {t.target.id for p in above for c in p.clauses for t in c.taken}
    return Cascade(
        plan,
        as_of,
        above,
        plan.related if plan.adopted <= as_of else (),
        tuple(t for t in targets if t.id not in took),
        possible_conflicts(plan, as_of),
    )


def _clause(plan: Plan, parent: Parent, clause: ParentClause, targets: tuple[Target, ...]) -> ClauseAbove:
    there = terms.of_clause(plan, clause)
    taken = []
    for target in targets:
        for link in target.implements:
            if (link.plan, link.clause) == (parent.id, clause.id):
                here = terms.of_target(plan, target)
                differ = terms.differences(here, there)
                taken.append(Taken(target, link.note, differ, terms.unsaid(here, there)))
    return ClauseAbove(clause, there.asks, tuple(taken))
