"""What has moved since a release: verdicts that are others now, and figures that were revised, added or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from qualicity.assessment import PlanView, Status
from qualicity.indicators import Observation
from qualicity.release.freeze.lock import Lock

Place = tuple[str, str, str | None, str | None, str, str | None]
"""Indicator, definition, area, period, breakdown and authority: where one current figure stands."""


@dataclass(frozen=True, slots=True)
class MovedVerdict:
    """A target whose status is another than at the release; `before` None for one that was not in it."""

    target: str
    before: Status | None
    now: Status | None


@dataclass(frozen=True, slots=True)
class Moved:
    """Differences between a release and a later view of the plan; of figures only those that stand (no vintages)."""

    verdicts: tuple[MovedVerdict, ...]
    revised: tuple[Place, ...]
    added: tuple[Place, ...]
    gone: tuple[Place, ...]

    @property
    def figures(self) -> int:
        """How many figures are not what they were."""
        return len(self.revised) + len(self.added) + len(self.gone)


def moved(lock: Lock, view: PlanView) -> Moved:
    """What a plan's verdicts and current figures are now, against those of a release."""
    before = {a["target"]: a["status"] for a in lock.parts["assessments"]}
    now = {a.target.id: a.status for a in view.scorecard.assessments}
    verdicts = (MovedVerdict(t, before.get(t), now.get(t)) for t in dict.fromkeys([*before, *now]))
    old, new = _released(lock), _standing(view)
    return Moved(
        tuple(v for v in verdicts if v.before != v.now),
        tuple(p for p in new if p in old and old[p] != new[p]),
        tuple(p for p in new if p not in old),
        tuple(p for p in old if p not in new),
    )


def _released(lock: Lock) -> dict[Place, tuple[object, object]]:
    said = lock.parts["observations"]
    rows = (dict(zip(said["columns"], row, strict=True)) for row in said["rows"])
    return {_place(r): (r["value"], r["grade"]) for r in rows if r["current"]}


def _place(row: dict[str, object]) -> Place:
    keys = ("indicator", "definition", "area", "period", "breakdown", "authority")
    return tuple(row[k] for k in keys)  # type: ignore[return-value]  # as the columns of observations are


def _standing(view: PlanView) -> dict[Place, tuple[object, object]]:
    found: dict[Place, tuple[object, object]] = {}
    for indicator in view.figures.indicators():
        for o in view.figures.of(indicator, breakdown=None, current=True):
            found[_at(o)] = (o.value, o.grade)
    return found


def _at(o: Observation) -> Place:
    return (o.indicator, o.definition, o.area, o.period_text, o.breakdown, o.authority)
