"""A small plan that is loaded and published once; each test that begins with its site has a copy of all to change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from small_plan import SmallPlan

from qualicity.portal.publish import Published


@dataclass(frozen=True)
class Begun:
    """A plan, the workspace and the site that lie beside it, and what publishing it first did."""

    plan: SmallPlan
    site: Path
    done: Published

    def copied(self, to: Path) -> SmallPlan:
        """The plan and its workspace, loaded, in another folder."""
        plan = deepcopy(self.plan)
        plan.folder = to / self.plan.folder.name
        shutil.copytree(self.plan.folder, plan.folder)
        shutil.copytree(self.plan.workspace, plan.workspace)
        return plan

    def published(self, out: Path) -> Published:
        """Its site in a folder that is not there yet, every file with the time at which it was written."""
        shutil.copytree(self.site, out)
        return self.done


_BEGUN: dict[Path, Begun] = {}


def begun(
    folder: Path, make: Callable[[Path], SmallPlan], publish: Callable[[SmallPlan, Path], Published]
) -> Begun:
    """What is made in a folder, the first time that a process asks for it."""
    if folder not in _BEGUN:
        plan = make(folder / "small")
        _BEGUN[folder] = Begun(plan, folder / "site", publish(plan, folder / "site"))
    return _BEGUN[folder]
