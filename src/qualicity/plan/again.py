"""Plans that were read before: a folder that says the same, byte for byte, is not read again.

Within a process they are kept as they are; from one process to the next, where a folder is named for it (`keep_in`), as JSON,
which is told into the same objects: no code lies there, and what the models refuse is read anew.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from pydantic_core import to_json

from qualicity.errors import Problem
from qualicity.plan.model import Plan
from qualicity.plan.prose import ProsePage
from qualicity.program import program

Check: TypeAlias = Callable[[Any], Iterable[Problem]]
"""What finds problems in a `PlanFolder`."""

_SAYING = (".yaml", ".yml", ".md", ".geojson", ".json")
"""Ends of the names of files that are told apart by what they say, others by size and time."""
_MOST = 8
METHODS = "qualicity.methods"
"""The group of the entry points that add methods, of which checks know."""


@dataclass(slots=True)
class ReadPlans:
    """The last plans that were read without an error, each with what its folder said then and the checks it passed.

    `shelf` is the folder where they lie for other processes, if there is one.
    """

    plans: OrderedDict[Path, tuple[bytes, frozenset[Check], Plan]] = field(default_factory=OrderedDict)
    shelf: Path | None = None

    def get(self, named: Path, said: bytes, checks: frozenset[Check]) -> Plan | None:
        """The plan of a folder that says the same as when it was read and passed at least these checks."""
        folder = named.resolve()
        before, passed, plan = self.plans.get(folder, (b"", frozenset[Check](), None))
        if before == said and checks <= passed:
            return plan
        found = _restored(self._file(named), _key(named, said, checks)) if self.shelf else None
        if found is not None:
            self._keep(folder, said, checks, found)
        return found

    def put(self, named: Path, said: bytes, checks: frozenset[Check], plan: Plan) -> None:
        """Keep a plan. One that is read from folders above it too is not kept: what they say may change by itself."""
        if any(p.folder for p in plan.implements):
            return
        self._keep(named.resolve(), said, checks, plan)
        if self.shelf and said_in(named.resolve()) == said:  # nothing was changed while it was read
            _store(self._file(named), _key(named, said, checks), plan)

    def _file(self, named: Path) -> Path:
        return (self.shelf or Path()) / f"{sha256(bytes(named.resolve())).hexdigest()}.json"

    def _keep(self, folder: Path, said: bytes, checks: frozenset[Check], plan: Plan) -> None:
        self.plans.pop(folder, None)
        self.plans[folder] = (said, checks, plan)
        while len(self.plans) > _MOST:
            self.plans.popitem(last=False)


@cache
def _pages() -> TypeAdapter[tuple[ProsePage, ...]]:
    return TypeAdapter(tuple[ProsePage, ...])


def _key(named: Path, said: bytes, checks: frozenset[Check]) -> bytes:
    """What a plan and the problems that are found in it come from; places in it are told by the folder's name."""
    methods = sorted((p.name, p.value, str(p.dist and p.dist.version)) for p in entry_points(group=METHODS))
    passed = sorted(f"{c.__module__}.{c.__qualname__}" for c in checks)
    words = (program(), methods, passed, str(named), str(named.resolve()), said.hex())
    return sha256(repr(words).encode()).hexdigest().encode()


def _told(plan: Plan) -> bytes:
    """A plan as JSON that says what its files said, and no more: what was left out there is left out here."""
    beside = b'{"folder":%s,"pages":%s,' % (to_json(str(plan.folder)), _pages().dump_json(plan.pages))
    return beside + plan.model_dump_json(exclude_unset=True).encode()[1:]


def _restored(file: Path, key: bytes) -> Plan | None:
    """The plan that lies in a file under that key; None of a file that is spoilt or not there."""
    try:
        begin, said = file.read_bytes().split(b"\n", 1)
        whole, told = said[:64], said[64:]
        if begin == key and whole == sha256(told).hexdigest().encode():
            return Plan.model_validate_json(told)
    except (OSError, ValueError):
        pass
    return None


def _store(file: Path, key: bytes, plan: Plan) -> None:
    """Keep a plan for other processes, whole or not at all; one that JSON cannot tell in full is not kept."""
    with suppress(OSError, ValueError):
        told = _told(plan)
        found = Plan.model_validate_json(told)
        if found != plan or _told(found) != told:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_bytes(key + b"\n" + sha256(told).hexdigest().encode() + told)
        beside.replace(file)


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
