"""The form in a browser: typing, moving, pasting from Excel, saving by itself, two people; and on a phone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from desks import at_desk
from form_cases import NORTH, WATER, kept
from looks import calm

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PASTE = """([element, text]) => { const data = new DataTransfer(); data.setData('text/plain', text);
  element.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""


def test_typing_moving_pasting_and_saving_by_itself(browser: Browser, city: City, place: str) -> None:
    with at_desk(browser, city, place, "water") as page:
        page.goto(place + WATER)
        page.locator("#c-0-permanganate").fill("3.1")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "c-1-permanganate"
        page.keyboard.press("Shift+Enter")
        assert page.evaluate("document.activeElement.id") == "c-0-permanganate"

        block = 'Class\tPermanganate index\r\nIII\t"1,002.5"\r\nVII\t２.4\r\n' + "II\t3\r\n" * 12
        page.locator("#c-0-class").evaluate(f"(e, t) => ({PASTE})([e, t])", block)
        assert page.locator("#c-0-class").input_value() == "III", "a row of headings is none of the rows"
        assert page.locator("#c-0-permanganate").input_value() == "1002.5"
        assert page.locator("#c-1-class").input_value() == "VII", "what is no code of the list is kept"
        assert page.locator("#c-1-permanganate").input_value() == "2.4"
        assert page.locator("#c-13-class").input_value() == "II", "rows are added for what is pasted"

        page.locator("#saved .saved").wait_for(timeout=15_000)
        assert [r["class"] for r in kept()][:3] == ["III", "VII", "II"]
        assert len(kept()) == 14
        assert page.locator("#version").input_value() == "1"
        page.locator("#c-0-class").select_option("I")
        page.keyboard.press("Control+Enter")
        page.get_by_text("Saved. Nothing is sent yet.").wait_for()
        assert kept()[0]["class"] == "I"
        assert page.locator("#c-13-class").input_value() == "II"


def test_who_leaves_before_it_is_saved_is_warned(browser: Browser, city: City, place: str) -> None:
    with at_desk(browser, city, place, "clerk") as page:
        page.goto(place + NORTH)
        asked: list[str] = []
        page.on("dialog", lambda d: (asked.append(d.type), d.accept()))
        page.locator("#c-0-passed").press_sequentially("58")
        page.reload()
        assert asked == ["beforeunload"]
        page.locator("#c-0-passed").press_sequentially("58")
        page.locator("#c-0-passed").blur()
        page.locator("#saved .saved").wait_for(timeout=15_000)
        page.reload()
        assert asked == ["beforeunload"]
        assert page.locator("#c-0-passed").input_value() == "58"


def test_a_value_that_differs_from_what_is_held_asks_why_at_once(
    browser: Browser, city: City, place: str
) -> None:
    with at_desk(browser, city, place, "clerk") as page:
        page.goto(place + NORTH)
        because = page.locator("#b-0-inspected")
        assert not because.is_visible()
        page.locator("#c-0-inspected").fill("70")
        assert because.is_visible()
        page.locator("#c-0-inspected").fill("61.0")
        assert not because.is_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
def test_two_people_on_phones(browser: Browser, city: City, place: str, lang: str, scheme: str) -> None:
    phone = {"viewport": {"width": 320, "height": 640}, "axe": True, "color_scheme": scheme}
    one, other = NORTH.replace("/en/", f"/{lang}/"), WATER.replace("/en/", f"/{lang}/")
    with (
        at_desk(browser, city, place, "clerk", **phone) as first,
        at_desk(browser, city, place, "clerk", **phone) as second,
        at_desk(browser, city, place, "water", **phone) as water,
    ):
        water.goto(place + other)
        calm(water)
        water.locator("#c-0-permanganate").fill("x")
        water.locator("button[value=check]").click()
        assert water.evaluate("document.activeElement.id") == "problem"
        calm(water)
        water.locator("#problem a").first.click()
        assert water.url.endswith("#c-0-permanganate") or water.url.endswith("#c-0-class")

        for page in (first, second):
            page.goto(place + one)
        calm(first)
        first.locator("#c-0-passed").fill("55")
        first.locator("button[value=save]").click()
        first.locator(".told").wait_for()
        second.locator("#c-0-passed").fill("57")
        second.locator("#c-0-passed").blur()
        second.locator("#saved .unsaved").wait_for(timeout=15_000)
        second.locator("button[value=save]").click()
        calm(second)
        second.locator('input[name="c-0-passed"][value="55"]').check()
        second.locator("button.chief").click()
        second.locator(".told").wait_for()
        assert second.locator("#c-0-passed").input_value() == "55"


def test_a_button_pressed_while_the_form_saves_itself_is_no_conflict_with_oneself(
    browser: Browser, city: City, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicity.portal.workbench.views import forms

    real = forms._save

    def slow(*said: Any, automatic: bool) -> Any:
        kept = real(*said, automatic=automatic)
        time.sleep(2 if automatic else 0)
        return kept

    monkeypatch.setattr(forms, "_save", slow)
    with at_desk(browser, city, place, "clerk") as page:
        page.goto(place + NORTH)
        with page.expect_request(lambda r: r.method == "POST"):
            page.locator("#c-0-passed").fill("58")
            page.locator("#c-0-passed").blur()
        page.locator("button[value=save]").click()
        page.get_by_text("Saved. Nothing is sent yet.").wait_for()
    assert [r["passed"] for r in kept()] == ["58"]
