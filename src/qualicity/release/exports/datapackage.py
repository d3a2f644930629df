"""A Frictionless Data Package: each table as CSV under one descriptor with its schema and checksums.

Source: Data Package and Table Schema, version 2 (datapackage.org).
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from qualicity import __version__
from qualicity.errors import Text
from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.lines import csv_of
from qualicity.release.exports.shape import TABLES, Field, Table

DESCRIPTOR = "datapackage.json"
_FORMATS = {"uri": ("string", "uri")}


def names(edition: Edition) -> tuple[str, ...]:
    """What `write` writes, in its order."""
    del edition
    return (DESCRIPTOR, *(f"{table}.csv" for table in TABLES))


def write(edition: Edition, folder: Path) -> list[Path]:
    """Write `NAME.csv` for each table and `datapackage.json`.

    Returns: the files, the descriptor first.
    """
    written = [folder / DESCRIPTOR]
    resources = []
    for table in tables(edition):
        content = csv_of(table)
        written.append(folder / f"{table.name}.csv")
        written[-1].write_bytes(content)
        resources.append(_resource(table, content))
    text = json.dumps(_package(edition) | {"resources": resources}, ensure_ascii=False, indent=1)
    written[0].write_text(text + "\n", "utf-8")
    return written


def _package(edition: Edition) -> dict[str, Any]:
    plan = edition.view.plan
    said = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": plan.id,
        "id": edition.name,
        "title": plan.title.en,
        "title_zh": plan.title.zh,
        "version": edition.release.name if edition.release else edition.view.scorecard.as_of.isoformat(),
        "homepage": edition.address("en") if edition.site else None,
        "created": f"{edition.made.isoformat()}Z" if edition.release else None,
        "sources": [{"title": s.title} | ({"path": s.url} if s.url else {}) for s in plan.sources],
        "qualicity": __version__,
    }
    return {k: v for k, v in said.items() if v}


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title.en,
        "title_zh": table.title.zh,
        "type": "table",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(f) for f in table.fields],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": list(r.fields), "reference": {"resource": r.table, "fields": list(r.theirs)}}
                for r in table.references
            ],
            "missingValues": [""],
        },
    }


def _field(field: Field) -> dict[str, Any]:
    kind, form = _FORMATS.get(field.kind, (field.kind, ""))
    said: dict[str, Any] = {"name": field.name, "type": kind, "title": field.title.en}
    if field.title.zh:
        said["title_zh"] = field.title.zh
    if form:
        said["format"] = form
    if field.about:
        said["rdfType"] = field.about
    constraints: dict[str, Any] = {"required": True} if field.required else {}
    if field.codes is not None:
        constraints["enum"] = list(field.codes)
        said["categories"] = [_category(code, words) for code, words in field.codes.items()]
    return said | ({"constraints": constraints} if constraints else {})


def _category(code: str, words: Text) -> dict[str, str]:
    return {"value": code, "label": words.en} | ({"label_zh": words.zh} if words.zh else {})
