"""The metadata of a repository: files in YAML, Markdown, CSV or Excel, in other languages, with days from git."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from qualicity.errors import Place, Problem, Text
from qualicity.release.opensdg import cells
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.gitdates import Changes
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.jsontext import plain
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.yamltext import BrokenFileError, load_mapping, load_markdown

META = {"InputYamlMdMeta", "InputYamlMeta", "InputCsvMeta", "InputExcelMeta"}
"""Inputs of metadata that are read."""


Job = tuple[str, Path, str, int]
Read = tuple[dict[str, Any], Problem | None]


def read_meta(job: Job) -> Read:
    """What a file of metadata says, or what is wrong in it."""
    kind, path, shown, sheet = job
    try:
        if kind == "InputYamlMdMeta":
            return plain(load_markdown(path, shown)), None
        if kind == "InputYamlMeta":
            return plain(load_mapping(path, shown)), None
        return plain(_table(kind, path, sheet)), None
    except BrokenFileError as broken:
        return {}, broken.problem


def _table(kind: str, path: Path, sheet: int) -> dict[str, Any]:
    """Metadata in a table of two columns, key and text. What has no key is called `nan`, as by sdg-build."""
    if kind == "InputCsvMeta":
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows: list[Any] = [r for r in csv.reader(opened) if len(r) > 1]
        values: list[Any] = cells.typed("", [r[1] for r in rows]).values
    else:
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True, data_only=True)
        rows = [r for r in book.worksheets[sheet].iter_rows(values_only=True) if len(r) > 1]
        values = [None if r[1] in cells.NOTHING else r[1] for r in rows]
    keys = ("nan" if r[0] is None or r[0] in cells.NOTHING else str(r[0]) for r in rows)
    return {key: value for key, value in zip(keys, values, strict=True) if value is not None}


class Metadata:
    """An input of metadata. `jobs` are its files for `read_meta`: one of each indicator, and others by language."""

    def __init__(self, config: Config, said: Mapping[str, Any], paths: list[Path]) -> None:
        self._config, self._said, self.paths = config, said, paths
        self.books = said["class"] == "InputExcelMeta"
        self._other = {
            d: sorted(e.name for e in os.scandir(d) if e.is_dir()) for d in {p.parent for p in paths}
        }
        sheet = int(said.get("sheet_number") or 0)
        files = [f for p in paths for f in (p, *filter(Path.is_file, self._in_languages(p).values()))]
        self.jobs: list[Job] = [(str(said["class"]), f, config.shown(f), sheet) for f in files]

    def _in_languages(self, path: Path) -> dict[str, Path]:
        return {name: path.parent / name / path.name for name in self._other[path.parent]}

    def merge(
        self, results: Iterable[Read], found: Mapping[str, Indicator], notes: Notes, changes: Changes
    ) -> None:
        """Have the indicators know what was read of their files."""
        config, said, suffix = self._config, self._said, self._said.get("meta_suffix")
        read = {job[1]: result for job, result in zip(self.jobs, results, strict=True)}
        notes.problems += [problem for _, problem in read.values() if problem]
        renamed = _names(config, said, notes)
        for path in self.paths:
            meta = _fixed(read[path][0], renamed)
            for name, translated in self._in_languages(path).items():
                if translated in read:
                    meta[name] = _fixed(read[translated][0], renamed)
            if said.get("git", True):
                meta.update(_dates(config, said, path, meta, changes))
            title = meta.get("indicator_name")
            if suffix:
                meta = {k if k.endswith(str(suffix)) else f"{k}{suffix}": v for k, v in meta.items()}
            indicator = found[path.stem]
            indicator.meta_files.append(config.shown(path))
            indicator.meta = _deep(indicator.meta, meta) if indicator.meta else meta
            indicator.name = title if title is not None else indicator.name


def _names(config: Config, said: Mapping[str, Any], notes: Notes) -> dict[str, str]:
    """The machine's names of an input's fields by what its files call them: as given, or in a table without header."""
    given = said.get("metadata_mapping")
    if isinstance(given, Mapping):
        return {str(k): str(v) for k, v in given.items()}
    if not given:
        return {}
    path = config.repo / str(given)
    if not path.is_file():
        told = Text(
            "metadata_mapping: there is no such file; fields keep their names",
            "metadata_mapping：没有此文件，字段保持原名",
        )
        notes.add("mapping", Place(str(given)), told)
        return {}
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return {r[0]: r[1] for r in csv.reader(opened) if len(r) > 1 and r[0] and r[1]}


def _fixed(meta: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """Metadata under its machine's names, with `true` and `false` as such."""
    named = dict(meta)
    for key, name in renamed.items():  # one after the other: a name may be given on
        if key in named:
            named[name] = named.pop(key)
    truth = {"true": True, "false": False}
    return {k: truth.get(v.lower(), v) if isinstance(v, str) and len(v) < 6 else v for k, v in named.items()}


def _deep(old: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        held = merged.get(key)
        merged[key] = (
            _deep(held if isinstance(held, dict) else {}, value) if isinstance(value, Mapping) else value
        )
    return merged


def _dates(
    config: Config, said: Mapping[str, Any], path: Path, meta: Mapping[str, Any], changes: Changes
) -> dict[str, str]:
    """The days on which an indicator's metadata and data were last changed, by git."""
    mask = str(said.get("git_data_filemask") or "indicator_*.csv")
    name = str(meta.get("data_filename") or mask.replace("*", path.stem))
    folder = Path(config.base, str(said.get("path_pattern") or "")).parent.parent
    dates = {}
    if day := changes.of(path):
        dates["national_metadata_updated_date"] = day
    if day := changes.of(folder / str(said.get("git_data_dir") or "data") / name):
        dates["national_data_updated_date"] = day
    return dates
