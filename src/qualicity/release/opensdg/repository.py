"""A repository as it stands on disk, read whole: by git, other processes and this one at the same time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualicity.errors import Problem
from qualicity.release.opensdg.config import Config, Options, read_config
from qualicity.release.opensdg.datafiles import read_files
from qualicity.release.opensdg.gitdates import Changes, History, head
from qualicity.release.opensdg.harvest import Harvest
from qualicity.release.opensdg.indicators import DataFile, Indicator, complete
from qualicity.release.opensdg.inputs import find_inputs
from qualicity.release.opensdg.metadata import META, read_meta
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.observations import Observed, Taken, gathered, take, tell_aside
from qualicity.release.opensdg.processes import MUCH, Workers, without_collector
from qualicity.release.opensdg.schema import schema_of
from qualicity.release.opensdg.translations import FROM_GIT, together, translations

_TEXT, _BOOK, _WORDS = 10_000, 100_000, 4_000_000
"""A text or workbook of metadata, and a repository of translations: they take as long as so many bytes of data."""
_CHUNK = 16
"""Texts are given out so many at a time."""
Taking = Iterator[tuple[str, Taken, list[Problem]]]


@without_collector()
def read_repository(
    repo: Path, notes: Notes, *, config: Path | None = None, words: Path | None = None
) -> tuple[Config, History, Harvest]:
    """A repository's configuration, its history, and all that it holds; its data files are named, not read.

    `words` is a folder of translations that stands in for the repository of them that the configuration names.
    Errors: `UsageError`, `PlanError` where there is no such repository; what is wrong in its files goes to `notes`.
    """
    said = read_config(repo, config)
    with Workers() as workers:
        history, harvest, _ = _read(said, notes, words, workers, rows=False)
    return said, history, harvest


@without_collector()
def observe_repository(
    repo: Path, notes: Notes, *, config: Path | None = None, words: Path | None = None
) -> tuple[Config, History, Harvest, Observed]:
    """As `read_repository`, and the rows of all data files as observations: the indicators know what they have, without
    the cells."""
    said = read_config(repo, config)
    with Workers() as workers:
        history, harvest, taking = _read(said, notes, words, workers, rows=True)
        return said, history, harvest, _observed(harvest, taking, notes)


def _read(
    said: Config, notes: Notes, words: Path | None, workers: Workers, *, rows: bool
) -> tuple[History, Harvest, Taking]:
    """What a repository holds, and its rows, which may still be read by other processes."""
    history = head(said.repo)
    changes = Changes(history, _dated(said))
    of_inputs, of_schema = Notes(), Notes()  # they are told after those of the translations
    found, metadata = find_inputs(said, of_inputs)
    texts = sum((_BOOK if m.books else _TEXT) * len(m.jobs) for m in metadata)
    texts += sum(_WORDS for t in said.translations if t["class"] == FROM_GIT)
    sizes = _sizes(found.values()) if rows else {}
    worth = texts + sum(sizes.values()) > MUCH
    files = {inid: found[inid].files for inid in sorted(sizes, key=lambda i: -sizes[i])}  # the largest first
    taking = workers.share(_Taking(files, said.options), list(files), much=worth)
    read = [workers.share(read_meta, m.jobs, 1 if m.books else _CHUNK, much=worth) for m in metadata]

    def share(read: Callable[[Any], Any], jobs: Sequence[Any]) -> Iterator[Any]:
        return workers.share(read, jobs, _CHUNK, much=worth or _TEXT * len(jobs) > MUCH)

    sources = translations(said, notes, words, share)
    schema = schema_of(said, of_schema)
    changes.find()
    translated = together(sources, notes)
    for each, results in zip(metadata, read, strict=True):
        each.merge(results, found, of_inputs, changes)
    notes.problems += of_inputs.problems + of_schema.problems
    harvest = Harvest(found, said.options, said.languages, translated, schema, history.committed or None)
    return history, harvest, taking


def _sizes(indicators: Iterable[Indicator]) -> dict[str, int]:
    return {i.id: sum(f.path.stat().st_size for f in i.files) for i in indicators if i.files}


def much(indicators: Collection[Indicator]) -> bool:
    """Whether it takes several processes to write what was read of indicators."""
    return sum(_sizes(indicators).values()) + _TEXT * len(indicators) > MUCH


def _observed(harvest: Harvest, taking: Taking, notes: Notes) -> Observed:
    taken = {inid: (each, problems) for inid, each, problems in taking}
    listed = [taken[i] for i in harvest.indicators if i in taken]
    for _, problems in listed:
        notes.problems += problems
    for indicator in harvest.indicators.values():
        if indicator.id in taken:
            indicator.sources = taken[indicator.id][0].sources
        complete(indicator)
    observed = gathered(each for each, _ in listed)
    tell_aside(observed.aside, notes)
    return observed


class _Taking:
    """Reads the data files of an indicator and takes their rows."""

    def __init__(self, files: Mapping[str, Sequence[DataFile]], options: Options) -> None:
        self._files, self._options = files, options

    def __call__(self, inid: str) -> tuple[str, Taken, list[Problem]]:
        notes = Notes()
        return inid, take(inid, read_files(self._files[inid], notes), self._options), notes.problems


def _dated(config: Config) -> set[Path]:
    """The folders of the files whose days of change are told in the metadata."""
    if not any(i.get("git", True) for i in config.inputs if i["class"] in META):
        return set()
    patterns = {config.base / str(i["path_pattern"]) for i in config.inputs if i.get("path_pattern")}
    data = {config.base / str(i.get("git_data_dir") or "data") for i in config.inputs}
    return {p.parent for p in patterns} | data
