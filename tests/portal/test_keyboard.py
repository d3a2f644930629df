"""The portal without a mouse and without eyes: where Tab leads, what shows it, and what a screen reader is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from site_map import BEIJING, FOSHAN, NARROWED, PAGES, PARK

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from syrupy.assertion import SnapshotAssertion

WALKED = {
    "scorecard": f"{BEIJING}/",
    "target": f"{FOSHAN}/targets/forest-cover/",
    "map or dots": f"{FOSHAN}/indicators/good-air-days/areas/",
    "rows": NARROWED,
    "search": "search/?q=air",
    "two versions": f"{FOSHAN}/datasets/published_figures/changes/",
    "method": "methods/air.city_days/",
}
"""Pages with every kind of thing that a keyboard may stop at."""

# Everything that Tab should stop at, each with its place in this list; then what it stopped at.
_STOPS = """() => {
  const stops = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, summary, textarea, [tabindex="0"]')]
    .filter(e => e.checkVisibility() && e.getClientRects().length);
  window.stops = stops;
  const words = e => (e.innerText || e.getAttribute('aria-label') || e.name || '').trim().slice(0, 40);
  return stops.map(e => `${e.tagName.toLowerCase()} ${words(e)}`);
}"""
_AT = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getClientRects()[0], style = getComputedStyle(e);
  const at = document.elementFromPoint(box.x + Math.min(box.width / 2, 200), box.y + Math.min(box.height / 2, 100));
  const value = !!e.closest('.values');  // lies over a chart, lets the mouse through, and shows by its stroke
  return {
    place: window.stops.indexOf(e), tag: e.tagName, top: Math.round(box.y + scrollY), header: !!e.closest('header'),
    seen: value || !!at && (e.contains(at) || at.contains(e)),
    outline: value ? parseFloat(style.strokeWidth) : style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    colour: value ? style.stroke : style.outlineColor,
    named: e.tagName !== 'DIV' || !!(e.getAttribute('role') && e.getAttribute('aria-label')),
  };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab that no test had: where Tab leads at a page's end depends on what was focused in the tab before."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def walked(page: Page) -> tuple[list[str], list[dict[str, Any]]]:
    """Everything that a page lets one stop at, and where Tab led, from the top until it left the page."""
    stops, met = page.evaluate(_STOPS), []
    for _ in range(len(stops) + 40):
        page.keyboard.press("Tab")
        at = page.evaluate(_AT)
        if at is None:
            break
        if not met or met[-1]["place"] != at["place"]:  # a date is three stops in one
            met.append(at)
    return stops, met


@pytest.mark.browser
@pytest.mark.parametrize("path", WALKED.values(), ids=WALKED.keys())
def test_tab_leads_through_everything_in_order_and_shows_where_it_is(
    page: Page, address: str, path: str
) -> None:
    page.goto(f"{address}/en/{path}")
    stops, met = walked(page)
    places = [at["place"] for at in met]
    assert [stops[n] for n in places] == stops, "each once, in the page's order, and nothing else"
    hidden = [stops[at["place"]] for at in met if not at["seen"]]
    assert not hidden, "something lies over it"
    assert [stops[at["place"]] for at in met if at["outline"] < 2] == []
    assert {at["colour"] for at in met} == {"rgb(181, 56, 42)"}, "the accent: 5.6 : 1 on paper"
    assert all(at["named"] for at in met), "what scrolls has a name"
    header = [at["top"] for at in met if at["header"]][1:]
    assert header == sorted(header), "in the header from line to line, after the link that skips it"


@pytest.mark.browser
def test_what_unfolds_and_what_is_filled_in_needs_no_mouse(page: Page, address: str) -> None:
    page.goto(f"{address}/en/{FOSHAN}/targets/forest-cover/")
    page.focus(".taking summary")
    page.keyboard.press("Space")
    assert page.locator(".taking[open]").count() == 1
    page.focus(".what-if input")
    page.keyboard.type("40")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".supposed").count() == 1
    page.focus(".as-of summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "as-of"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert not page.locator("#as-of").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("lang", "path"),
    [("en", f"{BEIJING}/"), ("zh", f"{BEIJING}/targets/pm25-mean/"), ("en", f"{PARK}/")],
    ids=["scorecard", "target-zh", "figure"],
)
def test_a_screen_reader_is_told_the_page(
    page: Page, address: str, lang: str, path: str, snapshot: SnapshotAssertion
) -> None:
    page.goto(f"{address}/{lang}/{path}")
    told = "\n".join(page.locator(part).aria_snapshot() for part in ("header", "main"))
    assert re.sub(r"\?v=\w+", "", told) == snapshot


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_two_pages_have_the_same_title(client: Client, lang: str) -> None:
    titles: dict[str, str] = {}
    for page in dict.fromkeys(PAGES.values()):
        found = re.search("<title>(.*?)</title>", client.get(f"/{lang}/{page}/").content.decode(), re.DOTALL)
        assert found is not None
        assert found[1] not in titles, f"{page} and {titles[found[1]]}: {found[1]}"
        titles[found[1]] = page
