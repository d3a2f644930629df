"""The pages of tasks, rulings, supervised items and doubts in a real browser: axe finds nothing, nothing is too wide."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from looks import too_wide, unfold, violations
from task_cases import photo
from test_review_looks import at

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser

__all__ = ["at"]
pytestmark = pytest.mark.browser

WORK = "/en/work/sample-city/"
FORM = "tasks/north-district/market-halls/"
PAGES = {"clerk": ("tasks/", FORM), "office": ("tasks/", "supervised/", "rulings/", "doubts/", "doubts/1/")}


@pytest.fixture
def busy(city: City) -> City:
    """With a report that has problems and a file, a doubt, and a ruling and an item that wait for a second person."""
    from qualicity.portal.doubts.about import About
    from qualicity.portal.doubts.actions import READER, Ask

    shown = {"title": {"en": "Pass rate", "zh": "合格率"}, "value": {"en": "93.1 %"}, "of": {}, "known": None}
    Ask(
        plan="sample-city", about=About(target="pass-rate"), as_of=date(2026, 11, 20), shown=shown, kind="wrong",
        text="The district's own page says 93.2.", email="a@b.example", lang="en", nonce="1",
    ).run(READER, datetime(2026, 11, 20, 9))  # fmt: skip
    clerk, office = city.sign_in("clerk"), city.sign_in("office")
    clerk.post(
        WORK + FORM, {"version": "0", "verb": "save", "-.forecast": "2027-03-01", "half.file": photo()}
    )
    said = {
        "target": "river-life",
        "status": "at_risk",
        "reason_en": "Six kinds of fish.",
        "reason_zh": "六种鱼。",
    }
    assert office.post(WORK + "rulings/", said).status_code == 302
    said = {"verb": "open", "task": "market-halls/half", "note": "By June"}
    assert office.post(WORK + "supervised/", said).status_code == 302
    return city


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh", 320)])
def test_pages_of_tasks_and_rulings_are_for_everybody(
    busy: City, at: str, browser: Browser, lang: str, width: int
) -> None:
    for who, pages in PAGES.items():
        context = browser.new_context(viewport={"width": width, "height": 800})
        signed = busy.sign_in(who).cookies["qualicity"].value
        context.add_cookies([{"name": "qualicity", "value": signed, "url": at}])
        page = context.new_page()
        for path in pages:
            page.goto(at + WORK.replace("/en/", f"/{lang}/") + path)
            if path == FORM:
                page.locator("button[value=submit]").click()
                page.locator("#problem").wait_for()
            unfold(page)
            assert violations(page) == [], path
            assert too_wide(page) == [], path
        context.close()
