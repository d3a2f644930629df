"""Charts in a browser: what is pointed at is what the table says, by mouse, by touch, by keyboard; and without a script
nothing is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from looks import violations
from rooms_fixtures import load_plan
from site_map import BEIJING, FOSHAN
from small_plan import SmallPlan
from test_areas_compared import GDP, with_boundaries

from qualicity.portal import catalogue, configure
from qualicity.portal.publish import Order, publish
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Error, Locator, Page
    from tabs import Tabs

pytestmark = pytest.mark.browser

TARGET = f"{BEIJING}/targets/pm25-mean/"
MANY = f"{FOSHAN}/targets/good-air-days/"
REVISED = f"{FOSHAN}/indicators/gdp/"
CITIES = f"{FOSHAN}/indicators/good-air-days/areas/"
DISTRICTS = f"{FOSHAN}/indicators/gdp/areas/"
DAYS = f"{BEIJING}/datasets/city_air_days/calendar/?year=2016"
CHARTS = (TARGET, MANY, REVISED, CITIES, DAYS)
PHONE, WIDE = {"width": 360, "height": 780}, {"width": 1200, "height": 900}
TODAY = date(2026, 12, 31)

Opening = Callable[..., "Page"]


@pytest.fixture
def opening(tabs: Tabs) -> Iterator[Opening]:
    """Opens pages, on which nothing may be blocked, said in the console or fail."""
    said: list[str] = []
    heard: set[Page] = set()

    def hear(message: ConsoleMessage) -> None:
        said.append(f"{message.page and message.page.url}: {message.text}")

    def fail(error: Error) -> None:
        said.append(str(error))

    def opened(address: str, **how: Any) -> Page:
        page = tabs.open(**{"viewport": WIDE, **how})
        if page not in heard:
            page.on("console", hear)
            page.on("pageerror", fail)
            heard.add(page)
        answer = page.goto(address)
        assert answer is None or answer.ok
        return page

    yield opened
    for page in heard:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)
    assert not said, "\n".join(said)


def note(page: Page) -> Locator:
    return page.locator(".value-note:visible")


def options(page: Page) -> Locator:
    return page.locator("svg.values").get_by_role("option")


def middle(place: Locator) -> tuple[float, float]:
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def walked(page: Page) -> list[tuple[str, str]]:
    """What the keyboard shows of a chart from its first value to its last: the address and the words."""
    options(page).first.focus()
    found = []
    for n in range(options(page).count()):
        found.append(page.evaluate(
            "() => { const n = document.querySelector('.value-note:not([hidden])'), a = n.querySelector('a');"
            " return [a ? a.href : '', n.innerText, document.activeElement.getAttribute('aria-label')] }"))  # fmt: skip
        assert found[-1][2].split("; " if "/en/" in page.url else "；") == found[-1][1].splitlines(), n
        page.keyboard.press("ArrowDown")
    return [(url, words) for url, words, _ in found]


def table(page: Page) -> dict[str, tuple[str, str, str]]:
    """Figures of the page's tables, by their address: what heads the row, the value, when it was released."""
    rows = page.eval_on_selector_all(
        "table.figures tbody tr:has(a.num)",
        "all => all.map(r => [r.querySelector('a.num').href, r.querySelector('th').firstChild.textContent.trim(),"
        " r.querySelector('a.num').textContent, [...r.children].at(-2).textContent.trim()])",
    )
    return {url: (head, value, released) for url, head, value, released in rows}


# -- what is shown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", [TARGET, MANY, REVISED, CITIES, DISTRICTS])
def test_a_value_that_is_pointed_at_is_the_tables(
    opening: Opening, address: str, path: str, lang: str
) -> None:
    page = opening(f"{address}/{lang}/{path}")
    shown, listed = walked(page), table(page)
    figures = [(url, words) for url, words in shown if url]
    assert len({url for url, _ in figures}) == len(figures) > 3
    for url, words in figures:
        head, value, released = listed[url]
        first, *more = words.splitlines()
        colon = {"en": ": ", "zh": "："}[lang]
        assert first.startswith(f"{head}{colon}{value}"), (first, head, value)
        # A figure computed here was never released: its cell says since when it is known, without a label.
        since = released.startswith(("known since", "自"))
        assert more[-1] == released if since else more[-1].endswith(f"{colon}{released}")
    if "areas" in path:
        assert {url for url, _ in figures} == listed.keys()
    if "targets" in path:
        assert [w for u, w in shown if not u and w.startswith(("Target for", "201", "202"))]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_day_that_is_pointed_at_is_the_tables(opening: Opening, address: str, lang: str) -> None:
    page = opening(f"{address}/{lang}/{DAYS}")
    rows = page.eval_on_selector_all(
        "table.rows tbody tr", "all => all.map(r => [...r.children].map(c => c.textContent))"
    )
    shown = [words.splitlines() for _, words in walked(page)]
    assert len(shown) == len(rows) == 366
    for said, (day, value, kind) in zip(shown, rows, strict=True):
        assert said[0] == day
        assert said[1].split(": " if lang == "en" else "：")[-1] == value
        assert said[2:] == ([] if kind == "–" else [kind])


