"""What is uploaded: recognised, refused in plain words, its columns named, checked in the background where it is large."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from excel_cases import (
    GOODS,
    NOW,
    WATER,
    column,
    day,
    draft,
    saved,
    send,
    sheet_of,
    signed_in,
    workbook,
)

from qualicity.evidence import otherfiles

HEADER = ("section", "area", "month", "class", "permanganate")
GOOD = (("area", "month", "inspected", "passed", "remark"), ("SC-N", "2026-10", 61, 58, None))


@pytest.fixture
def people(city: object, monkeypatch: pytest.MonkeyPatch) -> Any:
    del city
    return signed_in(monkeypatch, "clerk", "water")


@pytest.fixture
def clerk(people: Any) -> Any:
    return people[0]


def filled(client: Any, duty: str = GOODS, inspected: Any = 61) -> bytes:
    book = workbook(client, duty)
    sheet = book.worksheets[0]
    sheet.cell(4, column(sheet, "inspected")).value = inspected
    sheet.cell(4, column(sheet, "passed")).value = 58
    return saved(book)


def remarked(data: bytes, token: str) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    book["_qualicity"]["A1"].value = token
    return saved(book)


def text(response: Any) -> str:
    from html import unescape

    return unescape(response.content.decode())


def work() -> int:
    from qualicity.portal.workbench import queue, worker

    return queue.work(worker.KINDS, lambda: NOW + timedelta(seconds=5))


def test_a_forged_mark_is_told(clerk: Any) -> None:
    page = send(clerk, GOODS, remarked(filled(clerk), "eyJwbGFuIjoi:forged"), "w.xlsx")
    assert page.status_code == 400
    assert "The hidden mark of this workbook was changed" in text(page)


def test_the_workbook_of_another_duty_is_told_with_both_names(clerk: Any) -> None:
    data = filled(clerk, GOODS.replace("2026-10", "2026-09"))
    page = send(clerk, GOODS, data, "w.xlsx")
    assert page.status_code == 400
    assert (
        "made for “Inspections of goods by month (synthetic), North District (synthetic), September 2026”"
        in text(page)
    )
    from qualicity.portal.workbench.models import Submission

    assert not Submission.objects.exists()


def test_a_workbook_older_than_what_others_saved_takes_its_place_only_when_asked(clerk: Any) -> None:
    data = filled(clerk)
    typed = {"rows": "1", "version": "0", "verb": "save", "c-0-area": "SC-N", "c-0-inspected": "7"}
    clerk.post(GOODS, typed)
    version = draft(GOODS).version
    page = send(clerk, GOODS, data, "w.xlsx", version)
    assert page.status_code == 409
    assert "take the place of what is saved" in text(page)
    assert draft(GOODS).via == "form"
    page = send(clerk, GOODS, data, "w.xlsx", version, replace="1")
    assert page.status_code == 200
    assert draft(GOODS).via == "excel"


def test_one_workbook_may_come_again_and_again(clerk: Any) -> None:
    first = filled(clerk, inspected="61x")
    assert "is not a whole number" in text(send(clerk, GOODS, first, "w.xlsx"))
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(first))
    sheet = book.worksheets[0]
    sheet.cell(4, column(sheet, "inspected")).value = 61
    page = send(clerk, GOODS, saved(book), "w.xlsx", draft(GOODS).version)
    assert "No errors. New: 1" in text(page)


def test_two_who_upload_at_once_do_not_overwrite_each_other(clerk: Any) -> None:
    send(clerk, GOODS, sheet_of(*GOOD), "a.xlsx")
    page = send(clerk, GOODS, sheet_of(GOOD[0], ("SC-N", "2026-10", 1, 1, None)), "b.xlsx", 0)
    assert page.status_code == 409
    assert draft(GOODS).name == "a.xlsx"


def test_a_dataset_declared_anew_asks_for_a_new_workbook(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench import marks

    data = filled(clerk)
    monkeypatch.setattr(marks, "declared", lambda _: "another")
    assert "columns of this dataset were changed" in text(send(clerk, GOODS, data, "w.xlsx"))


def macros() -> bytes:
    out = io.BytesIO(sheet_of(*GOOD))
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO(sheet_of(*GOOD))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/media/a.bmp", "w") as file:
        for _ in range(900):
            file.write(bytes(1 << 20))
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet_of(*GOOD))) as parts, zipfile.ZipFile(out, "w") as made:
        for name in parts.namelist():
            more = b'<!DOCTYPE a [<!ENTITY b "c">]>' if name.startswith("xl/worksheets/") else b""
            made.writestr(name, more + parts.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "status", "said"),
    [
        ("w.xlsm", macros, 415, "a workbook with macros (.xlsm). Macros are never taken."),
        ("w.xlsx", macros, 415, "has macros or embedded programs"),
        ("w.xlsx", bomb, 413, "Unpacked, this workbook would be far larger"),
        ("w.xlsx", entities, 415, "This is no Excel workbook"),
        ("w.xlsx", lambda: b"%PDF-1.7", 415, "This is no Excel workbook"),
        ("w.xlsx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), 415, "without a password"),
        ("w.xlsx", lambda: sheet_of(*GOOD)[:900], 415, "not all of it arrived"),
        ("w.xls", lambda: b"x", 415, "an old Excel file"),
        ("w.docx", lambda: b"x", 415, "a file of another kind (.docx)"),
        ("w.parquet", lambda: b"PAR1", 415, "no Parquet file"),
        ("w.csv", lambda: bytes(10), 415, "this is no file of text"),
        ("w.csv", lambda: b"", 400, "The file is empty"),
    ],
)
def test_what_is_not_taken_is_refused_plainly(
    clerk: Any, name: str, make: Any, status: int, said: str
) -> None:
    from qualicity.portal.workbench.models import Content

    page = send(clerk, GOODS, make(), name)
    assert page.status_code == status
    assert said in text(page)
    assert not Content.objects.exists()


def test_what_is_too_large_is_refused_before_it_is_looked_into(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal import private

    monkeypatch.setattr(private, "LARGEST_SENT", 5_000)
    page = send(clerk, GOODS, b"area,month\n" * 1_000, "w.csv")
    assert page.status_code == 413
    assert "The file is larger than 50 MB. Nothing was kept." in text(page)
    assert "文件超过 50 MB" in text(send(clerk, GOODS.replace("/en/", "/zh/"), b"x" * 9_000, "w.csv"))


def test_a_sheet_of_more_cells_than_are_taken_is_not_read(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(otherfiles, "MOST_CELLS", 1_000_000)  # those taken in use fill hundreds of megabytes
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 63))  # 16,384 wide
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet_of(*GOOD))) as parts, zipfile.ZipFile(out, "w", 8) as made:
        for name in parts.namelist():
            data = parts.read(name)
            if name.startswith("xl/worksheets/"):
                data = (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                    f"<sheetData>{rows}</sheetData></worksheet>"
                ).encode()
            made.writestr(name, data)
    page = send(clerk, GOODS, out.getvalue(), "w.xlsx")
    page = clerk.get(f"{GOODS}upload/")
    assert "cells: delete the empty rows and columns" in text(page)


def test_the_same_rows_come_in_any_kind_of_file(clerk: Any) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = io.BytesIO()
    parquet.write_table(pa.table({k: [v] for k, v in zip(*GOOD, strict=True)}), table)
    lines = "\n".join(",".join("" if v is None else str(v) for v in row) for row in GOOD)
    for name, data in (
        ("a.csv", lines.encode()),
        ("b.csv", lines.replace("58,", "58,合格").encode("gb18030")),
        ("a.tsv", lines.replace(",", "\t").encode()),
        ("a.parquet", table.getvalue()),
        ("报表.xlsx", sheet_of(*GOOD)),
        ("c.xlsx", sheet_of(("区", "月份", "抽查批次", "合格批次", "备注"), GOOD[1])),
    ):
        version = 0 if name == "a.csv" else draft(GOODS).version
        assert "No errors. New: 1" in text(send(clerk, GOODS, data, name, version)), name
        assert (draft(GOODS).name, draft(GOODS).rows, draft(GOODS).via) == (name, 1, "file")


def test_columns_that_are_called_otherwise_are_asked_for(clerk: Any) -> None:
    data = sheet_of(("Distrct", "month", "Goods looked at", "passed", "remark"), GOOD[1])
    page = send(clerk, GOODS, data, "ours.xlsx")
    assert page.redirect_chain[-1][0].endswith("?columns=1")
    assert "What do its columns hold?" in text(page)
    assert '<option value="area" selected>District</option>' in text(page)
    said = {
        "column-0": "area",
        "column-1": "month",
        "column-2": "inspected",
        "column-3": "passed",
        "column-4": "remark",
    }
    sent = {"verb": "columns", "version": str(draft(GOODS).version), **said}
    page = clerk.post(f"{GOODS}upload/", sent, follow=True)
    assert "No errors. New: 1" in text(page)
    found = draft(GOODS)
    from qualicity.portal.workbench.actions.submissions import content_of
    from qualicity.portal.workbench.audit import entries

    assert content_of(found) == data
    assert [e["verb"] for e in entries(thing=f"submission {found.pk}")] == [
        "submission.save",
        "submission.columns",
    ]
    assert 'value="61"' in clerk.get(GOODS).content.decode()
    twice = {**sent, "version": str(found.version), "column-0": "month"}
    assert "Two columns cannot both be" in text(clerk.post(f"{GOODS}upload/", twice))


def test_what_columns_hold_stands_once_it_is_submitted(clerk: Any) -> None:
    from qualicity.errors import UsageError
    from qualicity.portal.catalogue import live
    from qualicity.portal.workbench.actions.uploads import NameColumns
    from qualicity.portal.workbench.models import Submission
    from qualicity.portal.workbench.rights import Actor, Held

    send(clerk, GOODS, sheet_of(*GOOD), "ours.xlsx")
    found = draft(GOODS)
    clerk.post(f"{GOODS}upload/", {"verb": "submit", "version": str(found.version)})
    found.refresh_from_db()
    assert found.state == "submitted"
    other = Submission.objects.create(
        id="x", plan=found.plan, dataset=found.dataset, organisation="west-district", period="2026-10",
        by="w", created=found.created, content=found.content,
    )  # fmt: skip
    west = Actor("w", (Held("contributor", found.plan, "west-district"),))
    swap = NameColumns(live().plan(found.plan), other.id, other.version, said={"inspected": "passed"})
    with pytest.raises(UsageError, match="submitted already"):
        swap.run(west, NOW)


def test_numbers_dates_and_formulas_are_read_as_they_are_seen(people: Any) -> None:
    duty = "/en/work/sample-city/report/task_reports/water-bureau/-/"
    header = ("action", "milestone", "reported", "forecast", "actual", "progress", "reason", "evidence")
    water = people[1]
    row = ("sewers", "survey", day("2026-10-05"), "2026-12-31", None, "40", "late", None)
    assert "No errors. New: 1" in text(send(water, duty, sheet_of(header, row), "w.xlsx"))
    from qualicity.portal.workbench.models import Submission

    version = Submission.objects.get(dataset="task_reports").version
    row = ("sewers", "survey", day("2026-10-05"), None, None, "=20+20", "late", None)
    page = text(send(water, duty, sheet_of(header, row), "w.xlsx", version))
    assert "Data!F2 is a formula whose result is not in the file" in page


def large(rows: int, wrong: int = 0) -> bytes:
    """Rows of one month; the first ones wrong."""
    return sheet_of(
        HEADER,
        *(("Ferry", "SC", "2026-10", "IX" if n < wrong else "III", 4 + n / rows) for n in range(rows)),
    )


def test_a_large_file_is_checked_in_the_background(people: Any) -> None:
    from qualicity.portal.workbench.models import Checked, Job, Submission

    water = people[1]
    page = send(water, WATER, large(2_000, wrong=1_000), "many.xlsx")
    assert "Received, being checked…" in text(page)
    assert 'hx-trigger="every 2s"' in text(page)
    found = draft(WATER)
    refused = water.post(f"{WATER}upload/", {"verb": "submit", "version": str(found.version)})
    assert refused.status_code == 400
    assert water.get(f"{WATER}upload/", headers={"HX-Request": "true"}).status_code == 204
    assert work() == 1
    page = water.get(f"{WATER}upload/")
    assert '<th scope="row">Data!D2</th>' in text(page)
    assert ">'IX' is not one of the allowed values" in text(page)
    assert "Not sent: 2999 errors." in text(page)
    assert 'hx-trigger="every 2s"' not in text(page)
    assert draft(WATER).rows == 2_000
    assert text(water.get(f"/en/work/sample-city/submissions/{found.pk}/")).count("<tr id=") == 300
    assert water.get(WATER).headers["Location"].endswith("upload/")
    water.get(f"{WATER}upload/")
    assert (Job.objects.count(), Checked.objects.count(), Submission.objects.count()) == (1, 1, 1)


def test_a_large_file_that_fits_is_submitted_without_another_check(
    people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench import checks, kinds

    monkeypatch.setattr(kinds, "AT_ONCE", 100)
    monkeypatch.setattr(checks, "AT_ONCE", 100)
    water = people[1]
    rows = [(s, "SC", "2026-10", "II", 2.5) for s in ("Ferry", "Old bridge")]
    send(water, WATER, sheet_of(HEADER, *rows), "w.xlsx")
    assert work() == 1
    assert "No errors. New: 2" in text(water.get(f"{WATER}upload/"))
    monkeypatch.setattr(checks, "check", None)
    sent = {"verb": "submit", "version": str(draft(WATER).version)}
    assert "Submitted" in text(water.post(f"{WATER}upload/", sent, follow=True))
    assert (draft(WATER).state, draft(WATER).rows) == ("submitted", 2)


def test_others_may_not_upload_here(people: Any) -> None:
    assert people[0].get(f"{WATER}upload/").status_code == 403
    assert people[0].get(f"{WATER}workbook.xlsx").status_code == 403
    assert send(people[0], WATER, sheet_of(HEADER), "w.xlsx").status_code == 403


@pytest.mark.usefixtures("either_city")
def test_what_columns_hold_is_only_ever_added_to() -> None:
    from django.db import DatabaseError, connection, transaction

    from qualicity.portal.workbench.actions.submissions import keep
    from qualicity.portal.workbench.columns import given_columns
    from qualicity.portal.workbench.models import Columns

    for said in ({"a": "area"}, {"a": "month"}):
        Columns.objects.create(content=keep(b"a\n1\n"), dataset="inspections", said=said)
    assert given_columns(b"a\n1\n", "inspections") == {"a": "month"}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from workbench_columns")
