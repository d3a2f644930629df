"""All inputs of a repository, merged by indicator."""

from __future__ import annotations

from qualicity.errors import Place, Text
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.datafiles import data_files, paths
from qualicity.release.opensdg.indicators import Indicator
from qualicity.release.opensdg.metadata import META, Metadata
from qualicity.release.opensdg.notes import Notes


def find_inputs(config: Config, notes: Notes) -> tuple[dict[str, Indicator], list[Metadata]]:
    """The indicators of all inputs by id, in the order in which they are found, and the inputs of metadata: no file of
    either is read yet."""
    found: dict[str, Indicator] = {}
    metadata = []
    for said in config.inputs:
        kind = str(said["class"])
        if kind == "InputCsvData":
            for inid, file in data_files(config, said, notes):
                found.setdefault(inid, Indicator(inid)).files.append(file)
        elif kind in META:
            metadata.append(Metadata(config, said, list(paths(config, said))))
            for path in metadata[-1].paths:
                found.setdefault(path.stem, Indicator(path.stem, data_first=False))
        else:
            place = Place(config.file.name if config.file else "config_data.yml")
            en = f"the input {kind} is not read: CSV data, and metadata in YAML, Markdown, CSV or Excel are"
            told = Text(en, f"不读取输入 {kind}：支持 CSV 数据，以及 YAML、Markdown、CSV 或 Excel 元数据")
            notes.add("input", place, told)
    return found, metadata