@pytest.fixture
def with_forecast(tmp_path: Path, portal: catalogue.Catalogue) -> Iterator[None]:
    plan = SmallPlan(tmp_path / "small", period=("2016", "2030"))
    plan.indicator("cover")
    plan.target(due="2030", value=60)
    for year in range(2014, 2026):
        plan.figure(str(year), 30 + (year - 2014) * 1.5 + year % 3)
    plan.load()
    configure([plan.folder], Workspace(plan.workspace), TODAY)
    yield
    catalogue.put(portal)


def test_a_forecast_can_be_read_year_by_year(opening: Opening, address: str, with_forecast: None) -> None:
    page = opening(f"{address}/en/small/targets/promise/")
    years = [words.splitlines() for _, words in walked(page) if words.startswith("Forecast")]
    assert [y[0][:17] for y in years] == [f"Forecast for {year}" for year in range(2026, 2031)]
    for first, of_80, of_95 in years:
        (mean,), (lo80, hi80), (lo95, hi95) = (
            [float(n) for n in re.findall(r"\d+(?:\.\d+)?", said.partition(": ")[2])]
            for said in (first, of_80, of_95)
        )
        assert lo95 < lo80 < mean < hi80 < hi95


# -- by mouse, by touch, by keyboard ---------------------------------------------------------------------


def test_a_mouse_finds_the_point_reads_its_note_and_follows_it(opening: Opening, address: str) -> None:
    page = opening(f"{address}/en/{TARGET}")
    x, y = middle(options(page).first)
    page.mouse.move(x + 9, y + 9)
    assert note(page).inner_text().startswith("2014: 85.44 µg/m³")
    box = note(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 12, steps=4)
    page.wait_for_timeout(400)
    assert note(page).count() == 1  # a note that one can reach, to mark and copy a figure
    page.keyboard.press("Escape")
    assert note(page).count() == 0
    page.mouse.move(x + 200, y + 250)
    page.mouse.move(x, y)
    page.mouse.move(2, 2)
    page.wait_for_timeout(400)
    assert note(page).count() == 0
    page.mouse.click(x, y)
    page.wait_for_url("**/figures/**")
    assert "85.44" in page.locator(".verdict").inner_text()


def test_a_finger_taps_and_the_note_leads_on(opening: Opening, address: str) -> None:
    page = opening(f"{address}/zh/{TARGET}", viewport=PHONE, has_touch=True)
    page.touchscreen.tap(*middle(options(page).nth(2)))
    assert "73.05 微克/立方米" in note(page).inner_text()
    link = note(page).get_by_role("link", include_hidden=True).bounding_box()
    assert link
    assert link["height"] >= 24
    page.touchscreen.tap(*middle(page.locator("h1")))
    assert note(page).count() == 0
    page.touchscreen.tap(*middle(options(page).nth(2)))
    page.touchscreen.tap(link["x"] + 20, link["y"] + 12)
    page.wait_for_url("**/figures/**")


def test_a_keyboard_stops_once_walks_all_and_follows(opening: Opening, address: str) -> None:
    page = opening(f"{address}/en/{TARGET}")
    page.locator(".taking summary").focus()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "option"
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate("document.activeElement.closest('.chart')")  # one stop for all values
    note(page).wait_for(state="hidden")
    page.keyboard.press("Tab")
    for key, said in (("End", "2017: 58"), ("ArrowLeft", "Target for 2017"), ("Home", "2014: 85.44"),
                      ("ArrowLeft", "2014: 85.44"), ("ArrowRight", "2015: 80.68")):  # fmt: skip
        page.keyboard.press(key)
        assert note(page).inner_text().startswith(said), key
    page.keyboard.press("Escape")
    assert note(page).count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/**/2015/")


