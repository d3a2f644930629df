"""Mistakes that people make in a plan folder: how each is made, and what must be said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rooms_fixtures import Commands, Spot, change

Make = Callable[[Path], Spot]


@dataclass(frozen=True)
class Mistake:
    """A name, how to make it in a plan folder, and the code and the words of the one error it must give."""

    name: str
    make: Make
    code: str
    words: tuple[str, ...] = ()


def replaced(file: str, old: str, new: str, at: str | None = None) -> Make:
    """The one `old` of a file replaced; the mistake is at `at` in the new text (default: its start)."""
    return lambda plan: change(plan / file, old, new, at=at)


def in_main(old: str, new: str, at: str | None = None) -> Make:
    """The same in plan.yaml."""
    return replaced("plan.yaml", old, new, at)


def written(file: str, content: bytes, line: int = 1, column: int = 1) -> Make:
    """A file with this content; the mistake is at the given place."""

    def make(plan: Path) -> Spot:
        (plan / file).write_bytes(content)
        return Spot(plan / file, line, column)

    return make


def added(file: str, text: str, at: str | None = None, *, column: int | None = None) -> Make:
    """Text more at a file's end; the mistake is at `at` in it, or in the given column of its line."""

    def make(plan: Path) -> Spot:
        before = (plan / file).read_text("utf-8").rstrip("\n") + "\n"
        (plan / file).write_text(f"{before}{text}\n", "utf-8")
        start = text.index(at) if at else 0
        line = before.count("\n") + text[:start].count("\n") + 1
        return Spot(plan / file, line, column or start - text.rfind("\n", 0, start))

    return make


def in_gbk(file: str) -> Make:
    """A file saved in GB18030; the mistake is where its first byte stands that is no ASCII."""

    def make(plan: Path) -> Spot:
        text = (plan / file).read_text("utf-8")
        before = text[: next(n for n, char in enumerate(text) if ord(char) > 127)]
        (plan / file).write_bytes(text.encode("gb18030"))
        return Spot(plan / file, before.count("\n") + 1, len(before) - before.rfind("\n"))

    return make


def expect_one_error(mistake: Mistake, plan: Path, cli: Commands) -> None:
    """Make the mistake; `check` must tell it once, where it is, and nothing else."""
    spot = mistake.make(plan)
    errors = cli.errors(plan)
    told = [(Path(e["file"]).name, e["line"], e["column"], e["code"], e["message"]) for e in errors]
    assert [e["code"] for e in errors] == [mistake.code], told
    error = errors[0]
    assert (error["file"], error["line"], error["column"]) == (str(spot.file), spot.line, spot.column)
    for word in mistake.words:
        assert word in error["message"]
    assert set(error) == {"severity", "file", "line", "column", "code", "message"}
