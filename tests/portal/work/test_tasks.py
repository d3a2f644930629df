"""An organisation reports on its actions: several at once, with proof, and a milestone counts when the office accepts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from people_fixtures import member, signed_in
from task_cases import FORM, WATER, WORK, decide, milestone, office, photo, reviewer, sent, work

from qualicity.portal import catalogue

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def clerk(city: object) -> Client:
    del city
    return signed_in(member("clerk@city.example", ("contributor", "north-district")))


def test_what_is_finished_needs_proof_and_what_comes_late_a_reason(clerk: Client) -> None:
    said = {"version": "0", "verb": "submit", "half.actual": "2026-11-02", "-.forecast": "2027-03-01"}
    answer = clerk.post(FORM, said)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "What proves that it is finished?" in page
    assert "The forecast is after the date of the plan: say why." in page
    assert sent().state == "draft"
    assert 'value="2026-11-02"' in clerk.get(FORM).content.decode()  # what was typed is kept


def test_a_day_that_no_calendar_has_is_told_at_its_field(clerk: Client) -> None:
    answer = clerk.post(
        FORM, {"version": "0", "verb": "submit", "half.forecast": "soon", "half.progress": "140"}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'aria-describedby="e-half.forecast"' in page
    assert 'aria-describedby="e-half.progress"' in page


def test_a_milestone_is_finished_when_the_office_has_accepted_its_proof(clerk: Client) -> None:
    said = {"version": "0", "verb": "submit", "half.actual": "2026-11-02", "half.file": photo()}
    assert clerk.post(FORM, said).status_code == 302
    s = sent()
    assert s.state == "submitted"
    assert decide(clerk, s) == 403  # who reports does not accept
    assert decide(reviewer("north-district"), s) == 302
    assert work() == 0
    assert milestone().report is None  # one person's word is not enough
    assert decide(office(), s) == 302
    assert work() == 1
    report = milestone().report
    assert report.actual.isoformat() == "2026-11-02"
    assert [e.rpartition(" [sha256:")[0] for e in report.evidence] == ["hall.jpg"]
    assert milestone().light == "done_late"


def test_several_actions_are_reported_at_once_and_one_action_once(clerk: Client) -> None:
    from qualicity.portal.workbench.models import Submission

    member("water@city.example", ("contributor", "water-bureau"), ("contributor", "north-district"))
    from django.contrib.auth import get_user_model

    both = signed_in(get_user_model().objects.get(email="water@city.example"))
    both.post(WATER, {"version": "0", "verb": "submit", "-.progress": "50"})
    both.post(FORM, {"version": "0", "verb": "submit", "-.progress": "60"})
    assert {(s.part, s.state) for s in Submission.objects.all()} == {
        ("sewers", "submitted"), ("market-halls", "submitted"),
    }  # fmt: skip
    again = clerk.get(FORM)
    assert again.status_code == 302  # it is with its reviewers
    assert again.headers["Location"].endswith(f"submissions/{sent().pk}/")


def test_who_saves_over_anothers_words_is_told_and_loses_nothing(clerk: Client) -> None:
    clerk.post(FORM, {"version": "0", "verb": "save", "-.progress": "60"})
    answer = clerk.post(FORM, {"version": "0", "verb": "save", "-.progress": "70"})
    assert answer.status_code == 409
    assert 'value="70"' in answer.content.decode()
    assert 'value="60"' in clerk.get(FORM).content.decode()


@pytest.mark.parametrize("path", ["tasks/north-district/sewers/", "tasks/north-district/no-such-action/"])
def test_nobody_reports_on_anothers_action(clerk: Client, path: str) -> None:
    assert clerk.get(WORK + path).status_code == 404
    assert clerk.get(WATER).status_code == 403


def test_what_comes_back_is_mended_where_it_was_written(clerk: Client) -> None:
    clerk.post(FORM, {"version": "0", "verb": "submit", "-.progress": "60"})
    s = sent()
    assert decide(reviewer("north-district"), s, "return", "Which halls?") == 302
    page = clerk.get(f"{WORK}submissions/{s.pk}/").content.decode()
    assert f'href="{FORM}"' in page
    assert "Which halls?" in clerk.get(FORM).content.decode()
    s.refresh_from_db()
    clerk.post(FORM, {"version": s.version, "verb": "submit", "-.progress": "55"})
    s.refresh_from_db()
    assert s.state == "submitted"


def test_the_list_shows_to_each_the_actions_of_their_own(clerk: Client) -> None:
    page = clerk.get(f"{WORK}tasks/").content.decode()
    assert "Self-service scales" in page
    assert "Separate the sewers" not in page
    everything = office().get(f"{WORK}tasks/").content.decode()
    assert "Self-service scales" in everything
    assert "Separate the sewers" in everything
    assert FORM not in everything  # the office sees, and reports for nobody


def test_a_supervised_item_is_opened_and_closed_by_two_of_the_office(clerk: Client) -> None:
    one, two = office(), office("second")
    page = f"{WORK}supervised/"
    assert clerk.get(page).status_code == 403
    assert one.post(page, {"verb": "open", "task": "market-halls/half", "note": ""}).status_code == 400
    assert one.post(page, {"verb": "open", "task": "market-halls/half", "note": "By June"}).status_code == 302
    from qualicity.portal.workbench.models import Submission

    s = Submission.objects.get(dataset="supervised_items")
    assert decide(one, s) == 400  # never the same person
    assert decide(two, s) == 302
    assert work() == 1
    item = s.part
    assert item in one.get(page).content.decode()
    assert one.post(page, {"verb": "close", "item": item}).status_code == 400  # not without its proof
    said = {"verb": "close", "item": item, "closing_evidence": "Record 17", "file": photo("record.jpg")}
    assert one.post(page, said).status_code == 302
    s = Submission.objects.get(dataset="supervised_items", state="submitted")
    assert decide(two, s) == 302
    assert work() == 1
    plans = catalogue.live()
    state = plans.open("sample-city", plans.now()).view.board.of("market-halls")
    assert state is not None
    (closed,) = state.supervised
    assert not closed.open_on(plans.now())
    assert closed.closing_evidence is not None
    assert closed.closing_evidence.startswith("Record 17; record.jpg [sha256:")
