"""People's browsers at the workbench, and what must hold of every page that they see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser, Page


@contextmanager
def at_desk(browser: Browser, city: City, place: str, name: str, **how: Any) -> Iterator[Page]:
    """A person's browser, signed in; nothing that a page does is refused by its own policy."""
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **how})
    cookie = city.sign_in(name).cookies["qualicity"].value
    context.add_cookies([{"name": "qualicity", "value": cookie, "url": place}])
    page = context.new_page()
    heard: list[str] = []
    page.on("pageerror", lambda e: heard.append(str(e)))
    page.on("console", lambda m: heard.append(m.text) if "Content Security" in m.text else None)
    yield page
    context.close()
    assert not heard


def calm(page: Page) -> None:
    """Axe finds nothing on the page, and it is no wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert not [f"{page.url}: {v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
