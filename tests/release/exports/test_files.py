"""Exported files, read by the libraries that other people read them with."""

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import frictionless
import openpyxl
import pytest
import xlsxwriter
from csvw import CSVW
from xlsxwriter.format import Format

from qualicity import release
from qualicity.errors import Text
from qualicity.release.exports import FORMS, TABLES, Edition, Field, Table, form, tables
from qualicity.release.exports.lines import csv_of
from qualicity.release.exports.sdmx import data
from qualicity.release.exports.sdmx.cube import Cube, cube_of
from qualicity.release.exports.shape import Kind
from qualicity.release.exports.sheet import LONGEST, TableSheet
from qualicity.release.exports.texts import strings


def written(edition: Edition, form_id: str, folder: Path) -> Path:
    return form(form_id).write(edition, folder)[0]


def test_the_names_of_files_are_known_before_any_is_made(edition: Edition, tmp_path: Path) -> None:
    assert tuple(TABLES) == tuple(t.name for t in tables(edition))
    assert all(TABLES[t.name] == t.title for t in tables(edition))
    for each in FORMS:
        folder = tmp_path / each.id
        folder.mkdir()
        made = tuple(path.relative_to(folder).as_posix() for path in each.write(edition, folder))
        assert each.names(edition) == made
        assert {p.name for p in folder.iterdir()} == {*made}


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


def test_a_sheet_that_is_filled_at_once_has_the_bytes_of_one_that_is_written_cell_by_cell(
    tmp_path: Path,
) -> None:
    kinds: tuple[Kind, ...] = ("string", "number", "integer", "boolean", "date", "uri")
    fields = tuple(Field(f"{kind}_{n}", kind, Text(kind)) for n in range(5) for kind in kinds)  # beyond Z
    odd = (
        (" =1+1 ", -0.1, 10**15, True, date(1900, 2, 27), "http://a.example/?a=1&b=2"),
        ("\x07 <r>\n", 1e300, None, False, date(2026, 12, 31), None),
        ("字" * 40_000, 1 / 3, 0, None, None, None),
        ("_x0041_", None, None, None, None, None),
    )
    rows = tuple(
        (f"row {n}", *(odd[n % 4] * 5)[1 : 30 - 7 * (n // 16)], *[None] * 7 * (n // 16)) for n in range(40)
    )
    table = Table("odd", Text("Odd"), fields, ("string_0",), rows)

    def book(name: str, write: Callable[[TableSheet, Format], None]) -> dict[str, bytes]:
        with xlsxwriter.Workbook(tmp_path / name, {"strings_to_formulas": False}) as made:
            made.set_properties({"created": datetime(2026, 1, 1)})
            sheet = made.add_worksheet("odd", TableSheet if name == "filled" else None)
            sheet.write_row(0, 0, [f.name for f in fields], made.add_format({"bold": True}))
            write(sheet, made.add_format({"num_format": "yyyy-mm-dd"}))
        with zipfile.ZipFile(tmp_path / name) as read:
            return {part: read.read(part) for part in read.namelist()}

    def by_cell(sheet: TableSheet, dates: Format) -> None:
        for n, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(n, column, value, dates)
                elif isinstance(value, str):
                    sheet.write_string(n, column, value[:LONGEST])
                elif value is not None:
                    sheet.write(n, column, value)

    assert book("filled", lambda sheet, dates: sheet.fill(table, dates)) == book("by-cell", by_cell)


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


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1 of 3", "@SUM(A1)"])
def test_a_text_like_a_formula_is_itself_for_programs_and_harmless_in_spreadsheets(
    edition: Edition, tmp_path: Path, text: str
) -> None:
    """As docs/open-data.md promises for each kind of file."""
    fields = (Field("note", "string", Text("Note")),)
    table = Table("odd", Text("Odd"), fields, (), ((text,),))
    assert csv_of(table).decode() == f"note\r\n{text}\r\n"  # csvw and datapackage

    whole = cube_of(edition)
    said = {c: values[:1] for c, values in whole.said.items()} | {"NOTE": strings([text])}
    cube = Cube(whole.fields, whole.codes, said)
    with data.write_csv(edition, cube, tmp_path / "data.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["NOTE"] == text

    with xlsxwriter.Workbook(tmp_path / "odd.xlsx") as made:
        sheet = made.add_worksheet("odd", TableSheet)
        sheet.fill(table, made.add_format())
    cell = openpyxl.load_workbook(tmp_path / "odd.xlsx")["odd"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")

    assert release.to_csv([{"note": text}]).splitlines()[1] == f"'{text}"  # of a page
