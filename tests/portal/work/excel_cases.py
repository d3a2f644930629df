"""What the tests of workbooks and uploads begin with: people of the sample city, and files of all kinds."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from django.test import Client

    from qualicity.portal.workbench.models import Submission

PLAN = "sample-city"
GOODS = f"/en/work/{PLAN}/report/inspections/north-district/2026-10/"
WATER = f"/en/work/{PLAN}/report/water_sections/water-bureau/2026-10/"
NOW = datetime(2026, 11, 23, 9)


def signed_in(monkeypatch: Any, *names: str) -> list[Client]:
    """Clients of the demo's accounts."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from qualicity.portal.workbench import demo, pages

    monkeypatch.setenv("QUALICITY_DEMO", "1")
    monkeypatch.setattr(pages, "clock", lambda: NOW)
    demo.make_accounts()
    found = []
    for name in names:
        client = Client()
        client.force_login(get_user_model().objects.get(email=f"{name}@demo.invalid"))
        found.append(client)
    return found


def workbook(client: Client, duty: str) -> Any:
    """The workbook of a duty, opened."""
    response = client.get(f"{duty}workbook.xlsx")
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def saved(book: Any) -> bytes:
    """A workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(*rows: Sequence[Any]) -> bytes:
    """A plain workbook with these rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    return saved(book)


def send(client: Client, duty: str, data: bytes, name: str, version: int = 0, **more: str) -> HttpResponse:
    """Upload a file, and see the page that comes."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"verb": "file", "version": str(version), "file": SimpleUploadedFile(name, data), **more}
    answer: Any = client.post(f"{duty}upload/", sent, follow=True)
    return answer


def draft(duty: str) -> Submission:
    """The open submission of a duty."""
    from qualicity.portal.workbench.models import Submission

    _, _, _, _, _, dataset, organisation, period, _ = duty.split("/")
    return Submission.objects.get(dataset=dataset, organisation=organisation, period=period)


def column(sheet: Any, name: str) -> int:
    """The column with a field's name in the hidden row."""
    return next(c.column for c in sheet[1] if c.value == name)


def day(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)
