"""The portal in a browser, where only a server can answer: rows narrowed to a day, another date.

What a published site can do as well is walked on both, in test_published_site.py.
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
def test_from_a_figure_to_the_hours_of_one_station(reader: Page, address: str, lang: str) -> None:
    reader.goto(f"{address}/{lang}/{PM25}/")
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
