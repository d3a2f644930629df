"""JSON Schemas of a plan folder's files, for editors that complete and check while one types.

`python -m qualicity.plan.schema FOLDER` writes `plan.json`, `indicator.json`, `dataset.json` and
`rulings.json`; a YAML file names its schema in a first line `# yaml-language-server: $schema=…`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from qualicity.errors import LANGS
from qualicity.plan.model import Indicator, Plan, Ruling
from qualicity.plan.tables import Dataset

_ELSEWHERE = ("clauses", "datasets", "indicators", "rulings")
"""Parts of a `Plan` that stand in files of their own, not in plan.yaml."""


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by name."""
    plan = _schema(Plan, "plan.yaml")
    for name in _ELSEWHERE:
        plan["properties"].pop(name)
    dataset = _schema(Dataset, "datasets/*.yaml")
    dataset["required"].remove("id")  # the file's name is the id
    ruling = _either_language(Ruling.model_json_schema())
    defs = ruling.pop("$defs", {})
    rulings = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rulings.yaml",
        "type": "object",
        "additionalProperties": False,
        "required": ["rulings"],
        "properties": {"rulings": {"type": "array", "items": ruling}},
        "$defs": defs,
    }
    return {
        "plan": plan,
        "indicator": _schema(Indicator, "indicators/*.yaml"),
        "dataset": dataset,
        "rulings": rulings,
    }


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    found = _either_language(model.model_json_schema(by_alias=True))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": title}


def _either_language(schema: dict[str, Any]) -> dict[str, Any]:
    """A file may give a text in one of the languages only; read, the other then stands for it."""
    text = schema["$defs"]["Text"]
    text["anyOf"] = [{"required": [lang]} for lang in LANGS]
    del text["required"]
    return schema


def write(folder: Path) -> None:
    """Write each schema as `<name>.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.json").write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
