"""Tabs of one browser, handed from test to test: opening one takes as long as reading five pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

DESK: ViewportSize = {"width": 1280, "height": 720}

# A page that is left has another address: the next test's may differ in its fragment only, and must load all the same.
_LEAVE = """() => {
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, '', location.pathname + '?left');
}"""


class Tabs:
    """One tab of each kind; who opens it finds no cookie, no stored value, no size and no medium of whoever had it before."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[frozenset[tuple[str, Any]], Page] = {}

    def open(
        self, viewport: ViewportSize = DESK, color_scheme: Any = "light", axe: bool = False, **kind: bool
    ) -> Page:
        """The tab of a kind, which is what a browser takes for a context of its own (`has_touch` …), or with axe on its pages."""
        key = frozenset({**kind, "axe": axe}.items())
        if key not in self._kept or self._kept[key].is_closed():
            context = self._browser.new_context(**kind)  # type: ignore[arg-type]
            if axe:
                from looks import bring_axe  # beside the tests of pages

                bring_axe(context)
            self._kept[key] = context.new_page()
        page = self._kept[key]
        if page.viewport_size != viewport:
            page.set_viewport_size(viewport)
        page.emulate_media(media="null", color_scheme=color_scheme)
        return page

    def leave(self) -> None:
        """Tidy up for the next test."""
        for page in self._kept.values():
            for other in page.context.pages:
                if other is not page:
                    other.close()
            page.context.clear_cookies()
            if page.url.startswith("http"):
                page.evaluate(_LEAVE)
            page.mouse.move(0, 0)
