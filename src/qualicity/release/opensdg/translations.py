"""The words of a repository: translations in its own folders, and those of another git repository."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from qualicity.errors import Place, Problem, Text
from qualicity.release.opensdg.cells import typed
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.notes import Notes

Words = dict[str, dict[str, dict[str, Any]]]
"""Language → group → key → text."""
FROM_GIT = "TranslationInputSdgTranslations"
Job = tuple[str, str, str, str]
"""Language, group, where it stands, and the YAML."""
Read = Iterable[tuple[str, str, Any, Problem | None]]
"""Of each file its language, its group, what it says, and what is wrong in it."""


def translations(
    config: Config, notes: Notes, given: Path | None, share: Callable[..., Iterator[Any]]
) -> list[Read]:
    """What each source of translations says: it may still be read by other processes.

    `given` is a folder that stands in for the git repository that the configuration names; `share` maps a function
    over jobs.
    """
    sources: list[Read] = []
    for said in config.translations:
        kind = str(said["class"])
        if kind == FROM_GIT:
            sources.append(share(_read, _of_repository(config, said, notes, given)))
        elif kind == "TranslationInputYaml":
            sources.append(share(_read, _of_folder(config, said, notes)))
        elif kind == "TranslationInputCsv":
            sources.append(_of_csv(config.base / str(said.get("source", "translations"))))
        else:
            notes.add(
                "translations",
                Place(config.file.name if config.file else "config_data.yml"),
                Text(f"translations by {kind} are not read", f"不读取 {kind} 类型的翻译"),
            )
    return sources


def together(sources: Iterable[Read], notes: Notes) -> Words:
    """All translations, later sources over earlier ones."""
    words: Words = {}
    for language, group, said, problem in chain.from_iterable(sources):
        if problem:
            notes.problems.append(problem)
        elif isinstance(said, Mapping) and said:
            words.setdefault(language, {}).setdefault(group, {}).update(said)
    return words


def _read(job: Job) -> tuple[str, str, Any, Problem | None]:
    from qualicity.release.opensdg.yamltext import BrokenFileError, load

    language, group, shown, text = job
    try:
        return language, group, load(text, shown), None
    except BrokenFileError as broken:
        return language, group, None, broken.problem


def _of_folder(config: Config, said: Mapping[str, Any], notes: Notes) -> list[Job]:
    folder = config.base / str(said.get("source", "translations"))
    if not folder.is_dir():
        if said.get("source") and any(said is t for t in config.translations) and config.file:
            notes.add(
                "translations",
                Place(config.shown(folder)),
                Text("no such folder of translations", "没有此翻译文件夹"),
            )
        return []
    return _yaml_files(folder, config.shown, notes)


def _yaml_files(folder: Path, shown: Callable[[Path], str], notes: Notes) -> list[Job]:
    from qualicity.release.opensdg.yamltext import BrokenFileError, read_text

    jobs = []
    for file in sorted(folder.rglob("*.yml")):
        if file.parent == folder:
            continue
        try:
            jobs.append((file.parent.name, file.stem, shown(file), read_text(file, shown(file))))
        except BrokenFileError as broken:
            notes.problems.append(broken.problem)
    return jobs


def _of_csv(folder: Path) -> Read:
    for file in sorted(folder.rglob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = [r for r in csv.reader(opened) if len(r) > 1]
        keys, values = (typed("", [r[n] for r in rows]).values for n in (0, 1))
        yield file.parent.name, file.stem, {str(k): v for k, v in zip(keys, values, strict=True)}, None


def _of_repository(config: Config, said: Mapping[str, Any], notes: Notes, given: Path | None) -> list[Job]:
    """The files of a git repository at a tag or branch; a folder given instead is taken as it stands."""
    source, tag = str(said.get("source") or ""), str(said.get("branch") or said.get("tag") or "")
    if given:
        git = (given / ".git").exists()
        if not (git and tag):
            return _yaml_files(
                given / "translations" if (given / "translations").is_dir() else given, str, notes
            )
        source = str(given)
    local = (config.repo / source) if "://" not in source else None
    if local and local.is_dir():
        found = _files_at(local, tag or "HEAD")
    else:
        with tempfile.TemporaryDirectory(prefix="qualicity-") as folder:
            branch = ("--branch", tag) if tag else ()
            clone = ["git", "clone", "--quiet", "--bare", "--depth", "1", *branch, "--", source, folder]
            made = subprocess.run(clone, capture_output=True, text=True, check=False)
            found = _files_at(Path(folder), "HEAD") if made.returncode == 0 else []
    if not found:
        notes.add(
            "translations",
            Place(config.file.name if config.file else "config_data.yml"),
            Text(
                f"translations of {source} ({tag or 'as it stands'}) could not be had: words stay untranslated; "
                "give a clone of it with --translations FOLDER",
                f"无法取得 {source}（{tag or '现状'}）的翻译，文字保持未翻译；可用 --translations 指定其克隆文件夹",
            ),
        )
    return found


def _files_at(repository: Path, commit: str) -> list[Job]:
    """The YAML files under `translations/` of a commit, read by one process of git."""
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "-z", commit, "translations/"],
        cwd=repository,
        capture_output=True,
        check=False,
    )
    entries = [e.partition(b"\t") for e in listed.stdout.split(b"\0") if e.endswith(b".yml")]
    if listed.returncode or not entries:
        return []
    blobs = b"".join(head.split()[2] + b"\n" for head, _, _ in entries)
    read = subprocess.run(
        ["git", "cat-file", "--batch"],
        cwd=repository,
        input=blobs,
        capture_output=True,
        check=False,
    ).stdout
    jobs, at = [], 0
    for _, _, name in entries:
        end = read.index(b"\n", at)
        size = int(read[at:end].split()[2])
        path = Path(name.decode())
        jobs.append(
            (path.parent.name, path.stem, str(path), read[end + 1 : end + 1 + size].decode("utf-8-sig"))
        )
        at = end + size + 2
    return jobs


class Translator:
    """Words of one language: a key `group.key`, or a word of one of the default groups."""

    def __init__(self, words: Words, language: str) -> None:
        self._own = {f"{g}.{k}": v for g, keys in words.get(language, {}).items() for k, v in keys.items()}
        self._all = {f"{g}.{k}" for groups in words.values() for g, keys in groups.items() for k in keys}

    def __call__(self, text: Any, *groups: str) -> Any:
        """The translation of a text, or the text."""
        if not isinstance(text, str):
            return text
        key = text
        if key not in self._all:
            key = next((k for g in groups if (k := f"{g}.{text}") in self._all), text)
        return self._own.get(key, text)

    def deep(self, value: Any) -> Any:
        """Metadata with all of its texts translated."""
        if isinstance(value, list):
            return [self.deep(v) for v in value]
        if isinstance(value, dict):
            return {k: self.deep(v) for k, v in value.items()}
        return self(value, "data")
