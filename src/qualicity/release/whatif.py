"""A supposed verdict as a plain record: never part of what is published, and marked as hypothetical."""

from __future__ import annotations

from qualicity.assessment import Assessment, WhatIf, supposition
from qualicity.release.records import Record
from qualicity.release.text import both


def supposed(found: WhatIf) -> Record:
    """What if as JSON: `{"plan", "target", "as_of", "now", "then", "given", "changed", "sentence"}`.

    `then` says `hypothetical: true`; `leads_to` and `met_in` are those of a supposed pace, else null.
    """
    given = found.given
    return {
        "plan": found.plan.id,
        "target": found.target.id,
        "as_of": found.as_of.isoformat(),
        "now": _verdict(found.now),
        "then": {
            **_verdict(found.then),
            "hypothetical": True,
            "leads_to": None if found.leads_to is None else float(found.leads_to),
            "met_in": found.met_in,
        },
        "given": {
            "value": None if given.value is None else float(given.value),
            "pace": None if given.pace is None else float(given.pace),
            "scheme": given.scheme,
        },
        "changed": found.changed,
        "sentence": both(supposition(found)),
    }


def _verdict(a: Assessment) -> Record:
    return {
        "status": a.status,
        "value": a.figure.value if a.figure else None,
        "period": a.figure.period_text if a.figure else None,
        "scheme": None if a.rule == "none" else a.rule,
        "reason": both(a.reason),
    }
