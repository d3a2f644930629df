"""The workbench's calendar: working days of China, whose duties it shows, and the feed under a secret address."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from review_cases import everybody, led_to

from qualicity.errors import Lang
from qualicity.evidence.duties import days_off_known, duties, working_day

if TYPE_CHECKING:
    from conftest import City

PAGE = "/en/work/sample-city/calendar/"

pytestmark = pytest.mark.usefixtures("citys_clock")


@pytest.mark.parametrize(
    ("day", "moves_to"),
    [
        (date(2026, 10, 10), date(2026, 10, 10)),  # a Saturday that is worked for the Golden Week
        (date(2026, 9, 20), date(2026, 9, 20)),  # a Sunday that is worked
        (date(2026, 10, 1), date(2026, 10, 8)),  # the Golden Week, 1 to 7 October
        (date(2026, 10, 11), date(2026, 10, 12)),  # an ordinary Sunday
        (date(2026, 2, 16), date(2026, 2, 24)),  # the Spring Festival, to Monday 23 February
        (date(2026, 2, 14), date(2026, 2, 14)),
        (date(2026, 1, 2), date(2026, 1, 4)),  # a Friday off; the Sunday is worked for it
    ],
)
def test_a_date_moves_to_the_next_day_that_is_worked_in_china(day: date, moves_to: date) -> None:
    assert working_day(day, "CN") == moves_to
    assert working_day(day, None) == day


def test_a_year_whose_worked_weekends_are_not_announced_is_known_as_such() -> None:
    assert days_off_known("CN", 2026)
    assert not days_off_known("CN", 2099)
    assert days_off_known(None, 2099)


@pytest.fixture
def known_until_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library as it is before the government has announced the days off of 2027."""
    module = import_module("qualicity.evidence.duties")  # its package has a function of that name
    monkeypatch.setattr(module, "days_off_known", lambda country, year: country is None or year <= 2026)


@pytest.mark.usefixtures("known_until_2026")
def test_the_calendar_shows_a_month_with_lights_and_says_where_dates_may_move(city: City) -> None:
    office = city.sign_in("office")
    shown = office.get(PAGE, {"month": "2026-10"}).content.decode()
    assert "10 October 2026" in shown
    assert "October 2026" in shown
    assert "North District" in shown
    assert "may move" not in shown
    assert "days off of 2027 are not known" in office.get(PAGE, {"month": "2027-03"}).content.decode()
    assert "Nothing is due" in office.get(PAGE, {"month": "2025-12"}).content.decode()
    for wrong in ("2026", "x", "2026-13", "'"):
        assert office.get(PAGE, {"month": wrong}).status_code == 200


def test_people_of_an_organisation_see_their_own_dates_only(city: City) -> None:
    clerk = city.sign_in("clerk").get(PAGE, {"month": "2026-10"}).content.decode()
    assert "North District" in clerk
    assert "East District" not in clerk
    assert "Water Bureau" not in clerk
    auditor = city.sign_in("auditor").get(PAGE, {"month": "2026-10"}).content.decode()
    assert "East District" in auditor
    assert "work-form" not in auditor
    assert "/report/inspections/" not in auditor


def address(page: str, lang: str = "en") -> str:
    found = re.search(rf'href="http://testserver(/{lang}/\w+/feeds/[^"]+\.ics)"', page)
    assert found
    return found[1]


def test_an_organisations_feed_is_read_without_signing_in_until_it_is_taken_back(city: City) -> None:
    from django.test import Client

    clerk, anybody = city.sign_in("clerk"), Client()
    feed = f"{PAGE}north-district/feed/"
    assert clerk.post(feed, {"verb": "make"}).status_code == 302
    url = address(clerk.get(PAGE).content.decode())
    answer = anybody.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "East" not in answer.content.decode()
    assert anybody.get(url.replace("~", "~x")).status_code == 404
    assert anybody.get("/en/work/feeds/2~abc.ics").status_code == 404
    assert city.sign_in("water").post(feed, {"verb": "revoke"}).status_code == 403
    assert anybody.get(url).status_code == 200
    assert clerk.post(feed, {"verb": "revoke"}).status_code == 302
    assert anybody.get(url).status_code == 404
    clerk.post(feed, {"verb": "make"})
    assert address(clerk.get(PAGE).content.decode()) != url


