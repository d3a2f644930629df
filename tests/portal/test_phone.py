"""On a phone what matters is in sight at once, and what is folded is one tap away, without a script and on paper."""

from typing import TYPE_CHECKING

import pytest
from site_map import FOSHAN, PM25

if TYPE_CHECKING:
    from tabs import Tabs

pytestmark = pytest.mark.browser
ROWS = ".rows tbody tr"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize(
    ("target", "figure"), [("good-air-days", "84.7"), ("park-green-per-capita", "18.19")]
)
def test_a_chart_opens_where_the_figure_of_its_heading_stands(
    tabs: "Tabs", address: str, lang: str, width: int, target: str, figure: str
) -> None:
    page = tabs.open({"width": width, "height": 780}, java_script_enabled=False)
    page.goto(f"{address}/{lang}/{FOSHAN}/targets/{target}/")
    label = page.locator("svg.plot text", has_text=figure).first.bounding_box()
    seen = page.locator(".draw").bounding_box()
    assert label is not None
    assert seen is not None
    assert seen["x"] <= label["x"]
    assert label["x"] + label["width"] <= seen["x"] + seen["width"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", ["", f"{FOSHAN}/open-data/"])
def test_what_programs_harvest_has_its_names_on_one_line(
    tabs: "Tabs", address: str, lang: str, page: str
) -> None:
    for width in range(320, 400, 8):
        shown = tabs.open({"width": width, "height": 780}, java_script_enabled=False)
        shown.goto(f"{address}/{lang}/{page}")
        lines = shown.locator(".harvest a").evaluate_all(
            "all => all.map(a => [a.innerText, a.getClientRects().length])"
        )
        assert any(text == "JSON-LD" for text, _ in lines)
        assert all(n == 1 for _, n in lines), (width, lines)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_many_rows_are_folded_and_open_without_a_script(tabs: "Tabs", address: str) -> None:
    page = tabs.open({"width": 360, "height": 780}, java_script_enabled=False)
    page.goto(f"{address}/en/{PM25}/")
    section = page.locator("section.dataset").first
    assert section.locator(f"{ROWS}:visible").count() == 5
    assert page.locator("body").bounding_box()["height"] < 10_000  # type: ignore[index]
    section.get_by_label("show all 50 here").check()
    assert section.locator(f"{ROWS}:visible").count() == 50


@pytest.mark.parametrize(("width", "medium"), [(360, "print"), (1280, "screen")])
def test_on_paper_and_in_a_wide_table_every_row_stands(
    tabs: "Tabs", address: str, width: int, medium: str
) -> None:
    page = tabs.open({"width": width, "height": 780})
    page.emulate_media(media=medium)  # type: ignore[arg-type]
    page.goto(f"{address}/zh/{PM25}/")
    section = page.locator("section.dataset").first
    assert section.locator(f"{ROWS}:visible").count() == 50
    assert not section.get_by_label("在此显示全部").is_visible()


def test_a_card_of_what_changed_has_no_line_for_nothing(tabs: "Tabs", address: str) -> None:
    page = tabs.open({"width": 360, "height": 780}, java_script_enabled=False)
    page.goto(f"{address}/en/{FOSHAN}/changes/?from=2025-11-24&to=2026-12-31")
    parts = page.locator(".cards tbody tr")
    assert parts.count() == 5
    shown = parts.locator("td:visible").all_inner_texts()
    assert any("people chose the definition" in text for text in shown)
    assert not {"–"} & {text.strip() for text in shown}
