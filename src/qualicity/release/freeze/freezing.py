"""Freeze a plan as it stands: all or nothing, and never over a release that there is."""

from __future__ import annotations

import fcntl
import platform
import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qualicity.assessment import PlanView, broken_claims, view_plan
from qualicity.errors import PlanError, Text, UsageError
from qualicity.plan import Plan
from qualicity.plan.calendar import LATEST, RELEASE_NAME
from qualicity.program import program
from qualicity.release.freeze import contents, judged
from qualicity.release.freeze.lock import FORMAT, Lock
from qualicity.release.freeze.shelf import OBSERVATIONS, Frozen, folder_of, lock_file, plan_copy
from qualicity.release.text import both
from qualicity.workspace import Workspace

_NAME = re.compile(RELEASE_NAME)


def freeze(
    plan: Plan,
    workspace: Workspace,
    name: str,
    as_of: date,
    now: datetime,
    *,
    note: str = "",
    by: str = "",
    embargo: datetime | None = None,
    shown: str | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Frozen:
    """Compute a plan as known on a date and freeze it under a name.

    `shown` is the plan folder's path as a person types it: where `verify` looks for it. `now` is UTC, without zone.
    Errors: `UsageError` for a name that is taken or none; `PlanError` where a page says what the figures do not; those
    of `view_plan`.
    """
    refuse_name(workspace, name)
    view = view_plan(plan, workspace, as_of, progress, shown)
    broken = broken_claims(view)
    if broken:
        raise PlanError(broken)
    head: dict[str, Any] = {
        "lock": FORMAT,
        "name": name,
        "plan": plan.id,
        "title": both(plan.title),
        "note": note,
        "as_of": as_of.isoformat(),
        "made": now.isoformat(timespec="seconds"),
        "by": by,
        "embargo": embargo.isoformat(timespec="seconds") if embargo else None,
        "folder": shown or plan.id,
        "software": {
            "qualicity": version("qualicity"),
            "program": program(),
            "duckdb": version("duckdb"),
            "python": platform.python_version(),
        },
    }
    verdicts = judged.written(judged.judged(view))
    lock = Lock.of(head, _parts(plan, view, verdicts))
    return _put(lock, plan, view.figures.work.path, verdicts, workspace)


def _parts(plan: Plan, view: PlanView, verdicts: str) -> dict[str, Any]:
    """What the lock holds below its head."""
    figures = view.figures.work.path
    return {
        "definitions": contents.definitions(plan.folder, plan),
        "datasets": contents.datasets(view.store),
        "methods": contents.methods(view),
        "rulings": [
            contents.rounded(r.model_dump(mode="json", exclude_none=True)) for r in view.plan.rulings
        ],
        "assessments": contents.assessments(view),
        "observations": contents.observations(figures),
        "pages": {
            judged.FILE: sha256(verdicts.encode()).hexdigest(),
            OBSERVATIONS: contents.hash_of(figures),
        },
    }


def refuse_name(workspace: Workspace, name: str) -> None:
    """Errors: `UsageError` for what is no name of a release, or for one that there is."""
    if not _NAME.fullmatch(name) or len(name) > 60 or name == LATEST:
        raise UsageError(
            Text(
                f"'{name}' is no name for a release: write small letters, digits, '-' and '.', such as 2020-final",
                f"“{name}”不能作为发布名称：请用小写字母、数字、“-”和“.”，例如 2020-final",
            )
        )
    if lock_file(workspace, name).exists():
        raise UsageError(
            Text(
                f"there is a release '{name}' already, and a release never changes: choose another name",
                f"已有名为“{name}”的发布，发布不可更改：请另取名称",
            )
        )


def _put(lock: Lock, plan: Plan, observations: Path, verdicts: str, workspace: Workspace) -> Frozen:
    """The folder first, then the lock file: without this there is no release."""
    file = lock_file(workspace, lock.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    with (file.parent / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refuse_name(workspace, lock.name)  # another may have made it meanwhile
        folder, part = folder_of(file), file.with_name(f".{file.name}")
        shutil.rmtree(folder, ignore_errors=True)  # of a release that was never finished
        _copy(plan, plan_copy(file, plan.id))
        shutil.copyfile(observations, folder / OBSERVATIONS)
        (folder / judged.FILE).write_text(verdicts, "utf-8")
        part.write_text(lock.text(), "utf-8")
        part.rename(file)
    return Frozen(lock, file)


def _copy(plan: Plan, to: Path) -> None:
    for name in contents.definition_files(plan.folder, plan):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(plan.folder / name, to / name)
    for parent in plan.implements:  # what they promise stands in folders beside the plan's own
        beside = plan.folder.parent / (parent.folder or "") / "plan.yaml"
        if parent.folder and beside.is_file():
            (to.parent / parent.folder).mkdir(exist_ok=True)
            shutil.copyfile(beside, to.parent / parent.folder / "plan.yaml")
