"""The workbook of a duty: what is in it, and that what is filled in says the same as the form."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from excel_cases import GOODS, WATER, column, draft, saved, send, signed_in, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def clerk(city: object, monkeypatch: pytest.MonkeyPatch) -> Any:
    del city
    return signed_in(monkeypatch, "clerk")[0]


@pytest.fixture
def water(city: object, monkeypatch: pytest.MonkeyPatch) -> Any:
    del city
    return signed_in(monkeypatch, "water")[0]


def test_what_is_known_is_filled_in_and_locked(clerk: Any) -> None:
    book = workbook(clerk, GOODS)
    sheet = book.worksheets[0]
    assert [s.sheet_state for s in book.worksheets] == ["visible", "visible", "hidden", "hidden"]
    assert sheet.row_dimensions[1].hidden
    names = {name: column(sheet, name) for name in ("area", "month", "inspected", "passed", "remark")}
    assert (sheet.cell(4, names["area"]).value, sheet.cell(4, names["month"]).value) == ("SC-N", "2026-10")
    assert sheet.cell(4, names["area"]).protection.locked
    assert not sheet.cell(4, names["inspected"]).protection.locked
    assert sheet.protection.sheet
    assert sheet.cell(2, names["inspected"]).value == "Inspected (count) *"
    assert sheet.cell(2, names["remark"]).value == "Remark"
    assert sheet.freeze_panes == "C4"
    rules = {str(v.sqref).split(":")[0]: v for v in sheet.data_validations.dataValidation}
    rule = rules[f"{sheet.cell(4, names['inspected']).column_letter}4"]
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "1", "100000")
    assert rule.error == "Here belongs: whole number, 1 to 100000."


def test_last_period_stands_beside(clerk: Any) -> None:
    sheet = workbook(clerk, GOODS).worksheets[0]
    beside = column(sheet, "inspected") + 1
    assert sheet.cell(1, beside).value is None
    assert sheet.cell(2, beside).comment is not None
    assert isinstance(sheet.cell(4, beside).value, int)
    assert sheet.cell(4, beside).protection.locked


def test_titles_and_messages_are_in_the_askers_language(clerk: Any) -> None:
    sheet = workbook(clerk, GOODS.replace("/en/", "/zh/")).worksheets[0]
    assert sheet.cell(2, column(sheet, "inspected")).value == "抽查批次 (count) *"
    assert "此处应填：整数，1 至 100000。" in {v.error for v in sheet.data_validations.dataValidation}


def test_lists_come_from_a_hidden_sheet(water: Any) -> None:
    book = workbook(water, WATER)
    sheet = book.worksheets[0]
    at = sheet.cell(4, column(sheet, "class")).column_letter
    rule = next(v for v in sheet.data_validations.dataValidation if str(v.sqref).startswith(f"{at}4:"))
    assert rule.type == "list"
    assert rule.formula1.startswith("_lists!")
    of = rule.formula1.split("$")[1]
    assert [c.value for c in book["_lists"][of] if c.value] == ["I", "II", "III", "IV", "V", "below V"]


def test_the_same_duty_gives_the_same_bytes(clerk: Any) -> None:
    first, second = (clerk.get(f"{GOODS}workbook.xlsx").content for _ in range(2))
    assert first == second


def test_text_that_looks_like_a_formula_is_written_as_text(clerk: Any) -> None:
    data = {
        "rows": "1", "version": "0", "verb": "save", "c-0-area": "SC-N", "c-0-month": "2026-10",
        "c-0-inspected": "61", "c-0-passed": "58", "c-0-remark": "=HYPERLINK(1)",
    }  # fmt: skip
    assert clerk.post(GOODS, data).status_code == 302
    sheet = workbook(clerk, GOODS).worksheets[0]
    cell = sheet.cell(4, column(sheet, "remark"))
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_workbook_that_was_not_touched_has_no_rows(clerk: Any) -> None:
    page = send(clerk, GOODS, clerk.get(f"{GOODS}workbook.xlsx").content, "w.xlsx")
    assert "no rows" in page.content.decode()
    assert draft(GOODS).rows == 0


def test_filled_in_it_holds_the_rows_of_the_form(clerk: Any) -> None:
    from qualicity.portal.workbench.rows import read

    book = workbook(clerk, GOODS)
    sheet = book.worksheets[0]
    sheet.cell(4, column(sheet, "inspected")).value = 61
    sheet.cell(4, column(sheet, "passed")).value = 58
    data = saved(book)
    page = send(clerk, GOODS, data, "w.xlsx")
    assert "No errors. New: 1" in page.content.decode()
    found = draft(GOODS)
    assert (found.via, found.rows, found.state) == ("excel", 1, "draft")
    from qualicity.portal.catalogue import live

    dataset = live().plan("sample-city").dataset("inspections")
    assert dataset is not None
    row = {"area": "SC-N", "month": "2026-10", "inspected": "61", "passed": "58", "remark": ""}
    assert read(dataset, data, "w.xlsx").rows == (row,)
    response = clerk.get(f"/en/work/sample-city/submissions/{found.pk}/file/")
    assert response.content == data
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"] == f'attachment; filename="{found.pk}-w.xlsx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    done = clerk.post(f"{GOODS}upload/", {"verb": "submit", "version": str(found.version)}, follow=True)
    assert "Submitted" in done.content.decode()
    assert draft(GOODS).state == "submitted"


def test_a_wrong_cell_is_told_as_the_form_tells_it(clerk: Any) -> None:
    import re

    from qualicity.portal.workbench.models import Submission

    book = workbook(clerk, GOODS)
    sheet = book.worksheets[0]
    sheet.cell(4, column(sheet, "inspected")).value = "61x"
    sheet.cell(4, column(sheet, "passed")).value = 58
    page = send(clerk, GOODS, saved(book), "w.xlsx").content.decode()
    assert '<th scope="row">Data!C4</th><td>Inspected</td>' in page
    assert "&#x27;61x&#x27; is not a whole number" in page
    form = clerk.get(GOODS).content.decode()  # at the row and field, with the workbook's cell
    assert re.search(r"""Data!C4: inspected: &#x27;61x&#x27; is not.*aria-invalid="true\"""", form, re.S)
    checked = {"rows": "1", "version": str(draft(GOODS).version), "verb": "check"}
    typed = {"area": "SC-N", "month": "2026-10", "inspected": "61x", "passed": "58"}
    form = clerk.post(GOODS, checked | {f"c-0-{k}": v for k, v in typed.items()}).content.decode()
    assert re.search("61x&#x27; is not a whole number", form)
    assert Submission.objects.count() == 1


