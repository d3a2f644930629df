"""Every kind of page in a real browser: axe finds nothing in light, dark or print, and nothing is too wide or cut off.

(A file of its own: a file's tests run one after another, and these are half of the browser's work.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from looks import (
    bring_axe,
    faint_in_charts,
    mark_fresh,
    resize,
    thin_out,
    too_pale,
    too_wide,
    too_wide_spaced,
    unfold,
    violations,
)
from site_map import FOSHAN, HEAVY, LONG, MANY_ROWS, NARROWED, PAGES

from qualicity.portal import charts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

WIDE, SMALL, PHONE, NARROW, PAPER = (
    {"width": 1280, "height": 900},
    {"width": 924, "height": 640},
    {"width": 360, "height": 780},
    {"width": 320, "height": 640},
    {"width": 688, "height": 1000},  # 210 mm less the margins
)
EVERYTHING = [
    "",
    *(f"{page}/" for page in PAGES.values() if page not in MANY_ROWS),
    *(f"{page}/?rows=8" for page in sorted(MANY_ROWS)),
    f"{HEAVY}/?cell=primary%3Dpm25&rows=8",
    NARROWED,
    f"{FOSHAN}/?as_of=2018-06-30",
    f"{FOSHAN}/doubt/?target=forest-cover",
    "search/?q=air",
    "search/?q=kqzl&kind=definition",
    "search/?q=forset",
]
FAILURES = {f"{FOSHAN}/targets/forest-covr/": 404, f"{FOSHAN}/?as_of=tomorrow": 400}


def as_text_needs_room(page: Page) -> list[str]:
    """A phone of 320 px (a desk at 400 %), there with a reader's own spacing of text, and where tables are not yet cards."""
    resize(page, NARROW)
    found = [f"320 px: {what}" for what in too_wide(page)]
    found += [f"320 px, spaced out: {what}" for what in too_wide_spaced(page)]
    resize(page, SMALL)
    return found + [f"{SMALL['width']} px: {what}" for what in too_wide(page)]


def on_paper(page: Page) -> list[str]:
    resize(page, PAPER)
    page.emulate_media(media="print", color_scheme="light")
    return [f"print: {what}" for what in too_wide(page)]


def by_rules(page: Page, size: ViewportSize) -> list[str]:
    """All rules once; those of colours thrice: on paper (as it lies), by day and in the dark.

    The other rules ask nothing of colours. Those of colours ask of what no page before this one showed, in charts of all.
    """
    thin_out(page)
    fresh = mark_fresh(page)
    found = [f"print: {what}" for what in (too_pale(page) if fresh else []) + faint_in_charts(page)]
    resize(page, size)
    page.emulate_media(media="screen", color_scheme="light")
    found += violations(page, "fresh") + [f"light: {what}" for what in faint_in_charts(page)]
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {what}" for what in (too_pale(page) if fresh else []) + faint_in_charts(page)]


def all_that_is_wrong(page: Page, size: ViewportSize) -> list[str]:
    """With a page that is open: what cannot be read in some size, on paper, in some light or by somebody."""
    unfold(page)
    found = as_text_needs_room(page) + on_paper(page) + by_rules(page, size)
    resize(page, NARROW)  # in which the next page is laid out first
    return [f"{page.url}: {what}" for what in found]


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for both languages: it remembers what it has seen."""
    context = browser.new_context(reduced_motion="reduce")
    bring_axe(context)
    yield context.new_page()
    context.close()


# Each page in both languages and at both widths, in two ways of the four: what axe looks at in a language (names,
# texts, lang) does not change with the width. Long pages in one language: a shorter one of the same template stands
# for them in the other.
@pytest.mark.browser
@pytest.mark.parametrize(("lang", "size"), [("en", PHONE), ("zh", WIDE)], ids=["en-phone", "zh-wide"])
def test_every_kind_of_page_can_be_read_by_everybody(
    tab: Page, address: str, lang: str, size: ViewportSize
) -> None:
    """Nor does a page break its own policy, lack a script, or say anything in the console."""
    page, found, said = tab, [], heard(tab)
    seen = [path for path in EVERYTHING if lang == "en" or path.rstrip("/") not in LONG]
    for path, status in {**dict.fromkeys(seen, 200), **FAILURES}.items():
        answer = page.goto(f"{address}/{lang}/{path}")
        assert answer is not None
        assert answer.status == status, path
        found += without_its_scripts(page) + all_that_is_wrong(page, size)
    page.locator(".as-of summary").click()
    found += violations(page, "all")
    assert not found, "\n".join(found)
    assert [words for words in said if not words.startswith(FAILED)] == []


FAILED = "Failed to load resource: the server responded with a status of 40"
"""What Chromium says of the pages that are none."""


def heard(page: Page) -> list[str]:
    """What its pages say in the console or fail by from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.text} {page.url}"))
    page.on("pageerror", lambda error: said.append(f"{error} {page.url}"))
    return said


def without_its_scripts(page: Page) -> list[str]:
    """A chart that cannot be pointed at, or a script within the page."""
    kinds = ("figure.chart", ".value-note", "script:not([src], [type='application/ld+json'])")
    charts, notes, inside = (page.locator(kind).count() for kind in kinds)
    return (
        [f"{page.url}: {charts} charts, {notes} notes, {inside} scripts"] if charts != notes or inside else []
    )


STYLE = Path(charts.__file__).parents[1] / "static" / "portal" / "portal.css"


def test_every_colour_of_a_chart_has_another_in_the_dark() -> None:
    files = Path(charts.__file__).parent.glob("*.py")
    used = {
        colour for file in files for colour in re.findall(r'"(#[0-9A-Fa-f]{6})"', file.read_text("utf-8"))
    }
    dark = re.findall(r'\[(?:fill|stroke)="(#[0-9A-F]{6})"\] \{', STYLE.read_text("utf-8"))
    assert used - set(dark) == {"#7F858E"}, "grey of the middle, which can be seen on both grounds"
    assert set(dark) <= used


def test_nothing_moves() -> None:
    assert not re.search(r"\b(animation|transition|scroll-behavior)\b", STYLE.read_text("utf-8"))
