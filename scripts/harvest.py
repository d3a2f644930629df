#!/usr/bin/env python3
"""Takes everything that a running portal offers to programs, and checks it with the libraries that others use.

    harvest.py http://127.0.0.1:8000 [FOLDER [PLAN …]]

Reads the catalogue (DCAT-AP) that the first page names, downloads every distribution of every dataset (or of those of some
plans), and of each form reads back the observations; then every report, whose figures must be among them.
Ends with 1 and says which does not hold. Needs what the tests need (`make setup-test`).
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Node, URIRef


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
    return next(int(t.stats.get("rows", 0)) for t in report.tasks if t.name == "observations")


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
    """Rows of observations in SDMX, the same in SDMX-CSV and SDMX-ML, each by its dimensions alone, of codes that are listed."""
    from pysdmx.io import get_datasets, read_sdmx

    structure = folder / "structure.xml"
    if len((folder / "data.csv").read_text("utf-8").splitlines()) == 1:
        return 0  # of a head without rows pysdmx does not know that it is SDMX-CSV
    (table,), (document,) = (get_datasets(folder / f"data.{kind}", structure) for kind in ("csv", "xml"))
    assert len(table.data) == len(document.data), "data.csv and data.xml differ"
    (declared,) = read_sdmx(structure).get_data_structure_definitions()
    rows: Any = document.data
    assert not rows.duplicated([d.id for d in declared.components.dimensions]).any(), "two rows are one"
    for component in declared.components:
        if component.enumeration is not None and component.id in rows:
            known = {code.id for code in component.enumeration}
            other = set(rows[component.id].dropna()) - known - {""}
            assert not other, f"{component.id}: {sorted(other)} are in no list"
    said = [len(read_sdmx(folder / f"metadata-{lang}.xml").reports) for lang in ("en", "zh")]
    assert said[0] == said[1] > 0, "no quality metadata, or not in both languages"
    return len(document.data)


CHECKS: dict[str, Callable[[Path], int]] = {
    "csvw": csvw,
    "datapackage": datapackage,
    "xlsx": xlsx,
    "parquet": parquet,
    "sdmx": sdmx,
}
"""By the name of the form; each gives the number of observations that it holds."""


Figures = defaultdict[tuple[str, str, str], list[Decimal]]
"""The values of observations by an indicator's title, the definition, and since when they are known."""


def figures(folder: Path) -> dict[str, Figures]:
    """What reports may say, by language, from the files of CSV on the Web."""
    held: dict[str, Figures] = {"en": defaultdict(list), "zh": defaultdict(list)}
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["indicator"]: row for row in csv.DictReader(file)}
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            with contextlib.suppress(InvalidOperation):  # a status, in words
                value = Decimal(row["OBS_VALUE"])
                for lang, found in held.items():
                    named = titles[row["INDICATOR"]]
                    title = named[f"title_{lang}"] or named["title_en"]
                    found[title, row["DEFINITION"], row["VINTAGE"]].append(value)
    return held


_RECEIPT = {
    "en": re.compile(r"\[\d+\] (.*), definition (\S+) · (.*?) · known (\d\S*) · "),
    "zh": re.compile(r"\[\d+\] (.*)，口径 (\S+) · (.*?) · 获知于(\d\S*) · "),
}
"""A receipt in a report: title, definition, figure in words, since when it is known."""


def docx(body: bytes, lang: str, exported: Figures) -> list[str]:
    """The receipts of a report to be edited: every number in them is one of the exports."""
    import docx

    document = docx.Document(io.BytesIO(body))
    assert document.core_properties.title, "a report without a title"
    receipts = [p.text for p in document.paragraphs if re.match(r"\[\d+\] ", p.text)]
    for receipt in receipts:
        found = _RECEIPT[lang].match(receipt)
        if found is None:  # of a figure that nobody dated
            continue
        title, definition, words, known = found.groups()
        numbers = {Decimal(n) for n in re.findall(r"[-−]?\d+(?:\.\d+)?", words.replace("−", "-"))}
        agreed = any(_rounded(v, n) for v in exported[title, definition, known] for n in numbers)
        assert agreed or "“" in words, f"{receipt}: not as exported"
    return receipts


def _rounded(value: Decimal, shown: Decimal) -> bool:
    """Whether a value, rounded to as many places as are shown, is what is shown."""
    exponent = shown.as_tuple().exponent
    return isinstance(exponent, int) and abs(value - shown) <= Decimal((0, (5,), exponent - 1))


