"""Every kind of page in a real browser: axe finds nothing, and no page is wider than a phone.

(A file of its own: a file's tests run one after another, and these are half of the browser's work.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from site_map import FOSHAN, HEAVY, LONG, MANY_ROWS, NARROWED, PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDE, PHONE, NARROW = (
    {"width": 1200, "height": 900},
    {"width": 360, "height": 780},
    {"width": 320, "height": 640},
)
EVERYTHING = [
    "",
    *(f"{page}/" for page in PAGES.values() if page not in MANY_ROWS | LONG),
    *(f"{page}/?rows=8" for page in sorted(MANY_ROWS)),
    f"{HEAVY}/?cell=primary%3Dpm25&rows=8",
    NARROWED,
    f"{FOSHAN}/?as_of=2018-06-30",
    f"{FOSHAN}/doubt/?target=forest-cover",
    "search/?q=air",
    "search/?q=kqzl&kind=definition",
    "search/?q=forset",
]
FAILURES = [f"{FOSHAN}/targets/forest-covr/", f"{FOSHAN}/?as_of=tomorrow"]


def opened(page: Page, address: str, status: int = 200) -> None:
    """Go to a page and open everything on it that can be unfolded."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, address
    page.eval_on_selector_all("main details", "all => all.forEach(d => { d.open = true })")


def violations(page: Page) -> list[str]:
    """What axe finds on a page: the rule and the first places."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {v['id']}: {[node['target'] for node in v['nodes']][:3]}" for v in found]


# Each page in both languages and at both widths, in two ways of the four: what axe looks at in a language (names,
# texts, lang) does not change with the width, and the four take two minutes.
@pytest.mark.parametrize(("lang", "size"), [("en", PHONE), ("zh", WIDE)], ids=["en-phone", "zh-wide"])
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, address: str, lang: str, size: dict[str, int]
) -> None:
    # axe itself is a script, which the portal's policy would not let run
    context = browser.new_context(viewport=size, bypass_csp=True)  # type: ignore[arg-type]
    page, found = context.new_page(), []
    for path in EVERYTHING:
        opened(page, f"{address}/{lang}/{path}")
        found += violations(page)
    for path in FAILURES:
        opened(page, f"{address}/{lang}/{path}", 400 if "as_of" in path else 404)
        found += violations(page)
    page.locator(".as-of summary").click()
    found += violations(page)
    context.close()
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_the_dark(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark", bypass_csp=True)
    page, found = context.new_page(), []
    for path in (
        f"{FOSHAN}/?as_of=2018-06-30",
        f"{FOSHAN}/targets/forest-cover/",
        f"{FOSHAN}/text/",
        NARROWED,
    ):
        opened(page, f"{address}/en/{path}")
        found += violations(page)
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_is_wider_than_the_narrowest_phone(browser: Browser, address: str, lang: str) -> None:
    context = browser.new_context(viewport=NARROW)  # type: ignore[arg-type]
    page, wide = context.new_page(), []
    for path in EVERYTHING:
        opened(page, f"{address}/{lang}/{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append(f"{path}: {over} px")
    context.close()
    assert not wide