def test_in_a_calendar_a_step_to_the_right_is_a_week(opening: Opening, address: str) -> None:
    page = opening(f"{address}/en/{DAYS}", viewport=PHONE)
    options(page).first.focus()
    for key, day in (("ArrowRight", "08"), ("ArrowDown", "09"), ("ArrowLeft", "02"), ("ArrowUp", "01")):
        page.keyboard.press(key)
        assert note(page).inner_text().startswith(f"2016-01-{day}")
    page.keyboard.press("End")
    assert note(page).inner_text().startswith("2016-12-31")
    page.wait_for_timeout(100)
    box, edge = options(page).last.bounding_box(), page.viewport_size
    assert box is not None
    assert edge is not None
    assert 0 <= box["x"] < edge["width"]  # the calendar is wider than a phone, and follows


@pytest.fixture
def mapped(tmp_path: Path, portal: catalogue.Catalogue) -> Iterator[None]:
    plan = with_boundaries(tmp_path / "foshan-2020")
    load_plan(plan, tmp_path / "workspace")
    configure([plan], Workspace(tmp_path / "workspace"), TODAY)
    yield
    catalogue.put(portal)


def test_areas_of_a_map_are_links_with_a_note(opening: Opening, address: str, mapped: None) -> None:
    page = opening(f"{address}/en/{GDP}/?period=2019")
    links = page.locator(".map svg.plot a")
    assert links.count() == 2
    listed = table(page)
    for n in range(2):
        links.nth(n).focus()
        words = note(page).inner_text()
        head, value, released = listed[
            links.nth(n).evaluate("a => a.href.baseVal && new URL(a.href.baseVal, location).href")
        ]
        assert words.startswith(f"{head}: {value}")
        assert words.endswith(released)
    page.mouse.move(*middle(links.first))
    assert note(page).inner_text().startswith("Chancheng: 1,920.46 hundred million yuan")
    assert page.locator(".map svg title").count() == 0  # no second note of the browser's

    page = opening(f"{address}/en/{GDP}/?period=2019", has_touch=True)
    links = page.locator(".map svg.plot a")
    page.touchscreen.tap(*middle(links.last))
    assert note(page).inner_text().startswith("Shunde")  # a tap shows, and only the note's link leads on
    page.touchscreen.tap(*middle(note(page).locator("a")))
    page.wait_for_url("**/figures/**")


# -- everywhere and for everybody ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how", [{}, {"color_scheme": "dark", "viewport": PHONE}], ids=["light", "dark-phone"]
)
def test_axe_finds_nothing_while_a_note_is_open(opening: Opening, address: str, how: dict[str, Any]) -> None:
    found = []
    for n, path in enumerate(CHARTS):
        page = opening(f"{address}/{('en', 'zh')[n % 2]}/{path}", axe=True, **how)
        options(page).nth(2).focus()
        assert note(page).count() == 1
        found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, 600, 1200])
def test_with_and_without_a_script_everything_stands_in_the_same_place(
    opening: Opening, address: str, width: int
) -> None:
    places = "all => all.map(e => [e.tagName, JSON.stringify(e.getBoundingClientRect())])"
    for path in CHARTS:
        with_, without = (
            opening(f"{address}/en/{path}", viewport={"width": width, "height": 700}, java_script_enabled=on)
            for on in (True, False)
        )
        assert options(with_).count()
        assert without.locator("svg.plot").first.is_visible()
        assert options(without).count() == 0
        seen = "main :is(h2, figure, figcaption, .draw, svg.plot, details, table)"
        assert with_.eval_on_selector_all(seen, places) == without.eval_on_selector_all(seen, places)
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        options(with_).last.focus()
        assert with_.evaluate(over) <= 0  # nor does a note make the page wider


def test_paper_has_no_remnants(opening: Opening, address: str) -> None:
    page = opening(f"{address}/en/{TARGET}")
    options(page).first.focus()
    page.emulate_media(media="print")
    assert note(page).count() == 0
    assert not page.locator("svg.values").is_visible()
    assert page.locator("svg.plot").first.is_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_published_page_does_the_same_from_a_stick(
    opening: Opening, tmp_path: Path, portal: catalogue.Catalogue, lang: str
) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    plan.target()
    for year in range(2014, 2020):
        plan.figure(str(year), 30 + year - 2014)
    plan.load()
    out = tmp_path / "site"
    publish(Order((plan.folder,), Workspace(plan.workspace), TODAY, "", out), processes=1)
    catalogue.put(portal)
    page = opening((out / lang / "small/targets/promise/index.html").as_uri())
    page.mouse.move(*middle(options(page).first))
    assert note(page).inner_text().startswith({"en": "2014: 30 %", "zh": "2014年：30%"}[lang])
    options(page).nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/**")
    assert "31" in page.locator("h1, .verdict").all_inner_texts()[-1]
