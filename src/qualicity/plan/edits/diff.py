"""Two texts of a file line by line: what goes, what comes, and the lines around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

AROUND = 3
"""So many lines are shown before and behind a change."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number before and after; None on the side where it is not."""

    sign: Literal["same", "gone", "new"]
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class FileDiff:
    """The changes of one file: groups of lines that stand together."""

    file: str
    groups: tuple[tuple[Line, ...], ...]

    @property
    def counts(self) -> tuple[int, int]:
        """How many lines come and how many go."""
        signs = [line.sign for group in self.groups for line in group]
        return signs.count("new"), signs.count("gone")

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return {"file": self.file, "groups": [[asdict(line) for line in g] for g in self.groups]}


def diff_of(record: Mapping[str, Any]) -> FileDiff:
    """From JSON."""
    return FileDiff(record["file"], tuple(tuple(Line(**line) for line in g) for g in record["groups"]))


def diff(file: str, before: str, after: str) -> FileDiff:
    """What differs between two texts of a file."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    groups = matcher.get_grouped_opcodes(AROUND) if old != new else ()
    return FileDiff(file, tuple(tuple(_lines(old, new, group)) for group in groups))


def _lines(old: list[str], new: list[str], group: list[Any]) -> Iterator[Line]:
    for tag, a, b, c, d in group:
        if tag == "equal":
            yield from (Line("same", a + n + 1, c + n + 1, old[a + n]) for n in range(b - a))
            continue
        yield from (Line("gone", n + 1, None, old[n]) for n in range(a, b))
        yield from (Line("new", None, n + 1, new[n]) for n in range(c, d))