def pdf(body: bytes, lang: str, receipts: list[str]) -> int:
    """The pages of a report on paper: tagged, named and spoken as PDF/UA asks, with the same receipts as its DOCX."""
    from pypdf import PdfReader

    read = PdfReader(io.BytesIO(body))
    root: Any = read.trailer["/Root"]
    described = root["/Metadata"].get_data()
    assert b"<pdfuaid:part>1<" in described, "not PDF/UA-1"
    assert b"<pdfaid:part>2<" in described, "not PDF/A-2"
    assert root["/MarkInfo"]["/Marked"], "not tagged"
    assert root["/StructTreeRoot"]["/K"], "without structure"
    assert root["/Lang"] == {"en": "en-GB", "zh": "zh-CN"}[lang], root["/Lang"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"], "its title is not shown"
    assert read.metadata, "nothing is said of it"
    assert read.metadata.title, "a report without a title"
    said = _letters("".join(page.extract_text() for page in read.pages))
    for receipt in receipts:
        assert _letters(receipt.split("] ", 1)[1]) in said, f"{receipt}: not in the PDF"
    return len(read.pages)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def reports(graph: Graph, dataset: Node, exported: dict[str, Figures]) -> int:
    """The pages of all reports of a dataset, after every check."""
    listed = {str(url) for url in graph.objects(dataset, FOAF.page)}
    pages = 0
    for url in sorted(u for u in listed if u.endswith(".docx")):
        lang = str(graph.value(URIRef(url), DCTERMS.title, default=Literal("", "en")).language)[:2]
        receipts = docx(fetch(url), lang, exported[lang])
        found = pdf(fetch(url.removesuffix("docx") + "pdf"), lang, receipts)
        assert found == 2 or not url.endswith("/mayor.docx"), f"{url}: {found} pages"
        assert receipts or not url.endswith("/council.docx") or not exported[lang], f"{url}: no figure"
        pages += found
    assert pages, "no report is offered"
    return pages


def catalogue(site: str) -> str:
    """The address of the catalogue, as a portal's first page names it."""
    first = fetch(f"{site}/").decode()
    named = re.search(r'<link rel="alternate" type="text/turtle" href="([^"]+)"', first)
    assert named, "the first page names no catalogue"
    return urljoin(site, named[1])


def fetch(url: str) -> bytes:
    """What lies at an address; a portal that says when to come again is waited for."""
    try:
        with urllib.request.urlopen(url, timeout=600) as answer:
            body: bytes = answer.read()
        return body
    except urllib.error.HTTPError as refused:
        if refused.code != 429:
            raise SystemExit(f"{url}: {refused}") from refused
        time.sleep(int(refused.headers.get("Retry-After", "1")))
    return fetch(url)


def harvest(site: str, out: Path, plans: list[str]) -> dict[str, dict[str, int]]:
    """Take everything, or what these plans offer. Returns: observations by dataset and form.

    Errors: `AssertionError` where something does not hold.
    """
    graph = Graph().parse(data=fetch(catalogue(site)), format="turtle")
    found: dict[str, dict[str, int]] = {}
    for dataset in sorted(graph.subjects(RDF.type, DCAT.Dataset)):
        name = str(graph.value(dataset, DCTERMS.identifier))
        if plans and name not in plans:
            continue
        held = found[name] = {}
        for distribution in sorted(graph.objects(dataset, DCAT.distribution)):
            url = str(graph.value(distribution, DCAT.downloadURL))
            form = url.rsplit("/", 1)[1].removesuffix(".zip")
            folder = out / name / form
            zipfile.ZipFile(io.BytesIO(fetch(url))).extractall(folder)
            if form in CHECKS:
                held[form] = CHECKS[form](folder)
        assert len(set(held.values())) == 1, f"{name}: the forms differ: {held}"
        pages = reports(graph, dataset, figures(out / name / "csvw"))
        print(
            f"{name}: {next(iter(held.values()))} observations in {', '.join(held)}; reports of {pages} pages"
        )
    assert found, "the catalogue has nothing of it"
    return found


def main() -> None:
    """Take everything from the portal that the command line names."""
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch)
        try:
            harvest(site, out, sys.argv[3:])
        except AssertionError as error:
            sys.exit(f"does not hold: {error}")


if __name__ == "__main__":
    main()
