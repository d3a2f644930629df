"""Is a plan folder sound: the plan, its evidence and its expressions, as `qualicity check` asks."""

from __future__ import annotations

from qualicity.errors import Problem
from qualicity.evidence import check_evidence
from qualicity.indicators.check import check_indicators
from qualicity.plan import PlanFolder, check_plan


def find_problems(folder: PlanFolder) -> list[Problem]:
    """All problems of a plan folder, its evidence and its expressions, in order of their places."""
    evidence = check_evidence(folder)
    # a unit that its figures contradict is told once, at the indicator, and not again at each target
    blamed = [str(p.place) for p in evidence if p.code == "wrong-unit"]
    plan = [p for p in check_plan(folder) if not any(b in p.message.en for b in blamed)]
    found = {*plan, *evidence, *check_indicators(folder)}
    return sorted(found, key=lambda p: (p.place.file, p.place.line, p.place.column, p.code))
