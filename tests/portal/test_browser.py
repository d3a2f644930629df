"""The portal in a browser: the way of a number walked by clicking, from the server and from the published pages.

What only a server can answer (rows narrowed to a day, another date) is asked of the server alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, FOSHAN, NARROWED, PM25

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WORDS = {
    "en": {"every": "Every figure", "all": "All figures of the indicator", "target": "Mean PM2.5", "other": "中文",
           "park": "Park green area per head", "beside": "Computed beside published", "as_of": "As known on 1 March 2017",
           "nothing": "Not due yet"},
    "zh": {"every": "全部数值", "all": "该指标的全部数值", "target": "PM2.5年均浓度", "other": "English",
           "park": "人均公园绿地面积", "beside": "计算值与公布值对照", "as_of": "数据截至2017年3月1日",
           "nothing": "尚未到期"},
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_the_plan_to_a_computed_figure(reader: Page, either: str, lang: str) -> None:
    words = WORDS[lang]
    reader.goto(f"{either}/{lang}/")
    reader.locator("#plan-beijing-air-2017 a").click()
    reader.get_by_role("link", name=words["target"], exact=True).click()
    assert "58" in reader.locator(".verdict").inner_text()
    reader.get_by_role("link", name=words["all"]).click()
    table = reader.locator("section", has=reader.get_by_role("heading", name=words["beside"])).locator(
        "table"
    )
    assert "+0.05" in table.inner_text()
    table.locator("tbody a.num").first.click()
    assert "73.05" in reader.locator(".verdict").inner_text()


def test_from_a_figure_to_the_hours_of_one_station(reader: Page, address: str) -> None:
    reader.goto(f"{address}/en/{PM25}/")
    reader.get_by_role("link", name="2016-01-02", exact=True).click()
    assert "date=2016-01-02" in reader.url
    assert reader.locator("#city_air_days ~ .one-row .used dd").inner_text() == "265.42"
    stations = reader.locator(".dataset:has(#station_air_days) tbody tr")
    assert stations.count() == 11
    reader.get_by_role("link", name="Tiantan", exact=True).click()
    assert "station=Tiantan" in reader.url
    hours = reader.locator(".dataset:has(#air_hourly) tbody tr")
    assert hours.count() == 24
    assert "2016-01-02 01:00" in hours.first.inner_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_from_the_plan_to_the_quotation_of_a_figure(reader: Page, either: str, lang: str) -> None:
    words = WORDS[lang]
    reader.goto(f"{either}/{lang}/{FOSHAN}/")
    reader.get_by_role("link", name=words["park"], exact=True).click()
    table = reader.locator("section", has=reader.get_by_role("heading", name=words["every"])).locator("table")
    table.get_by_role("link", name="18.19", exact=True).click()
    assert "人均公园绿地面积18.19平方米" in reader.locator(".evidence blockquote").inner_text()
    assert reader.locator(".one-row .used dd").first.inner_text() == "18.19"
    with reader.expect_download() as download:
        reader.locator("#published_figures ~ .count a").click()
    assert download.value.suggested_filename.endswith("published_figures.csv")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_switch_of_language_keeps_the_place(reader: Page, either: str, lang: str) -> None:
    other = "zh" if lang == "en" else "en"
    for page in (f"{FOSHAN}/targets/forest-cover/", f"{PM25}/", f"{BEIJING}/datasets/"):
        reader.goto(f"{either}/{lang}/{page}")
        reader.get_by_role("link", name=WORDS[lang]["other"], exact=True).click()
        assert reader.url.removesuffix("index.html") == f"{either}/{other}/{page}"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_switch_of_language_keeps_what_was_asked(reader: Page, address: str, lang: str) -> None:
    other = "zh" if lang == "en" else "en"
    for page in (f"{FOSHAN}/targets/forest-cover/?as_of=2020-12-31", NARROWED):
        reader.goto(f"{address}/{lang}/{page}")
        reader.get_by_role("link", name=WORDS[lang]["other"], exact=True).click()
        assert reader.url == f"{address}/{other}/{page}"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_can_be_read_as_known_on_another_date(reader: Page, address: str, lang: str) -> None:
    reader.goto(f"{address}/{lang}/{BEIJING}/targets/pm25-mean/")
    reader.locator(".as-of summary").click()
    reader.locator("#as-of").fill("2017-03-01")
    reader.locator(".as-of-form button").click()
    assert reader.url.endswith("?as_of=2017-03-01")
    assert words_of_header(reader) == WORDS[lang]["as_of"]
    assert WORDS[lang]["nothing"] in reader.locator(".verdict").inner_text()
    reader.locator(".crumbs a").first.click()
    assert "as_of=2017-03-01" in reader.url
    reader.locator(".then a").click()
    assert "as_of" not in reader.url


def words_of_header(page: Page) -> str:
    return page.locator(".as-of summary").inner_text().strip()


def test_a_keyboard_reaches_the_content_first(reader: Page, either: str) -> None:
    reader.goto(f"{either}/en/{FOSHAN}/")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.className") == "skip"
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "main"


def test_a_scorecard_prints_without_what_only_a_screen_needs(reader: Page, either: str) -> None:
    reader.goto(f"{either}/en/{FOSHAN}/")
    reader.emulate_media(media="print")
    assert not reader.locator(".sections").is_visible()
    assert not reader.locator(".tools").is_visible()
    assert reader.locator(".print-only").is_visible()
    assert reader.locator(".score thead").first.is_visible()
