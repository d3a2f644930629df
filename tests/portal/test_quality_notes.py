"""Quality notes on an indicator's page and in its JSON."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from site_map import BEIJING, CANADA, FOSHAN
from small_plan import SmallPlan

from qualicity.portal import catalogue, configure
from qualicity.portal.quality import HEADINGS
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client


def notes(client: Client, address: str) -> str:
    text = client.get(address).content.decode()
    part = text[text.index('<details class="quality">') :].partition("</details>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def test_what_is_known_stands_under_its_heading(client: Client) -> None:
    said = notes(client, f"/en/{FOSHAN}/indicators/gdp/")
    for sentence in (
        "No target of the plan is judged by it.",
        "preliminary 19, final 3, estimate 2",
        "2 of 24 published figures were published again",
        "47 days at the median",
        "All figures stand on one definition.",
        "3 figures were published by several authorities",
    ):
        assert sentence in said
    assert "0.05 µg/m³ apart on average" in notes(client, f"/en/{BEIJING}/indicators/pm25-mean/")


def test_a_heading_without_material_says_so(client: Client) -> None:
    page = f"{FOSHAN}/indicators/high-tech-product-output-share/"
    assert notes(client, f"/en/{page}").count("Nothing is known under this heading.") == 4
    assert notes(client, f"/zh/{page}").count("此项暂无已知情况。") == 4


def test_the_json_has_the_facts(client: Client) -> None:
    told = client.get(f"/en/{FOSHAN}/indicators/gdp.json").json()["quality"]
    assert set(HEADINGS) < set(told)
    assert told["written"] == {}
    assert told["timeliness"]["days_from_period_end_to_release"]["median"] == 47
    assert told["accuracy"]["published_again"] == 2
    canada = client.get(f"/en/{CANADA}/indicators/5-5-2.json").json()["quality"]
    assert canada["timeliness"]["days_from_period_end_to_release"]["n"] == 0  # assumed dates tell no delay


def test_what_editors_wrote_stands_first(tmp_path: Path, portal: catalogue.Catalogue) -> None:
    from django.test import Client

    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover", quality={"accuracy": {"en": "Counted by <satellite>.", "zh": "由卫星测定。"}})
    plan.target()
    plan.figure("2020", 41)
    plan.load()
    try:
        configure([plan.folder], Workspace(plan.workspace), date(2026, 12, 31))
        assert "Accuracy Counted by &lt;satellite&gt;. Of the" in notes(
            Client(), "/en/small/indicators/cover/"
        )
        assert "由卫星测定。" in notes(Client(), "/zh/small/indicators/cover/")
        told = Client().get("/en/small/indicators/cover.json").json()["quality"]["written"]
        assert told == {"accuracy": {"en": "Counted by <satellite>.", "zh": "由卫星测定。"}}
    finally:
        catalogue.put(portal)
