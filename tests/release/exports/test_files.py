"""Exported files, read by the libraries that other people read them with."""

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import frictionless
import openpyxl
import pytest
from csvw import CSVW

from qualicity.release.exports import Edition, form, tables


def written(edition: Edition, form_id: str, folder: Path) -> Path:
    return form(form_id).write(edition, folder)[0]


def test_csv_on_the_web_is_valid_and_whole(edition: Edition, tmp_path: Path) -> None:
    read = CSVW(str(written(edition, "csvw", tmp_path)), validate=True)
    assert read.is_valid, read.warnings
    assert not read.warnings
    for table, theirs in zip(tables(edition), read.tables, strict=True):
        rows = [tuple(row.values()) for row in theirs.iterdicts()]
        ours = [tuple(v.isoformat() if isinstance(v, date) else v for v in row) for row in table.rows]
        found = [
            tuple(v.isoformat()[:10] if isinstance(v, date | datetime) else _plain(v) for v in row)
            for row in rows
        ]
        assert found == ours, table.name


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | float | bool | str) else value.unsplit()  # type: ignore[attr-defined]  # an address


def test_a_data_package_is_valid(edition: Edition, tmp_path: Path) -> None:
    descriptor = written(edition, "datapackage", tmp_path)
    report = frictionless.validate(str(descriptor))
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(tables(edition))


def test_a_data_package_of_which_a_cell_was_changed_is_not_valid(edition: Edition, tmp_path: Path) -> None:
    descriptor = written(edition, "datapackage", tmp_path)
    file = tmp_path / "observations.csv"
    file.write_bytes(file.read_bytes().replace(b"published", b"publishes", 1))
    assert not frictionless.validate(str(descriptor)).valid


def test_a_workbook_has_real_types(edition: Edition, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(edition, "xlsx", tmp_path))
    for table in tables(edition):
        head, *rows = book[table.name].iter_rows(values_only=True)
        assert list(head) == [f.name for f in table.fields]
        found = [tuple(v.date() if isinstance(v, datetime) else v for v in row) for row in rows]
        assert found == list(table.rows), table.name
        assert book[table.name].freeze_panes == "B2"


def test_a_workbook_counts_itself(edition: Edition, tmp_path: Path) -> None:
    file = written(edition, "xlsx", tmp_path)
    shown = openpyxl.load_workbook(file, data_only=True)["README"]
    told = {row[0]: row[1] for row in shown.iter_rows(values_only=True) if isinstance(row[1], int)}
    formulas = openpyxl.load_workbook(file)["README"]
    assert sum(str(row[1]).startswith("=COUNT") for row in formulas.iter_rows(values_only=True)) == len(told)
    rows = {t.name: len(t.rows) for t in tables(edition)}
    statuses = Counter(a.status for a in edition.view.scorecard.assessments)
    assert told == rows | dict(statuses)


@pytest.mark.parametrize("form_id", ["csvw", "datapackage"])
def test_metadata_names_the_page_that_answers_for_it(edition: Edition, tmp_path: Path, form_id: str) -> None:
    said = json.loads(written(edition, form_id, tmp_path).read_text("utf-8"))
    assert f"https://example.org/en/{edition.view.plan.id}/" in said.values()