def test_a_feed_is_icalendar(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal.workbench.feeds import AHEAD, BACK, ics

    monkeypatch.setenv("QUALICITY_ADDRESS", "https://city.example/")
    today = city.now.date()
    for lang in ("en", "zh"):
        file = ics(city.plan, "north-district", today, lang)
        lines = file.split("\r\n")
        assert file.endswith("END:VCALENDAR\r\n")
        assert "\n" not in file.replace("\r\n", "")
        assert all(len(line.encode()) <= 75 for line in lines)
        whole = file.replace("\r\n ", "")
        events = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", whole, re.S)
        expected = [
            d
            for d in duties(city.plan, today + AHEAD)
            if d.organisation == "north-district" and d.due and today - BACK <= d.due <= today + AHEAD
        ]
        assert len(events) == len(expected) > 5
        uids = re.findall(r"^UID:(.*)\r$", whole, re.M)
        assert len(set(uids)) == len(uids) == len(events)
        for event, d in zip(events, expected, strict=True):
            assert d.due
            names = re.findall(r"^([A-Z]+)[;:]", event, re.M)
            assert names == ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"]
            assert f"DTSTART;VALUE=DATE:{d.due:%Y%m%d}\r" in event
            assert f"DTEND;VALUE=DATE:{d.due + timedelta(days=1):%Y%m%d}\r" in event
            assert "URL:https://city.example/" + lang in event
    assert "商品抽查月报" in whole


@pytest.mark.usefixtures("known_until_2026")
def test_a_feed_tells_of_dates_that_may_still_move(city: City) -> None:
    from qualicity.portal.workbench.feeds import ics

    events = (
        ics(city.plan, "north-district", city.now.date(), "en").replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    )
    moving = [("DTSTART;VALUE=DATE:2027" in e, "may still move" in e) for e in events]
    assert {(True, True), (False, False)} == set(moving)


def events(city: City, organisation: str, lang: Lang = "en") -> list[dict[str, str]]:
    """The events of reviews in a feed, by the names of their lines."""
    from qualicity.portal.workbench.feeds import ics

    file = ics(city.plan, organisation, city.now.date(), lang)
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    found = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", file.replace("\r\n ", ""), re.S)
    read = [dict(re.split(r"(?:;[^:]*)?:", line, maxsplit=1) for line in e.splitlines()) for e in found]
    assert len({e["UID"] for e in read}) == len(read)
    return [e for e in read if "-review-" in e["UID"]]


def test_what_waits_for_an_organisations_reviewers_is_in_its_feed_by_its_day(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALICITY_ADDRESS", "https://city.example")
    first = led_to(city.plan, "submitted", "2026-10", everybody("author"))
    second = led_to(city.plan, "submitted 2", "2026-09", everybody("author"))
    (event,) = events(city, "north-district")
    assert first.look_by
    assert event["DTSTART"] == f"{first.look_by:%Y%m%d}"
    assert event["DTEND"] == f"{first.look_by + timedelta(days=1):%Y%m%d}"
    assert event["SUMMARY"].startswith("To decide: ")
    assert " · October 2026 · North District" in event["SUMMARY"]
    assert event["URL"].endswith(f"/en/work/sample-city/submissions/{first.pk}/")
    (later,) = events(city, "market-bureau", "zh")
    assert later["SUMMARY"].startswith("待审核：商品抽查月报")
    assert second.pk in later["UID"]
    assert not events(city, "east-district"), "nobody else's"


def test_what_is_decided_leaves_the_feed(city: City) -> None:
    led_to(city.plan, "returned", "2026-10", everybody("author"))
    assert not events(city, "north-district")


def test_a_reviewer_makes_a_feed_of_the_organisation_too(city: City) -> None:
    market = city.sign_in("market")
    assert "/calendar/market-bureau/feed/" in market.get(PAGE).content.decode()
    assert market.post(f"{PAGE}market-bureau/feed/", {"verb": "make"}).status_code == 302
    assert address(market.get(PAGE).content.decode())
    assert market.post(f"{PAGE}north-district/feed/", {"verb": "make"}).status_code == 403
