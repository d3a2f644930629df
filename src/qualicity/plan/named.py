"""What the files of a plan folder name, as written, and what is said of a name that nothing has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from qualicity.errors import Problem, Text, did_you_mean
from qualicity.plan.yamlfile import YamlFile

Path_ = tuple[str | int, ...]


def items(file: YamlFile, *path: str | int) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """The mappings of a list in a file, each with its path."""
    listed = file.get(*path) if path else file.data
    for n, item in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(item, dict):
            yield (*path, n), item


def unknown(
    file: YamlFile, path: Path_, what: Text, name: Any, known: Iterable[str], *, key: bool = False
) -> Problem:
    """The problem of a name that is not among the known ones, with the nearest of them."""
    near = did_you_mean(str(name), list(known))
    en = f"unknown {what.en} '{name}'{near.en}"
    zh = f"未知的{what.get('zh')}“{name}”{near.zh}"
    return file.problem(path, f"unknown-{what.en.replace(' ', '-')}", en, zh, key=key)
