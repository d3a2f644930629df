"""The month as people play it, in a browser and in both languages: invited, signed in with a second factor, by form, by Excel
and by program, returned for a wrong cell, corrected, approved by others; then the public page moves and the log tells it all."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import PASSWORD, PLAN, member

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import City
    from playwright.sync_api import Browser, Page


pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("strict_city")]
NORTH = "report/inspections/north-district/2026-10/"


def invited(city: City, email: str, role: str, organisation: str) -> str:
    """The token of an invitation by the operator."""
    from qualicity.portal.workbench.actions.people import Invite, operator
    from qualicity.portal.workbench.worker import clock

    made = Invite(city.plan, email, role, organisation).run(operator(city.plan), clock())  # type: ignore[arg-type]
    return str(made.token)


def press(page: Page, what: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator(f"main {what}").first.click()


def accept(page: Page, city: City, work: str, email: str, role: str) -> None:
    """Follow the link of an invitation for North District: a name, a password; then sign in with them."""
    page.goto(f"{work}invitation/{invited(city, email, role, 'north-district')}/")
    page.fill("#name", email.partition("@")[0])
    page.fill("#password", PASSWORD)
    press(page, "form button[type=submit]")
    page.goto(work)
    if page.locator("main input[name=login]").count():
        page.fill("main input[name=login]", email)
        page.fill("main input[name=password]", PASSWORD)
        press(page, "form button[type=submit]")


def set_up_second_factor(page: Page) -> None:
    """As the page asks for it: the password once more, the key into an authenticator, its code."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    if page.locator("main input[name=password]").count():
        page.fill("main input[name=password]", PASSWORD)
        press(page, "form button[type=submit]")
    found = re.search(r"\b[A-Z2-7]{32}\b", page.content())
    assert found, page.url
    counter = sorted(yield_hotp_counters_from_time())[1]
    page.fill("main input[name=code]", str(format_hotp_value(hotp_value(found[0], counter))))
    press(page, "form button[type=submit]")


def at(browser: Browser, place: str, user: Any) -> Page:
    """The browser of somebody who has signed in before."""
    from people_fixtures import signed_in

    context = browser.new_context()
    cookie = signed_in(user).cookies["qualicity"].value
    context.add_cookies([{"name": "qualicity", "value": cookie, "url": place}])
    return context.new_page()


def value(place: str) -> float:
    """The figure on the public page of the target."""
    with urllib.request.urlopen(f"{place}/en/{PLAN}/targets/pass-rate.json") as answer:
        return float(json.load(answer)["value"])


def by_program(city: City, place: str) -> int:
    """East District's November, sent by its program."""
    from qualicity.portal.workbench.actions.people import operator
    from qualicity.portal.workbench.actions.tokens import MakeToken
    from qualicity.portal.workbench.worker import clock

    token = MakeToken(city.plan, "east-district", "registry").run(operator(city.plan), clock()).secret
    rows = {"rows": [{"area": "SC-E", "month": "2026-11", "inspected": 100, "passed": 99}]}
    head = {"Authorization": f"Bearer {token}", "Idempotency-Key": "1", "Content-Type": "application/json"}
    url = f"{place}/api/work/v1/submissions?dataset=inspections&period=2026-11"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(rows).encode(), head)) as answer:
        return int(answer.status)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_month_from_invitation_to_the_public_page(
    browser: Browser, city: City, place: str, lang: str, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    from qualicity.portal.workbench import audit
    from qualicity.portal.workbench.models import Submission

    work, before = "/".join((place, lang, "work", "")), value(place)
    clerk, head = browser.new_context().new_page(), browser.new_context().new_page()
    accept(clerk, city, work, "clerk@north.example", "contributor")
    accept(head, city, work, "head@north.example", "reviewer")
    assert "second-factor" in head.url
    set_up_second_factor(head)

    clerk.goto(f"{work}{PLAN}/{NORTH}")
    clerk.fill("#c-0-passed", "fifty")
    press(clerk, "button[value=submit]")
    assert clerk.locator("#c-0-passed").get_attribute("aria-invalid") == "true"
    assert clerk.locator("#c-0-passed").input_value() == "fifty"
    clerk.fill("#c-0-passed", "50")
    press(clerk, "button[value=submit]")
    sent = Submission.objects.get(dataset="inspections", state="submitted")

    page = f"{work}{PLAN}/submissions/{sent.pk}/"
    head.goto(page)
    head.fill("form[action$='/return/'] textarea", "58, says the district’s page")
    press(head, "form[action$='/return/'] button[type=submit]")

    clerk.goto(f"{work}{PLAN}/{NORTH}")
    assert "58, says the district’s page" in clerk.locator("main").inner_text()
    with clerk.expect_download() as loaded:
        clerk.locator("a[href$='workbook.xlsx']").first.click()
    file = tmp_path / "workbook.xlsx"
    loaded.value.save_as(file)
    book = load_workbook(file)
    cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == 50)
    cell.value = 58
    book.save(file)
    clerk.goto(f"{work}{PLAN}/{NORTH}upload/")
    clerk.set_input_files("#file", file)
    press(clerk, "button[value=file]")
    press(clerk, "button[value=submit]")

    for reviewer in (head, at(browser, place, member("m@city.example", ("reviewer", "market-bureau")))):
        reviewer.goto(page)
        press(reviewer, "form[action$='/approve/'] button[type=submit]")
    assert value(place) == before, "nothing counts before the worker has brought it in"
    city.work()  # on the day that the portal shows, whatever day it is here
    sent.refresh_from_db()
    assert sent.state == "effective"
    assert value(place) != before
    assert by_program(city, place) in (200, 201)

    auditor = at(browser, place, member("a@city.example", ("auditor", "")))
    auditor.goto(f"{work}{PLAN}/log/")
    told = [e["verb"] for e in audit.entries(thing=f"submission {sent.pk}")]
    assert [v for v in told if v not in ("submission.save", "submission.columns")] == [
        "submission.submit", "submission.return", "submission.submit", "submission.approve", "submission.approve",
        "submission.take_effect",
    ]  # fmt: skip
    assert sent.pk in auditor.locator("main").inner_text()
    assert audit.verify()[1] == []
