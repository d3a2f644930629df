"""When each file of a repository was last changed, by its git history, read once."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

_COMPARED = ("-m", "--name-only", "--no-renames", "--pretty=oneline")
_HEADER = re.compile(r"([0-9a-f]{40,64})(?: \(from ([0-9a-f]{40,64})\))?(?: |$)").match
Step = tuple[str, str]
"""From a commit to one of its parents."""
Output = tuple[subprocess.Popen[bytes], IO[bytes]]


_FAR = re.compile(r"(?!file:)\w+://|[\w.-]+@[\w.-]+:")
"""What the address of a repository on another machine begins with."""


@dataclass(frozen=True, slots=True)
class History:
    """The commit that a repository stands at: its id, second and day, the address that it was cloned from, and the folder."""

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
    address = url if _FAR.match(url) else ""  # else a folder of this machine
    return History(said[0], int(said[1]), said[2][:10], address, Path(root).resolve())


class Changes:
    """When the files under some folders were last changed: git reads while other things are done.

    Most commits came in by merges and changed nothing that is still there. So git compares the commits of the main
    line, and of the others only those that came with a merge whose files are not told apart yet.
    """

    def __init__(self, history: History, folders: Iterable[Path]) -> None:
        root = history.root
        self._head, self._root = history.commit, root
        below = {f.resolve() for f in folders if history.commit and f.is_dir()}
        below = {f for f in below if f.is_relative_to(root)}
        self._files = {p.relative_to(root).as_posix() for f in below for p in f.rglob("*") if p.is_file()}
        self._paths = sorted(f.relative_to(root).as_posix() for f in below)
        if self._files:
            self._commits = self._started("log", "--date-order", "--format=%H %cI %P", "HEAD")
            self._line = self._started("log", "--first-parent", *_COMPARED, "HEAD", "--", *self._paths)

    def of(self, path: Path) -> str | None:
        """The day on which a file was last changed, or None where that is not known."""
        resolved = path.resolve()
        inside = self._head and resolved.is_relative_to(self._root)
        return self.days.get(resolved.relative_to(self._root).as_posix()) if inside else None

    def find(self) -> None:
        """Find all of the days now: there are other things to wait for."""
        _ = self.days

    @cached_property
    def days(self) -> dict[str, str]:
        """For each file, by its path from the repository's root, the day of the last commit that changed it.

        As `git log FILE` finds it: where branches were merged, along the first that has the file as it is now.
        """
        if not self._files:
            return {}
        told = [line.split() for line in _lines(*self._commits)]
        parents = {commit: tuple(above) or ("",) for commit, _, *above in told}
        line = _main_line(self._head, parents)
        known = self._compared(self._line, {commit: parents[commit][:1] for commit in line})
        together = _merged(line, parents)
        while True:
            found, unknown = self._walked([(commit, day) for commit, day, *_ in told], parents, known)
            if not unknown:
                return found
            asked = {c: parents[c] for commit in unknown for c in together[commit]}
            said = self._started(
                "diff-tree", "--stdin", "-r", "--root", *_COMPARED, "--", *self._paths, asked=asked
            )
            known |= self._compared(said, asked)

    def _walked(
        self,
        commits: Iterable[tuple[str, str]],
        parents: Mapping[str, Sequence[str]],
        known: Mapping[Step, set[str]],
    ) -> tuple[dict[str, str], set[str]]:
        """The days of the files that are found, and the commits that must be compared to find the others."""
        waiting = {self._head: self._files}
        found: dict[str, str] = {}
        unknown: set[str] = set()
        for commit, day in commits:
            files = waiting.pop(commit, set())
            for parent in parents[commit] if files else ():
                changed = known.get((commit, parent)) if files else set()
                if changed is None:
                    unknown.add(commit)
                    changed = files = set()
                waiting[parent] = waiting.get(parent, set()) | (files - changed)
                files = files & changed
            found.update((f, day[:10]) for f in files)
        return found, unknown

    def _started(self, *words: str, asked: Iterable[str] = ()) -> Output:
        said = TemporaryFile()  # noqa: SIM115  (a pipe would be full before anybody reads it)
        command = ["git", "-c", "core.quotepath=off", *words]
        with TemporaryFile() as given:
            given.write("".join(f"{commit}\n" for commit in asked).encode())
            given.seek(0)
            run = subprocess.Popen(
                command, cwd=self._root, stdin=given, stdout=said, stderr=subprocess.DEVNULL
            )
        return run, said

    def _compared(self, output: Output, steps: Mapping[str, Sequence[str]]) -> dict[Step, set[str]]:
        """Of each step from a commit to a parent (to nothing from the first commit) the files that differ."""
        compared: dict[Step, set[str]] = {
            (c, parent): set() for c, above in steps.items() for parent in above
        }
        here: set[str] = set()
        for line in _lines(*output):
            if line in self._files:
                here.add(line)
            elif found := _HEADER(line):
                here = compared[found[1], found[2] or steps[found[1]][0]]
        return compared


def _main_line(head: str, parents: Mapping[str, Sequence[str]]) -> list[str]:
    """A commit, its first parent, the first parent of that, and so on."""
    line = []
    while head in parents:
        line.append(head)
        head = parents[head][0]
    return line


def _merged(line: Sequence[str], parents: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """For each commit all that came into the main line together with it."""
    together: dict[str, list[str]] = {}
    for commit in reversed(line):
        fresh: list[str] = []
        waiting = [commit]
        while waiting:
            one = waiting.pop()
            if one in parents and one not in together:
                together[one] = fresh
                fresh.append(one)
                waiting += parents[one]
    return together


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
