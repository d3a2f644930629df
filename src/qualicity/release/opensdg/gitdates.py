"""When each file of a repository was last changed, by its git history, read once."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

_HEADER = re.compile(r"([0-9a-f]{40,64})(?: \(from ([0-9a-f]{40,64})\))?(?: |$)").match


@dataclass(frozen=True, slots=True)
class History:
    """The commit that a repository stands at: its id, second and day, where it was cloned from, and the folder."""

    commit: str = ""
    committed: int = 0
    day: str = ""
    url: str = ""
    root: Path = Path()


def head(folder: Path) -> History:
    """The commit of a folder under git; nothing for any other folder."""
    root = _git(folder, "rev-parse", "--show-toplevel").strip()
    said = _git(folder, "log", "-1", "--format=%H %ct %cI").split()
    if not root or len(said) != 3:
        return History()
    url = _git(folder, "config", "--get", "remote.origin.url").strip()
    return History(said[0], int(said[1]), said[2][:10], url, Path(root).resolve())


class Changes:
    """When the files under some folders were last changed: git reads while other things are done."""

    def __init__(self, history: History, folders: Iterable[Path]) -> None:
        root = history.root
        self._head, self._root = history.commit, root
        below = {f.resolve() for f in folders if history.commit and f.is_dir()}
        below = {f for f in below if f.is_relative_to(root)}
        self._files = {p.relative_to(root).as_posix() for f in below for p in f.rglob("*") if p.is_file()}
        paths = sorted(f.relative_to(root).as_posix() for f in below)
        if self._files:
            self._commits = self._started("--date-order", "--format=%H %cI %P", "HEAD")
            told = ("-m", "--full-history", "--name-only", "--no-renames", "--pretty=oneline")
            self._changes = self._started(*told, "HEAD", "--", *paths)

    def of(self, path: Path) -> str | None:
        """The day on which a file was last changed, or None where that is not known."""
        resolved = path.resolve()
        inside = self._head and resolved.is_relative_to(self._root)
        return self.days.get(resolved.relative_to(self._root).as_posix()) if inside else None

    @cached_property
    def days(self) -> dict[str, str]:
        """For each file, by its path from the repository's root, the day of the last commit that changed it.

        As `git log FILE` finds it: where branches were merged, along the first that has the file as it is now.
        """
        if not self._files:
            return {}
        changed = self._changed()
        waiting = {self._head: set(self._files)}
        found: dict[str, str] = {}
        for line in _lines(*self._commits):
            commit, day, *parents = line.split()
            files = waiting.pop(commit, set())
            by_parent = changed.get(commit, {})
            for parent in parents if files else ():
                here = by_parent.get(parent if len(parents) > 1 else "", set())
                waiting.setdefault(parent, set()).update(files - here)
                files &= here
            found.update((f, day[:10]) for f in files)
        return found

    def _started(self, *words: str) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
        said = TemporaryFile()  # noqa: SIM115  (a pipe would be full before anybody reads it)
        command = ["git", "-c", "core.quotepath=off", "log", *words]
        run = subprocess.Popen(command, cwd=self._root, stdout=said, stderr=subprocess.DEVNULL)
        return run, said

    def _changed(self) -> dict[str, dict[str, set[str]]]:
        """Of each commit the files that it changed, for a merge by parent."""
        changed: dict[str, dict[str, set[str]]] = {}
        here: set[str] = set()
        for line in _lines(*self._changes):
            if line in self._files:
                here.add(line)
            elif found := _HEADER(line):
                here = changed.setdefault(found[1], {}).setdefault(found[2] or "", set())
        return changed


def _lines(run: subprocess.Popen[bytes], said: IO[bytes]) -> list[str]:
    run.wait()
    with said:
        said.seek(0)
        return said.read().decode("utf-8", "replace").splitlines()


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
