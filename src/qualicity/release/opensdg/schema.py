"""The list of metadata fields that a site shows: `meta/schema.json`, from the repository's schema files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Place, Text
from qualicity.release.opensdg.config import Config
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.yamltext import BrokenFileError, load_file

_KEPT = {
    "help": "help",
    "label": "label",
    "value": "value",
    "translation_key": "translation_key",
    "scope": "scope",
}


def schema_of(config: Config, notes: Notes) -> list[dict[str, Any]]:
    """The fields of the schema files in their order; what cannot be read is told.

    As by sdg-build, a field that a file names twice stands in both places, as it is said last; of two files the first
    counts.
    """
    order: list[str] = []
    fields: dict[str, dict[str, Any]] = {}
    for said in config.schemas:
        path = config.base / str(said.get("schema_path") or "_prose.yml")
        if said["class"] != "SchemaInputOpenSdg" or not path.is_file():
            notes.add(
                "schema",
                Place(config.shown(path)),
                Text("no such schema of metadata can be read", "无法读取此元数据模式"),
            )
            continue
        try:
            listed = load_file(path, config.shown(path))["prose"]["metadata"]["meta"]
            names = [str(item["name"]) + str(said.get("meta_suffix") or "") for item in listed]
            fields = dict(zip(names, map(_field, listed), strict=True)) | fields
            order += names
        except BrokenFileError as broken:
            notes.problems.append(broken.problem)
        except (KeyError, TypeError):
            notes.add(
                "schema",
                Place(config.shown(path)),
                Text("not a schema of metadata (prose: metadata: meta:)", "不是元数据模式"),
            )
    return [{"name": name, "field": fields[name]} for name in order]


def _field(item: Mapping[str, Any]) -> dict[str, Any]:
    said = item["field"]
    required, element = item["name"] == "reporting_status", said["element"]
    field = {new: said[old] for old, new in _KEPT.items() if old in said}
    field["element"] = "text"
    if element == "checkbox" and required:
        field["element"] = "checkbox"
    if element in ("select", "multiselect"):
        field["element"] = element
        field["options"] = [
            {"name": o["name"], "value": o["value"], "translation_key": o.get("translation_key", o["name"])}
            for o in said["options"]
        ]
        if not required:
            field["options"].append({"name": "Null", "value": None})
    return field
