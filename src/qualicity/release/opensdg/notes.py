"""What could not be taken over from a repository, and why: told, printed and written, never lost in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from qualicity.errors import Place, Problem, Text


@dataclass(slots=True)
class Notes:
    """Problems that stop an import (errors among `problems`), and what was left out or read otherwise."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, place: Place, message: Text) -> None:
        """Something that a person should know; the import goes on."""
        self.problems.append(Problem("warning", place, code, message))

    @property
    def errors(self) -> list[Problem]:
        """What must be mended first."""
        return [p for p in self.problems if p.severity == "error"]

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return dict(sorted(Counter(p.code for p in self.problems).items()))
