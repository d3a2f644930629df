"""The month's page: what is late, waits, came back, moved and failed, for the plan office and auditors alone."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import City

PAGE = "/en/work/sample-city/month/"
FORM = "/en/work/sample-city/report/inspections/north-district/2026-10/"
ROW = {
    "rows": "1", "c-0-area": "SC-N", "c-0-month": "2026-10", "c-0-inspected": "61", "c-0-passed": "58",
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("citys_clock")


def section(page: str, name: str) -> str:
    """A section of the page."""
    return page.split(f'<section aria-labelledby="{name}">')[1].split("</section>", maxsplit=1)[0]


def handed_in(city: City) -> Any:
    from qualicity.portal.workbench.models import Submission

    clerk = city.sign_in("clerk")
    assert clerk.post(FORM, ROW | {"version": "0", "verb": "submit"}).status_code == 302
    return Submission.objects.get()


def decide(city: City, name: str, s: Any, verb: str) -> None:
    s.refresh_from_db()
    said = {"version": s.version, "note": "The number that passed is wrong."}
    answer = city.sign_in(name).post(f"/en/work/sample-city/submissions/{s.pk}/{verb}/", said)
    assert answer.status_code == 302


def test_only_the_office_and_auditors_see_the_month_and_only_the_office_reminds(city: City) -> None:
    expected = {
        "office": (200, 302),
        "auditor": (200, 403),
        "clerk": (403, 403),
        "head": (403, 403),
        "admin": (403, 403),
    }
    for name, (page, remind) in expected.items():
        client = city.sign_in(name)
        assert client.get(PAGE).status_code == page, name
        assert client.post(f"{PAGE}remind/").status_code == remind, name
    assert "Remind all" not in city.sign_in("auditor").get(PAGE).content.decode()


def test_before_anybody_has_handed_in_anything_the_page_says_what_to_do(city: City) -> None:
    page = city.sign_in("office").get(PAGE).content.decode()
    assert "Nobody has handed in anything yet. Invite" in page
    assert '<a class="chip" href="/en/sample-city/report/mayor.pdf">' in page
    assert "North District" in section(page, "late")
    assert "First quarter connected" in section(page, "milestones")  # due in December


def test_the_month_tells_what_waits_came_back_and_moved(city: City) -> None:
    office, s = city.sign_in("office"), handed_in(city)
    page = office.get(PAGE).content.decode()
    assert "the organisation" in section(page, "waiting")
    assert "Water Bureau" in section(page, "late")
    assert "North District" not in section(page, "late")
    decide(city, "head", s, "return")
    page = office.get(PAGE).content.decode()
    assert "Nothing." in section(page, "waiting")
    assert "North District" in section(page, "returned")
    assert f"/submissions/{s.pk}/" in section(page, "returned")
    s.refresh_from_db()
    clerk = city.sign_in("clerk")
    assert clerk.post(FORM, ROW | {"version": str(s.version), "verb": "submit"}).status_code == 302
    decide(city, "head", s, "approve")
    assert "Market Supervision Bureau" in section(office.get(PAGE).content.decode(), "waiting")
    decide(city, "market", s, "approve")
    city.later(minutes=1)
    city.work()
    s.refresh_from_db()
    assert s.state == "effective"
    page = office.get(PAGE).content.decode()
    assert "October 2026" in section(page, "figures")
    assert "Nothing." in section(page, "waiting")


def test_work_that_failed_is_told_with_its_reason_and_that_of_other_plans_is_not(city: City) -> None:
    from qualicity.portal.workbench import queue
    from qualicity.portal.workbench.models import Job

    at = city.now.replace(tzinfo=UTC)
    for plan, kind in (("sample-city", "letter"), ("another", "returned")):
        queue.ask(kind, plan, {"plan": plan}, at)
    Job.objects.update(error="SMTPConnectError: 421", tries=queue.MOST_TRIES)
    page = section(city.sign_in("office").get(PAGE).content.decode(), "failed")
    assert "send a letter about dates" in page
    assert "/jobs/" in page
    assert "SMTPConnectError: 421" in page
    assert "given up" in page
    assert "came back" not in page


def test_one_click_reminds_all_who_are_late_and_the_log_tells_it(city: City, letters: list[Any]) -> None:
    from qualicity.portal.workbench.models import Entry

    office = city.sign_in("office")
    answer = office.post(f"{PAGE}remind/", follow=True)
    assert "gets a letter" in answer.content.decode()
    assert "once a day is enough" in office.post(f"{PAGE}remind/").content.decode()
    city.work()
    assert {m.to[0] for m in letters} == {"clerk@demo.invalid", "water@demo.invalid"}
    assert Entry.objects.get(verb="late.remind").by == "office@demo.invalid"


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 11, 23), date(2026, 10, 23)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2025, 12, 1)),
    ],
)
def test_a_month_before(day: date, before: date) -> None:
    from qualicity.portal.workbench.month import a_month_before

    assert a_month_before(day) == before


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 11, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2026, 7, 31), date(2026, 8, 31)),
    ],
)
def test_the_end_of_next_month(day: date, end: date) -> None:
    from qualicity.portal.workbench.month import end_of_next_month

    assert end_of_next_month(day) == end


def test_of_each_series_the_latest_figure_is_listed_and_the_others_are_counted(city: City) -> None:
    page = section(city.sign_in("office").get(PAGE).content.decode(), "figures")
    assert page.count("<tr>") - 1 == 5  # one of sections; goods of the city and of three districts
    assert "October 2026" in page
    assert "and 9 earlier periods" in page
