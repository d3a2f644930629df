"""The program that runs: a hash of its own files and of the libraries it rests on, for what is kept of what it made."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent
_LIBRARIES = (
    "numpy", "scipy", "duckdb", "deltalake", "pydantic", "django", "vl-convert-python", "typst", "python-docx",
)  # fmt: skip
_COMPILED = (".pyc", ".po")


@cache
def program(*parts: str, root: Path = ROOT) -> str:
    """A hash of the files of some of the program's packages, or of all, and of what it computes, draws and writes with.

    The version does not say as much: a checkout of another state has the same. What the files are later counts from
    the next start on.
    """
    found = sha256(" ".join(version(name) for name in _LIBRARIES).encode())
    for place in [root / part for part in parts] or [root]:
        for at, folders, names in os.walk(place):
            folders.sort()
            for name in sorted(names):
                if not name.endswith(_COMPILED):
                    path = Path(at, name)
                    found.update(f"{path.relative_to(root)} {_content(path)}".encode())
    return found.hexdigest()


@cache
def _content(path: Path) -> str:
    """A hash of a file: most are asked for twice, as part of a package and of all."""
    return sha256(path.read_bytes()).hexdigest()
