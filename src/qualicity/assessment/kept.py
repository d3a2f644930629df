"""What was judged of each target before, kept in the workspace's cache while nothing that it is made from has changed.

It is made from the program, the plan, the day, and the figures of the target's indicator: under a hash of these it is
kept, so that one changed figure makes only what is said of its own targets anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

import qualicity
from qualicity.plan import Plan
from qualicity.workspace import Workspace

_T = TypeVar("_T")
_PARTS = ("plan", "evidence", "indicators", "methods", "assessment")
_LIBRARIES = ("numpy", "scipy", "duckdb", "pydantic")


def of_targets(
    plan: Plan,
    workspace: Workspace,
    name: str,
    kind: type[_T],
    keys: Mapping[str, str],
    make: Callable[[Collection[str]], Mapping[str, _T]],
) -> dict[str, _T]:
    """What is said of each target, kept or made: `keys` tell by target what beside program and plan it comes from.

    `name` is that of the cache's folder, with one file for each plan; `make` makes those of some targets. A workspace
    that cannot be written to keeps nothing.
    """
    file = workspace.cache(name) / f"{plan.id}.json"
    begin = sha256(f"{program()} {plan.model_dump_json()}".encode()).hexdigest()
    wanted = {target: f"{target} {key}" for target, key in keys.items()}
    before = read(file, begin)
    adapter = TypeAdapter(dict[str, kind])  # type: ignore[valid-type]
    same = {t: before[key] for t, key in wanted.items() if key in before}
    found: dict[str, _T] = dict(adapter.validate_python(same))
    left = [t for t in keys if t not in same]
    if left:
        made = make(left)
        found |= {t: made[t] for t in left}
        said = adapter.dump_python({t: made[t] for t in left}, mode="json")
        write(file, begin, {wanted[t]: same[t] if t in same else said[t] for t in keys})
    return {t: found[t] for t in keys}


def read(file: Path, begin: str) -> dict[str, Any]:
    """What a file keeps of the same program and plan (`begin`)."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(file.read_text("utf-8"))
        if found["made_from"] == begin:
            return dict(found["kept"])
    return {}


def write(file: Path, begin: str, kept: Mapping[str, Any]) -> None:
    """Keep it, whole or not at all."""
    beside = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"made_from": begin, "kept": kept}, ensure_ascii=False), "utf-8")
        beside.replace(file)


@cache
def program() -> str:
    """A hash of what judges and forecasts: our own files, and the libraries that compute."""
    found = sha256(" ".join(version(name) for name in _LIBRARIES).encode())
    root = Path(qualicity.__file__).parent
    for part in _PARTS:
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".md"):
                found.update(f"{path.relative_to(root)} {sha256(path.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()
