"""What looks at pages finds what is wrong with one: each kind of rule still bites, in its light and at its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from looks import too_pale, too_wide, too_wide_spaced, violations

if TYPE_CHECKING:
    from tabs import Tabs

pytestmark = pytest.mark.browser

WRONG = """<!doctype html><html lang="en"><head><title>Wrong</title><style>
  .pale { color: #bbb; background: #fff }
  @media (prefers-color-scheme: dark) { .night { color: #444; background: #222 } }
  .small a { display: inline-block; width: 9px; height: 9px; overflow: hidden }
  .wide { width: 500px }
  .tight { width: 112px; overflow: hidden; white-space: nowrap; font: 16px monospace }
</style></head><body><main><h1>Wrong</h1><p class="pale">Pale by day</p><p class="night">Pale by night</p>
<p class="small"><a href="#a">a</a><a href="#b">b</a></p><img src="data:,"><p class="tight">letters fit</p>
<div class="wide">500 px</div></main></body></html>"""


def rules(found: list[str]) -> set[str]:
    return {what.partition(":")[0] for what in found}


def test_each_kind_of_rule_finds_what_is_wrong(tabs: Tabs) -> None:
    page = tabs.open({"width": 320, "height": 640})
    page.goto("about:blank")
    page.set_content(WRONG)
    assert {"target-size", "image-alt"} <= rules(violations(page))
    assert "color-contrast" not in rules(violations(page))
    assert {"target-size", "image-alt", "color-contrast"} <= rules(violations(page, "all"))
    assert any("px too wide" in what for what in too_wide(page))
    assert not any("tight" in what for what in too_wide(page))
    assert any("tight" in what for what in too_wide_spaced(page))
    page.evaluate("document.querySelector('.night').setAttribute('data-fresh', '')")
    assert too_pale(page) == []
    assert "color-contrast" not in rules(violations(page, "fresh")), "the pale text is not fresh"
    page.emulate_media(color_scheme="dark")
    assert rules(too_pale(page)) == {"color-contrast"}
