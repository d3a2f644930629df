"""Editions to give out: of the live state, and of a release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from qualicity.assessment import view_plan
from qualicity.plan import Plan
from qualicity.release.exports.edition import Edition
from qualicity.release.freeze import open_release, view_release
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
    plan = frozen.plan()
    view = view_release(frozen, workspace, plan, frozen.judged(plan))
    return Edition(view, frozen.lock, frozen.lock.made, site)
