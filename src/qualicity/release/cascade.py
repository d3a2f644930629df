"""A plan among others as records: the plans above, those beside, and possible conflicts."""

from __future__ import annotations

from typing import Any

from qualicity.assessment import Cascade, PossibleConflict
from qualicity.assessment.cascade import ClauseAbove, PlanAbove, Taken
from qualicity.assessment.conflicts import Side
from qualicity.assessment.terms import Terms
from qualicity.plan.basics import Source
from qualicity.release.text import both

Record = dict[str, Any]


def cascade(found: Cascade) -> Record:
    """`{"plan", "as_of", "above", "beside", "without_clause_above", "conflicts"}`."""
    return {
        "plan": found.plan.id,
        "as_of": found.as_of.isoformat(),
        "above": [_above(p) for p in found.above],
        "beside": [
            {
                "id": r.id,
                "title": both(r.title),
                "clauses": list(r.clauses),
                "note": both(r.note),
                "source": _source(r.source),
            }
            for r in found.beside
        ],
        "without_clause_above": [t.id for t in found.without],
        "conflicts": [conflict(c) for c in found.conflicts],
    }


def clause_rows(found: Cascade) -> list[Record]:
    """The known clauses above as flat rows, one for each clause and target that takes it over."""
    rows: list[Record] = []
    for p in found.above:
        for c in p.clauses:
            for taken in c.taken or (None,):
                rows.append(
                    {
                        "plan_above": p.parent.id,
                        "clause": c.clause.id,
                        "text": both(c.clause.text),
                        "asks": both(c.asks),
                        "due": c.clause.due,
                        "target": taken.target.id if taken else None,
                        "differences": "; ".join(d.words.en for d in taken.differences) if taken else None,
                    }
                )
    return rows


def over_target(found: Cascade, target: str) -> list[Record]:
    """The clauses above that one target takes over."""
    return [{"plan": p.id, **_clause(c), "taken": [_taken(t)]} for p, c, t in found.over(target)]


def conflict(c: PossibleConflict) -> Record:
    """One possible conflict with all its sides; it says in what they differ, never which is right."""
    return {
        "kind": c.kind,
        "topic": both(c.topic),
        "differ": list(c.differ),
        "says": both(c.words),
        "sides": [_side(s) for s in c.sides],
    }


def _above(p: PlanAbove) -> Record:
    parent = p.parent
    return {
        "plan": parent.id,
        "title": both(parent.title),
        "authority": both(parent.authority),
        "adopted": parent.adopted.isoformat() if parent.adopted else None,
        "whole": parent.whole,
        "says": both(p.words),
        "known_clauses": len(p.clauses),
        "taken_over": len(p.taken_over),
        "clauses": [_clause(c) for c in p.clauses],
        "note": both(parent.note),
        "source": _source(parent.source),
    }


def _clause(c: ClauseAbove) -> Record:
    clause = c.clause
    return {
        "clause": clause.id,
        "text": both(clause.text),
        "operator": clause.operator,
        "value": _number(clause.value),
        "upper": _number(clause.upper),
        "unit": clause.unit,
        "due": clause.due,
        "basis": both(clause.basis),
        "taken": [_taken(t) for t in c.taken],
        "note": both(clause.note),
        "source": _source(clause.source),
    }


def _taken(t: Taken) -> Record:
    return {
        "target": t.target.id,
        "differences": [
            {
                "aspect": d.aspect,
                "here": both(d.here),
                "there": both(d.there),
                "apart": _number(d.apart),
                "says": both(d.words),
            }
            for d in t.differences
        ],
        "not_compared": list(t.unsaid),
        "note": both(t.note),
    }


def _side(s: Side) -> Record:
    source = s.target.source if s.target else s.promise.source if s.promise else None
    return {
        "target": s.target.id if s.target else None,
        "promise": s.promise.id if s.promise else None,
        "plan": both(s.promise.plan) if s.promise else None,
        "says": both(s.says),
        **_terms(s.terms),
        "source": _source(source),
    }


def _terms(t: Terms) -> Record:
    return {
        "asks": both(t.asks),
        "operator": t.operator,
        "value": _number(t.value),
        "upper": _number(t.upper),
        "unit": t.unit,
        "due": t.due,
        "basis": both(t.basis),
        "place": both(t.place),
    }


def _source(source: Source | None) -> Record | None:
    return source.model_dump(mode="json", exclude_none=True) if source else None


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
