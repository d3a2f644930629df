"""What was said of targets at the time: a log that is only added to, a line where something else is said than last.

Recomputing a past day gives what today's methods say of what was known then; this is what was really said. Only
what is said of the day itself is kept, not what somebody recomputes of an earlier one.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from qualicity import __version__
from qualicity.assessment.chance import chances
from qualicity.assessment.model import Chance, FanYear, Scorecard
from qualicity.assessment.track_score import Forecast
from qualicity.errors import Text
from qualicity.plan import Plan
from qualicity.workspace import Workspace

_SAME = ("status", "rule", "value", "due", "chance")
"""A line is added where one of these differs from the target's last."""


def record_verdicts(card: Scorecard, workspace: Workspace, now: datetime) -> int:
    """Keep the verdicts and probabilities of a day as said on it; returns how many lines were added.

    `now` is the time (UTC, without zone). Of any day but its own nothing is kept.
    """
    if card.as_of != now.date():
        return 0
    found = chances(card.assessments, card.plan)
    path = workspace.said(card.plan.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        last = {line["target"]: line for line in map(json.loads, file)}
        lines = []
        for a, chance in zip(card.assessments, found, strict=True):
            said = _line(now, card.as_of, chance) | {
                "target": a.target.id,
                "status": a.status,
                "rule": a.rule,
                "value": None if a.target.value is None else str(a.target.value),
                "due": a.target.due,
            }
            before = last.get(a.target.id)
            if before is None or any(before[k] != said[k] for k in _SAME):
                lines.append(json.dumps(said, ensure_ascii=False) + "\n")
        file.writelines(lines)
    return len(lines)


def read_said(plan: Plan, workspace: Workspace, as_of: date) -> list[Forecast]:
    """What was said up to a day, oldest first, of targets that the plan still has."""
    path = workspace.said(plan.id)
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    found = []
    for line in lines:
        day, target = date.fromisoformat(line["as_of"]), plan.target(line["target"])
        if target is None or day > as_of:
            continue
        by_people = line["rule"] == "ruling"
        found.append(
            Forecast(
                day, target.as_known(day), line["status"], chance_of(line["chance"]), "said", None, by_people
            )
        )
    return found


def _line(now: datetime, day: date, chance: Chance) -> dict[str, Any]:
    said = asdict(chance)
    said["fan"] = [list(asdict(year).values()) for year in chance.fan]
    said["reason"] = asdict(chance.reason) if chance.reason else None
    return {"said_at": now.isoformat(), "as_of": day.isoformat(), "edition": __version__, "chance": said}


def chance_of(said: Mapping[str, Any]) -> Chance:
    """A chance as it was written down."""
    reason = Text(**said["reason"]) if said["reason"] else None
    fan = tuple(FanYear(*year) for year in said["fan"])
    return Chance(**{**said, "reason": reason, "fan": fan})
