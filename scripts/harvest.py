#!/usr/bin/env python3
"""Takes everything that a running portal offers to programs, and checks it with the libraries that others use.

    harvest.py http://127.0.0.1:8000 [FOLDER]

Reads the catalogue (DCAT-AP), downloads every distribution of every dataset, and of each form reads back the
observations. Ends with 1 and says which does not hold. Needs what the tests need (`make setup-test`).
"""

from __future__ import annotations

import io
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from rdflib import DCAT, DCTERMS, RDF, Graph


def csvw(folder: Path) -> int:
    """Rows of observations in CSV on the Web, valid by its metadata."""
    from csvw import CSVW

    read = CSVW(str(folder / "csv-metadata.json"), validate=True)
    assert read.is_valid, read.warnings
    return sum(1 for _ in next(t for t in read.tables if t.local_name == "observations.csv").iterdicts())


def datapackage(folder: Path) -> int:
    """Rows of observations in a valid Data Package."""
    import frictionless

    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    return next(int(t.stats["rows"]) for t in report.tasks if t.name == "observations")


def xlsx(folder: Path) -> int:
    """Rows of observations in the workbook, whose own totals are rebuilt from its sheets."""
    import openpyxl

    book = openpyxl.load_workbook(next(folder.glob("*.xlsx")), data_only=True)
    told = {r[0]: r[1] for r in book["README"].iter_rows(values_only=True) if isinstance(r[1], int)}
    rows = {name: book[name].max_row - 1 for name in book.sheetnames if name != "README"}
    head, *verdicts = book["verdicts"].iter_rows(values_only=True)
    statuses = [row[head.index("status")] for row in verdicts]
    rebuilt = rows | {s: statuses.count(s) for s in set(statuses)}
    assert told == rebuilt, {k: (told.get(k), v) for k, v in rebuilt.items() if told.get(k) != v}
    return rows["observations"]


def parquet(folder: Path) -> int:
    """Rows of observations in Parquet."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(folder / "observations.parquet").num_rows)


def sdmx(folder: Path) -> int:
    """Rows of observations in SDMX, the same in SDMX-CSV and SDMX-ML, by structures that are there."""
    from pysdmx.io import get_datasets, read_sdmx

    structure = folder / "structure.xml"
    (table,), (document,) = (get_datasets(folder / f"data.{kind}", structure) for kind in ("csv", "xml"))
    assert len(table.data) == len(document.data), "data.csv and data.xml differ"
    assert read_sdmx(folder / "metadata-en.xml").reports, "no quality metadata"
    return len(document.data)


CHECKS: dict[str, Callable[[Path], int]] = {
    "csvw": csvw,
    "datapackage": datapackage,
    "xlsx": xlsx,
    "parquet": parquet,
    "sdmx": sdmx,
}
"""By the name of the form; each gives the number of observations that it holds."""


def fetch(url: str) -> bytes:
    """What lies at an address."""
    with urllib.request.urlopen(url, timeout=120) as answer:
        body: bytes = answer.read()
    return body


def harvest(site: str, out: Path) -> dict[str, dict[str, int]]:
    """Take everything. Returns: observations by dataset and form.

    Errors: `AssertionError` where something does not hold.
    """
    graph = Graph().parse(data=fetch(f"{site}/catalog.ttl"), format="turtle")
    found: dict[str, dict[str, int]] = {}
    for dataset in sorted(graph.subjects(RDF.type, DCAT.Dataset)):
        name = str(graph.value(dataset, DCTERMS.identifier))
        held = found[name] = {}
        for distribution in sorted(graph.objects(dataset, DCAT.distribution)):
            url = str(graph.value(distribution, DCAT.downloadURL))
            form = url.rsplit("/", 1)[1].removesuffix(".zip")
            folder = out / name / form
            zipfile.ZipFile(io.BytesIO(fetch(url))).extractall(folder)
            if form in CHECKS:
                held[form] = CHECKS[form](folder)
        assert len(set(held.values())) == 1, f"{name}: the forms differ: {held}"
    assert found, "the catalogue is empty"
    return found


def main() -> None:
    """Take everything from the portal that the command line names."""
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch)
        try:
            found = harvest(site, out)
        except AssertionError as error:
            sys.exit(f"does not hold: {error}")
    for name, held in found.items():
        print(f"{name}: {next(iter(held.values()))} observations in {', '.join(held)}")


if __name__ == "__main__":
    main()
