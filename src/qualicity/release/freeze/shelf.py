"""Releases where they lie: `releases/NAME.lock.json` in the workspace, and what each froze in `releases/NAME/`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.evidence import EvidenceStore, PinnedStore
from qualicity.plan import Plan, open_plan
from qualicity.release.freeze.judged import FILE, kept, read
from qualicity.release.freeze.lock import SUFFIX, Lock, read_lock
from qualicity.workspace import Workspace

OBSERVATIONS = "observations.parquet"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A release on its shelf: its lock and the folder of what it froze."""

    lock: Lock
    file: Path

    @property
    def folder(self) -> Path:
        """The copy of the plan folder that was released."""
        return plan_copy(self.file, self.lock.plan)

    @property
    def observations(self) -> Path:
        """The figures as a table."""
        return folder_of(self.file) / OBSERVATIONS

    def judged(self, plan: Plan) -> dict[str, Any] | None:
        """All that was judged of the plan, as value objects by property of a view.

        None where it was not kept (a release of earlier software), or not in shapes that this software knows.
        """
        try:
            return kept(read(folder_of(self.file) / FILE), plan)
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return None

    def public(self, now: datetime) -> bool:
        """Whether it may be seen: its embargo, if there was one, is over."""
        return self.lock.embargo is None or self.lock.embargo <= now

    def plan(self) -> Plan:
        """The plan as it was released.

        Errors: `UsageError` where the copy is gone or cannot be read.
        """
        found = open_plan(self.folder).plan if self.folder.is_dir() else None
        if found is None:
            raise UsageError(
                Text(
                    f"{self.folder}: the plan that release '{self.lock.name}' froze cannot be read",
                    f"{self.folder}：无法读取发布“{self.lock.name}”所冻结的方案",
                )
            )
        return found

    def store(self, workspace: Workspace, plan: Plan, scratch: Path | None = None) -> EvidenceStore:
        """The evidence at the versions that were released."""
        return PinnedStore(EvidenceStore(workspace, plan), self.lock.versions, scratch)


def lock_file(workspace: Workspace, name: str) -> Path:
    """Where a release's lock lies."""
    return workspace.releases() / f"{name}{SUFFIX}"


def folder_of(file: Path) -> Path:
    """The folder beside a lock file."""
    return file.with_name(file.name.removesuffix(SUFFIX))


def plan_copy(file: Path, plan: str) -> Path:
    """The plan's folder beside a lock file."""
    return folder_of(file) / "plans" / plan


def releases(workspace: Workspace, plan: str | None = None) -> tuple[Frozen, ...]:
    """The releases in a workspace (of a plan), the latest first.

    Errors: `UsageError` for a file that is no lock.
    """
    found = (Frozen(read_lock(f), f) for f in workspace.releases().glob(f"*{SUFFIX}"))
    of_plan = (f for f in found if plan in (None, f.lock.plan))
    return tuple(sorted(of_plan, key=lambda f: (f.lock.made, f.lock.name), reverse=True))


def open_release(workspace: Workspace, name: str) -> Frozen:
    """The release of that name.

    Errors: `UsageError` with the names that there are.
    """
    file = lock_file(workspace, name)
    if not file.is_file():
        there = sorted(f.name.removesuffix(SUFFIX) for f in workspace.releases().glob(f"*{SUFFIX}"))
        near = did_you_mean(name, there)
        listed = (
            Text(f"; there are: {', '.join(there)}", f"；现有：{'、'.join(there)}")
            if there
            else Text("; there is none yet", "；尚无任何发布")
        )
        raise UsageError(
            Text(
                f"there is no release '{name}'{near.en}{listed.en}",
                f"没有名为“{name}”的发布{near.zh}{listed.get('zh')}",
            )
        )
    return Frozen(read_lock(file), file)