def test_the_form_shows_the_rows_of_the_workbook(clerk: Any) -> None:
    book = workbook(clerk, GOODS)
    sheet = book.worksheets[0]
    sheet.cell(4, column(sheet, "inspected")).value = 61
    send(clerk, GOODS, saved(book), "w.xlsx")
    form = clerk.get(GOODS).content.decode()
    assert 'value="61"' in form
    assert "Other ways to report" in form
    assert (
        "/api/work/v1/docs?plan=sample-city&amp;dataset=inspections&amp;organisation=north-district&amp;period=2026-10#"
        in form
    )


def test_only_rows_that_were_filled_in_count(water: Any) -> None:
    book = workbook(water, WATER)
    sheet = book.worksheets[0]
    sheet.cell(5, column(sheet, "class")).value = "III"
    sheet.cell(5, column(sheet, "permanganate")).value = 4.5
    page = send(water, WATER, saved(book), "w.xlsx").content.decode()
    assert "No errors. New: 1" in page


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=40)
    .map(lambda t: " ".join(t.split()))
    .filter(bool)
)
def test_what_stands_in_a_text_cell_comes_back_as_it_was(written: str) -> None:
    import duckdb
    from openpyxl import load_workbook

    from qualicity.evidence.files import read_rows
    from qualicity.plan import Dataset
    from qualicity.portal.catalogue import live
    from qualicity.portal.workbench.asked import Asked, Column
    from qualicity.portal.workbench.workbook import About, write

    plan = live().plan("sample-city")
    dataset = plan.dataset("inspections")
    assert isinstance(dataset, Dataset)
    assert dataset.table_schema
    row = {"area": "SC-N", "month": "2026-10", "inspected": "7", "passed": "6", "remark": written}
    columns = tuple(Column(f) for f in dataset.table_schema.fields)
    from qualicity.evidence import Duty

    duty = Duty(None, None, "inspections", "north-district", "2026-10")
    data = write(About(plan, dataset, duty, "en", "t"), Asked(columns, (row,), (), "", 0, 1))
    assert load_workbook(io.BytesIO(data)).worksheets[0].cell(4, 5).data_type == "s"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "w.xlsx"
        file.write_bytes(data)
        db = duckdb.connect()
        rows = read_rows(db, file, "w.xlsx", dataset, "r", lenient=True)
        assert not rows.problems
        assert db.execute("select area, month, inspected, passed, remark from r").fetchall() == [
            tuple(row.values())
        ]


def test_libre_office_opens_it(clerk: Any, tmp_path: Path) -> None:
    office = shutil.which("localc")
    if office is None:
        pytest.skip("no LibreOffice Calc on this machine")
    (tmp_path / "w.xlsx").write_bytes(clerk.get(f"{GOODS}workbook.xlsx").content)
    subprocess.run(
        [office, "--headless", "--convert-to", "csv", "w.xlsx"], cwd=tmp_path, check=True, timeout=120
    )
    assert "SC-N" in (tmp_path / "w.csv").read_text("utf-8")


def test_everything_inside_is_well_formed(water: Any) -> None:
    import xml.etree.ElementTree as ET
    import zipfile

    with zipfile.ZipFile(io.BytesIO(water.get(f"{WATER}workbook.xlsx").content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                ET.fromstring(parts.read(name))
