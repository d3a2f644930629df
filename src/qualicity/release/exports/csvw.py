"""CSV on the Web: each table as CSV, and one file of metadata that says what its columns are.

Source: W3C, Metadata Vocabulary for Tabular Data, 17 December 2015.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qualicity.errors import Text
from qualicity.release.exports.content import tables
from qualicity.release.exports.edition import Edition
from qualicity.release.exports.lines import csv_of
from qualicity.release.exports.shape import TABLES, Field, Table

METADATA = "csv-metadata.json"
"""The name that readers of CSV on the Web try beside a file (clause 5.3)."""
_TYPES = {
    "string": "string",
    "uri": "anyURI",
    "number": "double",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
}


def names(edition: Edition) -> tuple[str, ...]:
    """What `write` writes, in its order."""
    del edition
    return (METADATA, *(f"{table}.csv" for table in TABLES))


def write(edition: Edition, folder: Path) -> list[Path]:
    """Write `NAME.csv` for each table and `csv-metadata.json` about all of them.

    Returns: the files, the metadata first.
    """
    written = [folder / METADATA]
    for table in tables(edition):
        (folder / f"{table.name}.csv").write_bytes(csv_of(table))
        written.append(folder / f"{table.name}.csv")
    text = json.dumps(metadata(edition), ensure_ascii=False, indent=1)
    written[0].write_text(text + "\n", "utf-8")
    return written


def metadata(edition: Edition) -> dict[str, Any]:
    """What is in the files, as a table group of CSV on the Web."""
    plan = edition.view.plan
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _said(plan.title),
        "dc:identifier": edition.name,
        "dc:modified": edition.changed.isoformat(),
        **({"dc:source": edition.address("en")} if edition.site else {}),
        "tables": [_table(t) for t in tables(edition)],
    }


def _table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_described(f) for f in table.fields],
        "primaryKey": list(table.key),
    }
    always = {f.name for f in table.fields if f.required}
    references = [
        r for r in table.references if always.issuperset(r.fields)
    ]  # a missing cell refers to nothing
    if references:
        schema["foreignKeys"] = [
            {
                "columnReference": list(r.fields),
                "reference": {"resource": f"{r.table}.csv", "columnReference": list(r.theirs)},
            }
            for r in references
        ]
    return {"url": f"{table.name}.csv", "dc:title": _said(table.title), "tableSchema": schema}


def _described(field: Field) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": field.name,
        "titles": field.name,
        "dc:description": _said(field.title),
        "datatype": _datatype(field),
        "required": field.required,
    }
    if field.about:
        said["propertyUrl"] = field.about
    return said


def _datatype(field: Field) -> Any:
    if field.codes is None:
        return _TYPES[field.kind]
    either = "|".join(_escaped(code) for code in field.codes)
    return {"base": "string", "format": f"^({either})$"}


def _escaped(code: str) -> str:
    """A code as a regular expression of XML Schema and of ECMAScript."""
    return "".join(f"\\{c}" if c in r"\^$.|?*+()[]{}/-" else c for c in code)


def _said(text: Text) -> Any:
    said = [{"@value": text.en, "@language": "en"}]
    return [*said, {"@value": text.zh, "@language": "zh-Hans"}] if text.zh else said
