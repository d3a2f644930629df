"""What was judged of each target before, kept in the workspace's cache while nothing that it is made from has changed.

It is made from the program, the plan, the day, and the figures of the target's indicator: under a hash of these it is
kept, so that one changed figure makes only what is said of its own targets anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json

from qualicity.plan import Plan
from qualicity.plan.once import Once
from qualicity.program import program
from qualicity.workspace import Workspace

_T = TypeVar("_T")
_PARTS = ("plan", "evidence", "indicators", "methods", "assessment")


class Said(Mapping[str, _T]):
    """What is said of each target: what was kept is read when it is asked for, as most pages ask for one."""

    def __init__(self, kind: type[_T], kept: Mapping[str, bytes], made: Mapping[str, _T]) -> None:
        self._adapter = TypeAdapter[_T](kind)
        self._kept = kept
        self._found = dict(made)

    def __getitem__(self, target: str) -> _T:
        if target not in self._found:
            self._found[target] = self._adapter.validate_json(self._kept[target])
        return self._found[target]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def of_each(
    plan: Plan,
    workspace: Workspace,
    name: str,
    kind: type[_T],
    keys: Mapping[str, str],
    make: Callable[[Collection[str]], Mapping[str, _T]],
) -> Mapping[str, _T]:
    """What is said of each target, kept or made: `keys` tell by target what beside program and plan it comes from.

    `name` is that of the cache's folder, with one file for each plan; `make` makes those of some targets. A workspace
    that cannot be written to keeps nothing. What is said of each indicator is kept in the same way.
    """
    file, begin = workspace.cache(name) / f"{plan.id}.lines", origin(plan)
    wanted = {target: sha256(f"{target} {key}".encode()).hexdigest() for target, key in keys.items()}
    before = read(file, begin)
    left = [t for t, key in wanted.items() if key not in before]
    made = make(left) if left else {}
    now = before | {wanted[t]: to_json(made[t]) for t in left}
    if left:
        write(file, begin, {key: now[key] for key in wanted.values()})
    return Said(kind, {t: now[key] for t, key in wanted.items()}, {t: made[t] for t in left})


def origin(plan: Plan) -> str:
    """A hash of what all that is kept of a plan comes from: the program and the plan."""
    return sha256(f"{program(*_PARTS)} {_contents.of(plan)}".encode()).hexdigest()


_contents = Once(lambda plan: sha256(plan.model_dump_json().encode()).hexdigest())


def read(file: Path, begin: str) -> dict[str, bytes]:
    """What a file keeps of the same program and plan (`begin`): JSON by key, a line each; nothing of a spoilt one."""
    try:
        first, *lines, end = file.read_bytes().split(b"\n")
        if first == begin.encode() and end == b"":
            return {key.decode(): said for key, _, said in (line.partition(b" ") for line in lines)}
    except (OSError, ValueError):
        pass
    return {}


def write(file: Path, begin: str, kept: Mapping[str, bytes]) -> None:
    """Keep it, whole or not at all."""
    beside = file.with_suffix(f".{os.getpid()}-{get_ident()}")
    lines = (begin.encode(), *(f"{key} ".encode() + said for key, said in kept.items()), b"")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(b"\n".join(lines))
        beside.replace(file)
