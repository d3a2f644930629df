"""Pages of methods: made from the registry, safe, and reached from where a method's name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, HEAVY

from qualicity.methods import load_methods
from qualicity.portal.markdown import render

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.parametrize("name", load_methods())
def test_every_method_has_a_page_in_both_languages(client: Client, name: str) -> None:
    for lang in ("en", "zh"):
        answer = client.get(f"/{lang}/methods/{name}/")
        assert answer.status_code == 200
        text = answer.content.decode()
        assert f"<code>{name}</code>" in text
        assert "| ---" not in text
        assert text.count("<h1") == 1


def test_the_list_has_every_method_with_what_it_makes_here(client: Client) -> None:
    text = client.get("/en/methods/").content.decode()
    for name in load_methods():
        assert f'href="/en/methods/{name}/"' in text
    assert f'href="/en/{BEIJING}/datasets/city_air_days/"' in text
    listed = client.get("/en/methods.json").json()["methods"]
    assert [m["method"] for m in listed] == list(load_methods())
    made = {m["method"]: m["makes"] for m in listed}
    assert made["air.city_days"] == [f"{BEIJING}/city_air_days"]


def test_a_methods_name_leads_to_its_page(client: Client) -> None:
    for page in (f"{BEIJING}/datasets", f"{BEIJING}/datasets/city_air_days", HEAVY):
        for lang in ("en", "zh"):
            assert f'href="/{lang}/methods/air.city_days/"' in client.get(f"/{lang}/{page}/").content.decode()


def test_an_unknown_method_offers_the_nearest(client: Client) -> None:
    answer = client.get("/en/methods/air.city_day/")
    assert answer.status_code == 404
    assert "/en/methods/air.city_days/" in answer.content.decode()


def test_markdown_brings_no_markup_of_its_own() -> None:
    html = render("<script>x</script> [a](javascript:x) **b**\n\n| a |\n| --- |\n| <b> |\n", "en", "<Table>")
    assert "<script" not in html
    assert "<b>" not in html
    assert 'href="javascript' not in html
    assert "<strong>b</strong>" in html
    assert 'aria-label="&lt;Table&gt;"' in html


def test_other_languages_are_marked() -> None:
    html = render("- All of it stands in plain English words\n- 中文说明\n", "zh")
    assert '<li lang="en">All' in html
    assert "<li>中文说明" in html
