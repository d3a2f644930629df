"""Plans that this process has read: a folder that says the same, byte for byte, is not read again."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from qualicity.errors import Problem
from qualicity.plan.model import Plan

Check: TypeAlias = Callable[[Any], Iterable[Problem]]
"""What finds problems in a `PlanFolder`."""

_SAYING = (".yaml", ".yml", ".md", ".geojson", ".json")
"""Ends of the names of files that are told apart by what they say, others by size and time."""
_MOST = 8


@dataclass(slots=True)
class ReadPlans:
    """The last plans that were read without an error, each with what its folder said then and the checks it passed."""

    plans: OrderedDict[Path, tuple[bytes, frozenset[Check], Plan]] = field(default_factory=OrderedDict)

    def get(self, folder: Path, said: bytes, checks: frozenset[Check]) -> Plan | None:
        """The plan of a folder that says the same as when it was read and passed at least these checks."""
        before, passed, plan = self.plans.get(folder, (b"", frozenset[Check](), None))
        return plan if before == said and checks <= passed else None

    def put(self, folder: Path, said: bytes, checks: frozenset[Check], plan: Plan) -> None:
        """Keep a plan. One that is read from folders above it too is not kept: what they say may change by itself."""
        if any(p.folder for p in plan.implements):
            return
        self.plans.pop(folder, None)
        self.plans[folder] = (said, checks, plan)
        while len(self.plans) > _MOST:
            self.plans.popitem(last=False)


def said_in(folder: Path) -> bytes:
    """A hash of all files of a plan folder. To be taken before they are read: what changes later is then another one."""
    found = sha256()
    for at, folders, files in os.walk(folder, followlinks=True):
        folders.sort()
        for name in sorted(files):
            path = f"{at}/{name}"
            try:
                said = _bytes(path) if name.endswith(_SAYING) else _marks(path)
            except OSError as error:  # a link that leads nowhere, or what may not be read
                said = repr(error).encode()
            found.update(f"{len(path)} {path} {len(said)} ".encode("utf-8", "surrogateescape") + said)
    return found.digest()


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 (thousands of files)
        return file.read()


def _marks(path: str) -> bytes:
    stat = os.stat(path)  # noqa: PTH116
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ino}".encode()
