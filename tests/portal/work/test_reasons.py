"""A value that differs from what another dataset holds says why, whichever way it comes; reviewers read it."""

from __future__ import annotations

from typing import Any

import pytest
from api_fixtures import ROW, Program, api_city, city_evidence, north
from excel_cases import GOODS, NOW, column, draft, saved, send, signed_in, workbook

__all__ = ["api_city", "city_evidence", "north"]

HELD = "61 is held elsewhere: say why yours differs"
WHY = "nine were tested elsewhere"
HEAD = "area,month,inspected,passed,remark"


@pytest.fixture
def people(city: object, monkeypatch: pytest.MonkeyPatch) -> Any:
    del city
    return signed_in(monkeypatch, "clerk", "head")


def text(answer: Any) -> str:
    from html import unescape

    return unescape(answer.content.decode())


def submit(client: Any, **said: str) -> Any:
    return client.post(
        f"{GOODS}upload/", {"verb": "submit", "version": str(draft(GOODS).version), **said}, follow=True
    )


def filled(client: Any, why: str = "") -> bytes:
    book = workbook(client, GOODS)
    sheet = book.worksheets[0]
    for name, value in (("inspected", 70), ("passed", 58), ("_reason", why)):
        sheet.cell(4, column(sheet, name)).value = value or None
    return saved(book)


def test_a_workbook_asks_why_and_has_a_column_for_it(people: Any) -> None:
    clerk, head = people
    page = text(send(clerk, GOODS, filled(clerk), "goods.xlsx"))
    assert HELD in page
    assert "Data!C4" in page
    assert "into the column “Reason” of that row" in page
    assert "It has errors" in text(submit(clerk))
    assert draft(GOODS).state == "draft"
    page = text(send(clerk, GOODS, filled(clerk, WHY), "goods.xlsx", draft(GOODS).version))
    assert HELD not in page
    submit(clerk)
    assert draft(GOODS).state == "submitted"
    assert draft(GOODS).because == {"0 inspected": WHY}
    assert WHY in text(head.get(f"/en/work/sample-city/submissions/{draft(GOODS).pk}/"))


@pytest.mark.parametrize("name", ["_reason", "Reason", "理由"])
def test_any_file_may_have_the_column(people: Any, name: str) -> None:
    data = f"{HEAD},{name}\nSC-N,2026-10,70,58,,{WHY}\n".encode()
    page = text(send(people[0], GOODS, data, "goods.csv"))
    assert "No errors" in page
    form = text(people[0].get(GOODS))
    assert f'name="b-0-inspected" value="{WHY}"' in form, "what the file said stands in the form"
    submit(people[0])
    assert draft(GOODS).because == {"0 inspected": WHY}


def test_a_reason_given_comes_back_in_the_next_workbook(people: Any) -> None:
    send(people[0], GOODS, f"{HEAD},_reason\nSC-N,2026-10,70,58,,{WHY}\n".encode(), "goods.csv")
    sheet = workbook(people[0], GOODS).worksheets[0]
    assert sheet.cell(4, column(sheet, "_reason")).value == WHY


def test_the_same_value_needs_none(people: Any) -> None:
    page = text(send(people[0], GOODS, f"{HEAD}\nSC-N,2026-10,61,58,\n".encode(), "goods.csv"))
    assert "No errors" in page


def test_a_large_file_is_asked_by_the_worker(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench import checks, kinds, queue, worker

    monkeypatch.setattr(kinds, "AT_ONCE", 10)
    monkeypatch.setattr(checks, "AT_ONCE", 10)
    send(people[0], GOODS, f"{HEAD},_reason\nSC-N,2026-10,70,58,,{WHY}\n".encode(), "goods.csv")
    assert queue.work(worker.KINDS, lambda: NOW) == 1
    submit(people[0])
    assert draft(GOODS).because == {"0 inspected": WHY}
    send(people[0], GOODS, f"{HEAD}\nSC-N,2026-10,71,58,\n".encode(), "goods.csv")


def test_what_stands_already_is_corrected_with_a_reason_only(people: Any) -> None:
    september = GOODS.replace("2026-10", "2026-09")
    data = f"{HEAD}\nSC-N,2026-09,63,41,\n".encode()
    page = send(people[0], september, data, "goods.csv")
    assert "Why is it corrected?" in text(page)
    said = {"verb": "submit", "version": str(draft(september).version)}
    answer = people[0].post(f"{september}upload/", said)
    assert answer.status_code == 400
    assert "Say why it is corrected." in text(answer)
    people[0].post(f"{september}upload/", {**said, "note": "a slip"})
    assert (draft(september).state, draft(september).note) == ("submitted", "a slip")


def test_a_program_is_asked_the_same_and_has_the_same_column(north: Program) -> None:
    rows = [{**ROW, "inspected": 70}]
    answer = north.post(rows)
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert (problem["code"], problem["row"], problem["field"]) == ("reason-missing", 1, "inspected")
    assert problem["message"]["en"] == HELD
    answer = north.post([{**rows[0], "_reason": WHY}])
    assert answer.status_code == 201, answer.content
    from qualicity.portal.workbench.models import Submission

    assert Submission.objects.get().because == {"0 inspected": WHY}


def test_a_program_s_draft_may_lack_it_and_corrections_say_why(north: Program) -> None:
    assert north.post([{**ROW, "inspected": 70}], more="&submit=false").status_code == 201
    stands = {**ROW, "month": "2026-09", "inspected": 63, "passed": 41}
    answer = north.post([stands], key="k2", period="2026-09")
    assert (answer.status_code, answer.json()["type"]) == (422, "/api/work/v1/docs#problem-reason-missing")
    assert north.post([stands], key="k3", period="2026-09", more="&note=a+slip").status_code == 201
