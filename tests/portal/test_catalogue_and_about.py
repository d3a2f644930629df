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
    rows = list(csv.DictReader(io.StringIO(client.get(f"/en/{FOSHAN}/definitions.csv").content.decode())))
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
