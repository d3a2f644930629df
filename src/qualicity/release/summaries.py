"""Summaries of goals, missions and the plan as records."""

from __future__ import annotations

from typing import Any

from qualicity.assessment import PlanSummaries, Summary, rollup_words
from qualicity.assessment.rollup import Variant
from qualicity.assessment.rollup_rules import RULES
from qualicity.release.text import both

Record = dict[str, Any]


def summaries(found: PlanSummaries) -> Record:
    """`{"plan", "goals": […], "missions": […]}`, one record for each summary."""
    return {
        "plan": summary(found.plan),
        "goals": [summary(s) for s in found.goals],
        "missions": [summary(s) for s in found.missions],
    }


def summary(s: Summary) -> Record:
    """One summary. `value` (0 to 100) is null where too few of its members were judged."""
    return {
        s.kind: s.id,
        "rule": s.rule,
        "rule_says": both(RULES[s.rule].says),
        "status": s.status,
        "value": float(s.outcome.value) if s.outcome else None,
        "shown": both(s.shown),
        "arithmetic": both(s.arithmetic),
        "judged": len(s.judged),
        "members": [{"target": m.target.id, "status": m.status, "by_people": m.by_people} for m in s.members],
        "unjudged": [m.target.id for m in s.unjudged],
        "not_counted": [m.target.id for m in s.uncounted],
        "least_judged": float(s.least_judged),
        "lowest": _variant(s.lowest),
        "highest": _variant(s.highest),
        "variants": [_variant(v) for v in s.variants],
        "decide": [m.target.id for m in s.decide],
        "says": both(rollup_words.line(s)),
    }


def _variant(v: Variant | None) -> Record | None:
    if v is None:
        return None
    return {
        "terms": v.terms,
        "without": v.without.id if v.without else None,
        "value": float(v.outcome.value),
        "status": v.outcome.status,
        "shown": both(v.outcome.shown),
    }
