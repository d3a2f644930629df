"""The parts of a target as JSON: its steps, the areas' shares, what it said before."""

from __future__ import annotations

from typing import Any

from qualicity.assessment import Assessment, PlanView
from qualicity.release.text import both

Record = dict[str, Any]


def parts(view: PlanView, a: Assessment) -> Record:
    """`{"steps", "shares", "restated"}`: verdicts of the parts, and every restatement known by the view's date."""
    return {
        "steps": [{"period": v.target.due, **_verdict(v)} for v in view.steps[a.target.id]],
        "shares": [{"area": v.target.area, **_verdict(v)} for v in view.shares[a.target.id]],
        "restated": [
            {
                "known": r.known.isoformat(),
                **{k: str(v) for k, v in r if k not in ("known", "reason", "source") and v is not None},
                "reason": both(r.reason),
            }
            for r in a.target.restated
        ],
    }


def _verdict(v: Assessment) -> Record:
    return {
        "target_value": None if v.target.value is None else float(v.target.value),
        "value": v.figure.value if v.figure else None,
        "status": v.status,
        "reason": both(v.reason),
    }
