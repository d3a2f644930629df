"""A release opened: its plan, evidence, figures and verdicts as it froze them."""

from __future__ import annotations

from datetime import date
from typing import Any

from qualicity.assessment import PlanView, assess, with_rulings
from qualicity.indicators import Figures, compute
from qualicity.plan import Plan
from qualicity.release.freeze.shelf import Frozen
from qualicity.workspace import Workspace


def view_release(
    frozen: Frozen, workspace: Workspace, plan: Plan, judged: dict[str, Any] | None, as_of: date | None = None
) -> PlanView:
    """What a release says: on its own day the figures and verdicts that it froze, whatever code computes today.

    `plan` and `judged` are `frozen.plan()` and `frozen.judged(plan)`. On another day, or where it kept no verdicts, they
    are judged anew from its pinned evidence.
    """
    day = as_of or frozen.lock.as_of
    store = frozen.store(workspace, plan)
    plan = with_rulings(plan, store)
    work = compute(plan, store, day)
    released = day == frozen.lock.as_of
    if released:
        work.path = frozen.observations
    figures = Figures(work)
    if released and judged:
        return PlanView(plan, store, figures, judged["scorecard"]).with_kept(judged)
    return PlanView(plan, store, figures, assess(figures, day))
