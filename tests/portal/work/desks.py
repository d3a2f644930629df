"""People's browsers at the workbench."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from looks import bring_axe

if TYPE_CHECKING:
    from conftest import City
    from playwright.sync_api import Browser, Page


@contextmanager
def at_desk(
    browser: Browser, city: City, place: str, name: str, axe: bool = False, **how: Any
) -> Iterator[Page]:
    """A person's browser, signed in; nothing that a page does is refused by its own policy."""
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **how})
    if axe:
        bring_axe(context)
    cookie = city.sign_in(name).cookies["qualicity"].value
    context.add_cookies([{"name": "qualicity", "value": cookie, "url": place}])
    page = context.new_page()
    heard: list[str] = []
    page.on("pageerror", lambda e: heard.append(str(e)))
    page.on("console", lambda m: heard.append(m.text) if "Content Security" in m.text else None)
    yield page
    context.close()
    assert not heard
