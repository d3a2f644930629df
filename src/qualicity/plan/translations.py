"""Which of a plan folder's texts are in both languages, and where the others stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from qualicity.errors import LANGS, Place, Text
from qualicity.plan.read import PlanFolder
from qualicity.plan.yamlfile import Path_, YamlFile

_LANGUAGES = {"en", "zh"}


@dataclass(frozen=True, slots=True)
class Translations:
    """How many texts there are, and the places of those that are in one language only."""

    texts: int
    lacking: tuple[Place, ...]

    @property
    def translated(self) -> int:
        """How many are in both languages."""
        return self.texts - len(self.lacking)

    @property
    def share(self) -> float:
        """The share in both languages, 0 to 1; 1 where there is no text."""
        return self.translated / self.texts if self.texts else 1.0

    def by_file(self) -> list[tuple[str, list[int]]]:
        """The lines that lack a translation, file by file."""
        return [(f, [p.line for p in listed]) for f, listed in groupby(self.lacking, lambda p: p.file)]


def translations(folder: PlanFolder) -> Translations:
    """Of the titles, notes and reasons in the folder's YAML files, the clauses of the text, and the pages in words."""
    files = [folder.main, *folder.indicators.values(), *folder.datasets.values()]
    found = [
        pair for file in [*files, *([folder.rulings] if folder.rulings else [])] for pair in _texts(file)
    ]
    if folder.plan:
        places = folder.clause_places
        found += [(places[c.id], _both(c.text)) for c in folder.plan.clauses if c.id in places]
    found += [
        (wording.place, bool(page.en and page.zh)) for page in folder.pages if (wording := page.en or page.zh)
    ]
    return Translations(len(found), tuple(sorted(place for place, both in found if not both)))


def _both(text: Text) -> bool:
    return not any(text.lacks(lang) for lang in LANGS)


def _texts(file: YamlFile) -> Iterator[tuple[Place, bool]]:
    """The texts of a file, each with whether it is in both languages."""

    def walk(value: Any, path: Path_) -> Iterator[tuple[Place, bool]]:
        if isinstance(value, dict):
            if isinstance(value.get("en"), str) and set(value) <= _LANGUAGES:
                yield file.place(path), _both(Text(value["en"], value.get("zh")))
            else:
                for key, item in value.items():
                    yield from walk(item, (*path, key))
        elif isinstance(value, list):
            for n, item in enumerate(value):
                yield from walk(item, (*path, n))

    return walk(file.data, ())
