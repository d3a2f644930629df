"""All inputs of a repository, merged by indicator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qualicity.errors import Place, Text
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.datafiles import data_files, paths
from qualicity.release.opensdg.gitdates import Changes
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.metadata import META, read_metadata
from qualicity.release.opensdg.notes import Notes


def read_indicators(
    config: Config, notes: Notes, changes: Changes, loads: Callable[..., Any]
) -> dict[str, Indicator]:
    """The indicators of all inputs by id, in the order in which they are found; their data files are not yet read."""
    found: dict[str, Indicator] = {}
    for said in config.inputs:
        kind = str(said["class"])
        if kind == "InputCsvData":
            for inid, file in data_files(config, said, notes):
                found.setdefault(inid, Indicator(inid)).files.append(file)
        elif kind in META:
            read_metadata(config, said, list(paths(config, said)), found, notes, changes, loads)
        else:
            place = Place(config.file.name if config.file else "config_data.yml")
            en = f"the input {kind} is not read: CSV data, and metadata in YAML, Markdown, CSV or Excel are"
            told = Text(en, f"不读取输入 {kind}：支持 CSV 数据，以及 YAML、Markdown、CSV 或 Excel 元数据")
            notes.add("input", place, told)
    return found
