"""How much of the goals is reported, and how far it is told apart: `stats/reporting.json`, `stats/disaggregation.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from qualicity.release.opensdg.config import Options
from qualicity.release.opensdg.indicators import Indicator, disaggregations
from qualicity.release.opensdg.naturally import naturally

_NOT_SPECIFIED = "status.not_specified"
_STATES = ("complete", "inprogress", "notstarted", "notapplicable")


def reporting(all_meta: Mapping[str, Mapping[str, Any]], fields: Sequence[str]) -> dict[str, Any]:
    """Indicators by reporting status: overall, by goal and by other fields of their metadata."""
    statuses = list(
        dict.fromkeys(m["reporting_status"] for m in all_meta.values() if "reporting_status" in m)
    )
    counted = [
        m for m in all_meta.values() if m.get("standalone", False) is False and m.get("placeholder", "") == ""
    ]
    grouped = {field: _groups(counted, field, statuses) for field in dict.fromkeys((*fields, "goal_number"))}
    goals = grouped.pop("goal_number")
    overall = _report(Counter(_status(m) for m in counted), statuses)
    return {
        "statuses": [{"value": status} for status in statuses],
        "overall": overall,
        "extra_fields": grouped,
        "goals": goals,
    }


def _status(meta: Mapping[str, Any]) -> Any:
    said = meta.get("reporting_status")
    return _NOT_SPECIFIED if said is None else said


def _groups(
    counted: Sequence[Mapping[str, Any]], field: str, statuses: Sequence[Any]
) -> list[dict[str, Any]]:
    values = [_NOT_SPECIFIED if m.get(field) is None else m[field] for m in counted]
    if all(_numeric(v) for v in values):
        values = [int(v) for v in values]
    groups: dict[Any, Counter[Any]] = {}
    for value, meta in zip(values, counted, strict=True):
        groups.setdefault(value, Counter())[_status(meta)] += 1
    key = "goal" if field == "goal_number" else field
    in_order = sorted(groups, key=lambda v: (isinstance(v, str), v))
    return [{key: value, **_report(groups[value], statuses)} for value in in_order]


def _numeric(value: Any) -> bool:
    return bool(value) if isinstance(value, int) else isinstance(value, str) and value.isnumeric()


def _report(count: Counter[Any], statuses: Sequence[Any]) -> dict[str, Any]:
    total = sum(count.values())
    listed = [
        {"status": s, "count": count[s], "percentage": round(100 * count[s] / total, 3) if total else None}
        for s in statuses
    ]
    return {"statuses": listed, "totals": {"total": total}}


def disaggregation(indicators: Sequence[Indicator], options: Options) -> dict[str, Any]:
    """Indicators by whether they are told apart as their metadata expects."""
    counted = [i for i in indicators if not i.standalone and not i.placeholder]
    states = {i.id: _state(i, options) for i in counted}
    goals = naturally(dict.fromkeys(i.goal for i in counted))
    fields: dict[str, list[dict[str, Any]]] = {}
    for field in options.status_fields:
        groups: dict[Any, list[str]] = {}
        for i in counted:
            value = (i.meta or {}).get(field)
            if value is not None:
                groups.setdefault(value, []).append(states[i.id])
        fields[field] = [{field: value, **_states(found, options)} for value, found in groups.items()]
    return {
        "statuses": [{"value": s} for s in _STATES],
        "overall": _states(list(states.values()), options),
        "goals": [
            {"goal": goal, **_states([states[i.id] for i in counted if i.goal == goal], options)}
            for goal in goals
        ],
        "extra_fields": fields,
    }


def _state(indicator: Indicator, options: Options) -> str:
    expected = (indicator.meta or {}).get("expected_disaggregations") or []
    if not len(expected):
        return "notapplicable"
    has = disaggregations((h for rows in indicator.sources if rows.lines for h in rows.header), options)
    if len(has) >= len(expected) and all(e in has for e in expected):
        return "complete"
    return "inprogress" if any(e in has for e in expected) else "notstarted"


def _states(found: Sequence[str], options: Options) -> dict[str, Any]:
    if options.ignore_out_of_scope:
        found = [s for s in found if s != "notapplicable"]
    shown = _STATES[:-1] if options.ignore_out_of_scope else _STATES
    count, total = Counter(found), len(found)
    listed = [
        {"status": s, "count": count[s], "percentage": 100 * float(count[s]) / float(total) if total else 0}
        for s in shown
    ]
    return {"statuses": listed, "totals": {"total": total}}
