"""The peer: frictionless over a table, write what was found. Runs in an environment of its own.

python benchmarks/validation/with_frictionless.py SCHEMA TABLE FOUND
"""

import csv
import re
import sys
from pathlib import Path

import yaml
from frictionless import Resource, Schema, system

RULE = re.compile(r'constraint "(\w+)" is|type is "(\w+)/')


def main(dataset: str, table: str, found: str) -> None:
    """Write line, field and rule of every error."""
    schema = Schema.from_descriptor(yaml.safe_load(Path(dataset).read_text("utf-8"))["schema"])
    with system.use_context(trusted=True), Path(found).open("w", encoding="utf-8", newline="") as out:
        resource = Resource(path=table, schema=schema)
        report = resource.validate(limit_errors=1_000_000)
        writer = csv.writer(out, lineterminator="\n")
        for error in report.tasks[0].errors:
            if error.type == "primary-key":
                writer.writerow((error.row_number, "", "duplicate-row"))
            else:
                rule = RULE.search(error.note)
                writer.writerow(
                    (error.row_number, error.field_name, (rule[1] or rule[2]) if rule else error.note)
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
