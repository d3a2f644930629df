"""The pages of plan changes in a real browser: axe finds nothing, nothing is too wide, and the effect comes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from change_cases import ACTION, PAGE, TARGET, act, latest, own_city, proposed
from looks import bring_axe, too_wide, unfold, violations

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser

__all__ = ["own_city"]
pytestmark = pytest.mark.browser


@pytest.fixture
def pages(own_city: City) -> dict[str, str]:
    """By page who looks: a change that waits, one with errors, an applied one, and forms."""
    office, second = own_city.sign_in("office"), own_city.sign_in("second")
    proposed(office, value="85")
    act(second, "approve")
    applied = latest()
    said = {"new.title.en": "Second quarter", "new.due": "2027-03", "drop.survey": "1", "has.supporting": "1"}
    proposed(office, ACTION, supporting="north-district", **said)
    waits = latest()
    office.post(TARGET, {"value": "many", "due": "2027-13", "note.en": "long words " * 40})
    wrong = latest()
    return {
        PAGE: "office",
        f"{PAGE}{applied.pk}/": "office",
        f"{PAGE}{waits.pk}/": "second",
        f"{PAGE}{waits.pk}/effect/": "second",
        f"{PAGE}{wrong.pk}/": "office",
        TARGET: "office",
        ACTION: "office",
        f"{PAGE}edit/indicator/pass-rate/": "office",
        "/en/work/sample-city/": "second",
    }


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh", 320)])
def test_pages_of_plan_changes_are_for_everybody(
    own_city: City, place: str, pages: dict[str, str], browser: Browser, lang: str, width: int
) -> None:
    said: list[str] = []
    signed = {who: own_city.sign_in(who).cookies["qualicity"].value for who in ("office", "second")}
    context = browser.new_context(viewport={"width": width, "height": 800})
    bring_axe(context)
    page = context.new_page()
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    for address, who in pages.items():
        context.add_cookies([{"name": "qualicity", "value": signed[who], "url": place}])
        answer = page.goto(place + address.replace("/en/", f"/{lang}/"))
        assert answer is not None
        assert answer.status == 200, address
        page.locator("[hx-get]").wait_for(
            state="detached"
        )  # the effect comes by itself where it is to be decided
        unfold(page)
        assert violations(page, "all") == [], address
        assert too_wide(page) == [], address
    context.close()
    assert said == []
