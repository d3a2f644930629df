"""What changed of a plan's verdicts between two dates, as plain records.

The keys are a contract: `plan, from, to, targets`; of a target `target, title, from, to, changed, parts, sentence`; of
its sides `status, value, period, margin, reason`; of a part `part, amount, status`. Margins and amounts are numbers
of at most 15 digits: read as decimals (Python: `json.loads(text, parse_float=Decimal, parse_int=Decimal)`) the
amounts of a target add up to exactly the margin of `to` minus that of `from`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from qualicity.assessment import Change, SaidChange, SaidSide, said_of
from qualicity.release.records import Record
from qualicity.release.text import both


def verdict_changes(plan: str, first: date, last: date, found: Iterable[Change | SaidChange]) -> Record:
    """The changes as JSON: `{"plan", "from", "to", "targets": […]}`."""
    return {
        "plan": plan,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "targets": [_change(said_of(c) if isinstance(c, Change) else c) for c in found],
    }


def _change(c: SaidChange) -> Record:
    return {
        "target": c.target,
        "title": both(c.title),
        "from": _side(c.before) if c.before else None,
        "to": _side(c.after),
        "changed": c.changed,
        "parts": [{"part": p.part, "amount": _exact(p.amount), "status": p.status} for p in c.parts],
        "sentence": both(c.sentence),
    }


def _side(side: SaidSide) -> Record:
    figure = side.figure
    return {
        "status": side.status,
        "value": figure.value if figure else None,
        "period": figure.period_text if figure else None,
        "margin": _exact(side.margin),
        "reason": both(side.reason),
    }


def _exact(x: Decimal | None) -> float | None:
    """A decimal of at most 15 digits as the float that is written with the same digits."""
    return None if x is None else float(x)
