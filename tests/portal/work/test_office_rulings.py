"""Rulings are proposed by one of the office, countersigned by another, hold from that day, and are read in public."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import NOW, member, signed_in
from task_cases import WORK, decide, office, photo, work

from qualicity.portal import catalogue

if TYPE_CHECKING:
    from django.test import Client

PAGE = f"{WORK}rulings/"
SAID = {
    "target": "river-life",
    "status": "at_risk",
    "grade_en": "Some fish",
    "grade_zh": "有鱼",
    "reason_en": "Six kinds of fish were counted, eight were hoped for.",
    "reason_zh": "记录到六种鱼，预期八种。",
    "evidence": "survey of 2026",
}


@pytest.fixture
def one(city: object) -> Client:
    del city
    return office()


def proposal() -> Any:
    from qualicity.portal.workbench.models import Submission

    return Submission.objects.filter(dataset="rulings").latest("created")


def verdict(target: str, day: date) -> Any:
    return catalogue.live().open("sample-city", day).view.scorecard.of(target)


def test_a_ruling_counts_when_a_second_person_has_countersigned_it(one: Client) -> None:
    from django.test import Client as Reader

    today = NOW.date()
    assert one.post(PAGE, {**SAID, "file": photo("survey.jpg")}).status_code == 302
    assert decide(one, proposal()) == 400
    assert work() == 0
    assert verdict("river-life", today).status == "not_due"
    assert decide(office("second"), proposal()) == 302
    assert work() == 1
    found = verdict("river-life", today)
    assert (found.status, found.rule) == ("at_risk", "ruling")
    assert verdict("river-life", date(2026, 11, 1)).status == "not_due"  # no earlier day is judged by it
    page = Reader().get(f"/en/sample-city/targets/river-life/?as_of={today}").content.decode()
    assert "Six kinds of fish were counted" in page
    assert "Sample City Government (synthetic), plan office" in page
    assert "survey of 2026" in page
    for person in ("office@city.example", "second@city.example"):
        assert person not in page
    page = Reader().get(f"/zh/sample-city/targets/river-life/?as_of={today}").content.decode()
    assert "记录到六种鱼" in page


def test_a_ruling_names_what_an_open_target_is_judged_by(one: Client) -> None:
    assert (
        verdict("sections-kept", date(2026, 11, 23)).definition == "monthly-report"
    )  # the folder's evidence rules it
    said = {
        "target": "sections-kept",
        "definition": "monthly-report",
        "reason_en": "Checked.",
        "reason_zh": "已核。",
    }
    assert one.post(PAGE, said).status_code == 302
    assert decide(office("second"), proposal()) == 302
    work()
    found = verdict("sections-kept", NOW.date())
    assert found.ruling.reason.en == "Checked."  # the later one holds


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"target": ""}, "Choose the target"),
        ({"target": "good-water"}, "Choose the target"),  # it says itself what it counts
        ({"status": ""}, "Choose the status"),
        ({"status": "excellent"}, "Choose the status"),
        ({"reason_zh": ""}, "Say why"),
        ({"target": "sections-kept", "definition": "another", "status": ""}, "Choose one of this target"),
        ({"target": "sections-kept", "definition": "monthly-report"}, "judged by its figures"),
    ],
)
def test_what_a_ruling_lacks_is_said_at_its_field(one: Client, changed: dict[str, str], field: str) -> None:
    answer = one.post(PAGE, {**SAID, **changed})
    assert answer.status_code == 400
    assert field in answer.content.decode()


def test_only_one_proposal_about_a_target_waits_and_one_that_came_back_is_taken_up_again(one: Client) -> None:
    assert one.post(PAGE, SAID).status_code == 302
    again = one.post(PAGE, SAID)
    assert again.status_code == 400
    assert "submitted" in again.content.decode()
    first = proposal()
    assert decide(office("second"), first, "return", "Which survey?") == 302
    assert one.post(PAGE, {**SAID, "evidence": "survey of May 2026"}).status_code == 302
    assert proposal().pk == first.pk
    assert proposal().state == "submitted"


def test_only_the_office_proposes(city: object) -> None:
    del city
    for n, role in enumerate([("contributor", "sample-government"), ("auditor", ""), ("administrator", "")]):
        client = signed_in(member(f"p{n}@city.example", role))
        assert client.post(PAGE, SAID).status_code == 403
    clerk = signed_in(member("clerk@city.example", ("contributor", "sample-government")))
    answer = clerk.post(
        f"{WORK}report/rulings/sample-government/-/", {"rows": "1", "version": "0", "c-0-ruling": "mine"}
    )
    assert answer.status_code == 403
