"""An approved change written into the plan's folder and, where that lies in a git checkout, committed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from qualicity.errors import QualicityError, Text, UsageError
from qualicity.plan.edits import git, locked, write
from qualicity.portal.accounts import demonstrating
from qualicity.portal.catalogue import Catalogue
from qualicity.portal.workbench.actions.changes import Applied, CommitChange, Failed
from qualicity.portal.workbench.actions.submissions import WORKER
from qualicity.portal.workbench.changing import look
from qualicity.portal.workbench.models import PlanChange
from qualicity.portal.workbench.rights import Actor


def apply(plans: Catalogue, number: int, now: datetime) -> PlanChange:
    """Write it, once, whatever happened to a try before: a file holds what it did, or what it shall.

    What cannot be written leaves the folder as it was and is told; what cannot be committed stays written, and is told.
    """
    found = PlanChange.objects.get(pk=number)
    with locked(_lock(plans, found)):
        found.refresh_from_db()
        if found.state != "approved":
            return found
        plan, folder = plans.shelved(found.plan), plans.path(found.plan)
        try:
            _require_may_write(plans, folder)
            texts = look(plans, found).after.texts
            write(folder, {n: found.base[n] for n in texts}, texts)
        except QualicityError as error:
            return Failed(plan, found.pk, found.version, told=error.text).run(WORKER, now)
        except OSError as error:
            said = Text(f"The folder cannot be read or written: {error}", f"无法读写方案文件夹：{error}")
            return Failed(plan, found.pk, found.version, told=said).run(WORKER, now)
        done = _committed(folder, found)
        return Applied(plan, found.pk, found.version, done.id, done.problem).run(WORKER, now)


def commit_again(plans: Catalogue, found: PlanChange, actor: Actor, now: datetime) -> PlanChange:
    """Try to commit an applied change once more."""
    with locked(_lock(plans, found)):
        done = _committed(plans.path(found.plan), found)
        plan = plans.shelved(found.plan)
        return CommitChange(plan, found.pk, found.version, done.id, done.problem).run(actor, now)


def _lock(plans: Catalogue, found: PlanChange) -> Path:
    return plans.workspace.root / "plans" / found.plan / ".plan-lock"


def _require_may_write(plans: Catalogue, folder: Path) -> None:
    """A demo changes only the copy of its plan in the workspace, never what came with the program."""
    if demonstrating() and not folder.resolve().is_relative_to(plans.workspace.root.resolve()):
        raise UsageError(
            Text(
                "A demo changes only its own copy of a plan: start it with 'qualicity demo', which makes one.",
                "演示只修改其自有的方案副本：请用 qualicity demo 启动，它会制作副本。",
            )
        )


def _committed(folder: Path, found: PlanChange) -> git.Committed:
    author, committer = person(found.by), person(found.decided_by)
    message = (
        f"{found.reason.strip()}\n\nPlan change {found.pk} of {found.plan}\n"
        f"Proposed by {author}\nApproved by {committer}\n"
    )
    before = {name: found.base[name] for name in found.after}
    return git.commit(git.Order(folder, before, found.after, author, committer, message))


def person(email: str) -> git.Person:
    """Somebody's name as a commit bears it."""
    from django.contrib.auth import get_user_model

    user: Any = get_user_model().objects.filter(email=email).first()
    return git.Person(user.get_full_name() if user else "", email)
