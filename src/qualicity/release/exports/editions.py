"""Editions to give out: of the live state, and of a release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from qualicity.assessment import PlanView, assess, view_plan
from qualicity.indicators import Figures, compute
from qualicity.plan import Plan
from qualicity.release.exports.edition import Edition
from qualicity.release.freeze import Frozen, open_release
from qualicity.workspace import Workspace


def live(
    plan: Plan,
    workspace: Workspace,
    as_of: date,
    site: str = "",
    *,
    shown: str | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Edition:
    """The plan as known on a date.

    Errors: `NotLoadedError` when its evidence has not been loaded into the workspace.
    """
    return Edition(view_plan(plan, workspace, as_of, progress, shown), site=site)


def released(workspace: Workspace, name: str, site: str = "") -> Edition:
    """The plan as a release froze it.

    Errors: those of `open_release` and `Frozen.plan`.
    """
    frozen = open_release(workspace, name)
    return Edition(_view(frozen, workspace), frozen.lock, frozen.lock.made, site)


def _view(frozen: Frozen, workspace: Workspace) -> PlanView:
    plan = frozen.plan()
    store = frozen.store(workspace, plan)
    work = compute(plan, store, frozen.lock.as_of)
    work.path = frozen.observations
    figures = Figures(work)
    return PlanView(plan, store, figures, assess(figures, frozen.lock.as_of))
