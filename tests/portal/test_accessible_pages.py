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
    plain_again,
    resize,
    space_out,
    thin_out,
    too_pale,
    too_wide,
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
    space_out(page)
    found += [f"320 px, spaced out: {what}" for what in too_wide(page)]
    plain_again(page)
    resize(page, SMALL)
    return found + [f"{SMALL['width']} px: {what}" for what in too_wide(page)]


def on_paper(page: Page) -> list[str]:
    resize(page, PAPER)
    page.emulate_media(media="print")
    return [f"print: {what}" for what in too_wide(page)]


def in_every_light(page: Page) -> list[str]:
    """The colours of what no page before it showed, of all charts too, on paper (as it lies), by day and in the dark."""
    found, fresh = [], mark_fresh(page)
    for light in ("print", "light", "dark"):
        if light != "print":
            page.emulate_media(media="screen", color_scheme=light)  # type: ignore[arg-type]
        found += [f"{light}: {what}" for what in (too_pale(page) if fresh else []) + faint_in_charts(page)]
    page.emulate_media(color_scheme="light")
    return found


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for both languages: it remembers what it has seen."""
    # axe itself is a script, which the portal's policy would not let run
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
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
    page, found = tab, []
    seen = [path for path in EVERYTHING if lang == "en" or path.rstrip("/") not in LONG]
    for path, status in {**dict.fromkeys(seen, 200), **FAILURES}.items():
        answer = page.goto(f"{address}/{lang}/{path}")
        assert answer is not None
        assert answer.status == status, path
        unfold(page)
        here = as_text_needs_room(page) + on_paper(page)
        thin_out(page)
        here += in_every_light(page)
        resize(page, size)
        here += violations(page)
        found += [f"{page.url}: {what}" for what in here]
    page.locator(".as-of summary").click()
    found += violations(page)
    assert not found, "\n".join(found)


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
