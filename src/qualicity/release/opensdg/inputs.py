"""All inputs of a repository, merged by indicator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qualicity.errors import Place, Text
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.datafiles import DataFile, DataReader, data_files, paths
from qualicity.release.opensdg.gitdates import Changes
from qualicity.release.opensdg.indicators import Indicator, Rows, minimum
from qualicity.release.opensdg.metadata import META, read_metadata
from qualicity.release.opensdg.notes import Notes


def read_indicators(
    config: Config,
    notes: Notes,
    changes: Changes,
    loads: Callable[..., Any],
    take: Callable[[str, list[Rows]], Any],
) -> tuple[dict[str, Indicator], list[Any]]:
    """The indicators of all inputs by id, in the order in which they are found, and what was taken of each one's data.

    `take` makes what it will of an indicator's data files, and has their `sources` without the cells.
    """
    found: dict[str, Indicator] = {}
    files: dict[str, list[DataFile]] = {}
    for said in config.inputs:
        kind = str(said["class"])
        if kind == "InputCsvData":
            for file in data_files(config, said, notes):
                found.setdefault(file.id, Indicator(file.id))
                files.setdefault(file.id, []).append(file)
        elif kind in META:
            read_metadata(config, said, list(paths(config, said)), found, notes, changes, loads)
        else:
            place = Place(config.file.name if config.file else "config_data.yml")
            en = f"the input {kind} is not read: CSV data, and metadata in YAML, Markdown, CSV or Excel are"
            told = Text(en, f"不读取输入 {kind}：支持 CSV 数据，以及 YAML、Markdown、CSV 或 Excel 元数据")
            notes.add("input", place, told)
    taken = []
    for inid, (more, problems) in zip(files, loads(DataReader(take), list(files.values())), strict=True):
        notes.problems += problems
        if more is not None:
            found[inid].sources = more.sources
            taken.append(more)
    for indicator in found.values():
        said_so = indicator.meta or {}
        indicator.meta = said_so | {k: v for k, v in minimum(indicator).items() if k not in said_so}
    return found, taken
