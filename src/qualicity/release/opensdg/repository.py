"""A repository as it stands on disk, read whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from qualicity.errors import Problem
from qualicity.release.opensdg.config import Config, Options, read_config
from qualicity.release.opensdg.datafiles import read_files
from qualicity.release.opensdg.gitdates import Changes, History, head
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import Indicator, complete
from qualicity.release.opensdg.inputs import read_indicators
from qualicity.release.opensdg.metadata import META
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.observations import Observed, Taken, gathered, take
from qualicity.release.opensdg.processes import MUCH, in_processes, without_collector
from qualicity.release.opensdg.schema import schema_of
from qualicity.release.opensdg.translations import translations

_MANY, _CHUNK = 600, 16


def _shared(read: Callable[[Any], Any], jobs: Sequence[Any], many: int = _MANY) -> Iterator[Any]:
    """Files read one by one; more than so many of them in several processes."""
    return in_processes(read, jobs, _CHUNK) if len(jobs) > many else map(read, jobs)


def much(harvest: Harvest) -> bool:
    """Whether a repository's data files are worth several processes."""
    return sum(f.path.stat().st_size for i in harvest.indicators.values() for f in i.files) > MUCH


@without_collector()
def read_repository(
    repo: Path, notes: Notes, *, config: Path | None = None, words: Path | None = None
) -> tuple[Config, History, Harvest]:
    """A repository's configuration, its history, and all that it holds; its data files are named, not read.

    `words` is a folder of translations that stands in for the repository of them that the configuration names.
    Errors: `UsageError`, `PlanError` where there is no such repository; what is wrong in its files goes to `notes`.
    """
    said = read_config(repo, config)
    history = head(repo)
    changes = Changes(history, _dated(said))
    translated = translations(said, notes, words, _shared)  # while git reads
    harvest = Harvest(
        read_indicators(said, notes, changes, _shared),
        said.options,
        said.languages,
        translated,
        schema_of(said, notes),
        history.committed or None,
    )
    return said, history, harvest


def observed(harvest: Harvest, notes: Notes) -> Observed:
    """The rows of all data files as observations. Their indicators know thereafter what they have, without the cells."""
    listed = [i for i in harvest.indicators.values() if i.files]
    taken = list(_shared(_Taking(harvest.options), listed, 1 if much(harvest) else len(listed)))
    for indicator, (each, problems) in zip(listed, taken, strict=True):
        indicator.sources = each.sources
        notes.problems += problems
    for each, _ in taken:
        notes.problems += each.notes
    for indicator in harvest.indicators.values():
        complete(indicator)
    return gathered(each for each, _ in taken)


class _Taking:
    """Reads the data files of an indicator and takes their rows."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def __call__(self, indicator: Indicator) -> tuple[Taken, list[Problem]]:
        notes = Notes()
        sources = read_files(indicator.files, notes)
        return take(indicator.id, sources, self._options), notes.problems


def _dated(config: Config) -> set[Path]:
    """The folders of the files whose days of change are told in the metadata."""
    if not any(i.get("git", True) for i in config.inputs if i["class"] in META):
        return set()
    patterns = {config.base / str(i["path_pattern"]) for i in config.inputs if i.get("path_pattern")}
    data = {config.base / str(i.get("git_data_dir") or "data") for i in config.inputs}
    return {p.parent for p in patterns} | data
