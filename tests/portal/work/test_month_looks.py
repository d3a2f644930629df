"""The calendar and the month in a real browser: axe finds nothing, nothing is too wide, and no script is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from looks import too_wide, violations
from test_review_looks import at, cases  # noqa: F401 (fixtures)

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("citys_clock")]

PLACES = (
    ("clerk", "work/sample-city/calendar/"),
    ("office", "work/sample-city/calendar/?month=2027-01"),
    ("office", "work/sample-city/month/"),
    ("office", "sample-city/organisations/"),
)


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh", 320)])
def test_the_calendar_and_the_month_are_for_everybody(
    city: City,
    at: str,  # noqa: F811
    browser: Browser,
    lang: str,
    width: int,
) -> None:
    said: list[str] = []
    city.later(days=1)
    client = city.sign_in("clerk")
    client.post("/en/work/sample-city/calendar/north-district/feed/", {"verb": "make"})
    for who, place in PLACES:
        context = browser.new_context(viewport={"width": width, "height": 800})
        signed = city.sign_in(who).cookies["qualicity"].value
        context.add_cookies([{"name": "qualicity", "value": signed, "url": at}])
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        answer = page.goto(f"{at}/{lang}/{place}")
        assert answer is not None
        assert answer.status == 200, place
        assert violations(page) == [], (who, place)
        assert too_wide(page) == [], (who, place)
        context.close()
    assert said == []
