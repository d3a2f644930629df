"""The catalogue of definitions, and what the portal says of itself."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, FOSHAN

from qualicity.portal import catalogue

if TYPE_CHECKING:
    from django.test import Client


def test_every_definition_stands_in_the_catalogue(client: Client, portal: catalogue.Catalogue) -> None:
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/en/{FOSHAN}/definitions.csv").content.decode("utf-8-sig")))
    )
    declared = [(i.id, d.id) for i in portal.plan(FOSHAN).indicators for d in i.definitions]
    assert [(r["indicator"], r["definition"]) for r in rows] == declared
    text = client.get(f"/en/{FOSHAN}/definitions/").content.decode()
    for indicator, definition in declared:
        assert f"/en/{FOSHAN}/indicators/{indicator}/#definition-{definition}" in text
        assert f'href="/en/{FOSHAN}/indicators/{indicator}.csv"' in text


def test_a_derived_definition_names_the_source_of_the_evidence_behind_it(client: Client) -> None:
    told = client.get(f"/en/{BEIJING}/definitions.json").json()["definitions"]
    computed = next(d for d in told if d["definition"] == "gb3095-2012-uci")
    assert computed["dataset"] == "city_air_days"
    assert "CC BY 4.0" in computed["licence"]
    assert "GB 3095-2012" in computed["basis"]


def test_the_catalogue_keeps_the_date(client: Client) -> None:
    text = client.get(f"/en/{FOSHAN}/definitions/?as_of=2018-06-30").content.decode()
    assert "indicators/gdp.csv?as_of=2018-06-30" in text
    assert f'href="/en/{FOSHAN}/definitions/' in client.get(f"/en/{FOSHAN}/datasets/").content.decode()


@pytest.mark.parametrize("name", ["about", "policy"])
def test_both_languages_say_as_much(client: Client, name: str) -> None:
    pages = [client.get(f"/{lang}/{name}/").content.decode() for lang in ("en", "zh")]
    for tag in ("<h2", "<li", "<strong"):
        en, zh = (p.partition("<main")[2].partition("</main>")[0].count(tag) for p in pages)
        assert en == zh, tag


@pytest.mark.parametrize("name", ["about", "policy"])
def test_its_links_lead_somewhere(client: Client, name: str) -> None:
    text = client.get(f"/en/{name}/").content.decode()
    for link in re.findall(r'href="(\.\./[^"]*)"', text):
        assert client.get(f"/en/{link.removeprefix('../')}").status_code == 200
    assert f'href="/en/{name}/"' in client.get(f"/en/{FOSHAN}/").content.decode()


def test_a_page_names_datasets_columns_and_definitions_by_their_titles(client: Client) -> None:
    """An official reads “发布日期”, not `released`: ids stand beside titles or nowhere."""
    known = client.get(f"/zh/{FOSHAN}/datasets/published_figures/").content.decode()
    assert "自“发布日期”所载日期起视为已知" in known
    hourly = client.get(f"/zh/{BEIJING}/datasets/air_hourly/").content.decode()
    assert "自“小时（标示）”所载时间后 1 小时起视为已知" in hourly
    figure = client.get(f"/zh/{BEIJING}/figures/pm25-mean/gb3095-2012-uci/110000/2016/").content.decode()
    way = figure[figure.index('id="way"') :].split("</section>")[0]
    for title in ("十二站点逐小时空气质量", "城市日空气质量", "口径 细颗粒物(PM2.5)平均浓度（由小时值计算）"):
        assert title in way
    assert 'href="#city_air_days"' in way  # its rows stand below, on the same page
    target = client.get(f"/en/{BEIJING}/targets/pm25-mean/").content.decode()
    assert "<code>city_air_days</code>" not in target
