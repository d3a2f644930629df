"""The page of the track record: scored where there is enough, and plain about it where there is not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING
from small_plan import SmallPlan

from qualicity.assessment import track
from qualicity.portal import catalogue
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def scored(client: Client, tmp_path: Path) -> Client:
    """A portal that serves a small plan with fifteen years of figures and five targets."""
    small = SmallPlan(tmp_path / "small", period=("2012", "2016"))
    small.indicator()
    for aim in (36, 40, 45, 50, 55):
        small.target(f"at-least-{aim}", value=aim, due="2016", known="2012-01-01")
    for n in range(15):
        small.figure(str(2002 + n), 31 + n + 2 * (n % 2))
    small.load()
    catalogue.put(catalogue.Catalogue([small.folder], Workspace(small.workspace), lambda: date(2018, 1, 1)))
    return client


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_with_enough_cases_it_has_scores_a_diagram_and_its_table(scored: Client, lang: str) -> None:
    text = scored.get(f"/{lang}/small/track-record/").content.decode()
    record = scored.get("/en/small/track-record.json").json()
    assert record["scores"]["n"] == 25
    assert f"{record['scores']['brier']:.3f}" in text
    assert f"{record['years']['scores']['brier']:.3f}" in text
    bins = record["years"]["reliability"]
    assert text.count("<circle") >= len(bins) > 3
    table = text[text.index('id="reliability"') : text.index('id="verdicts"')]
    assert [int(n) for n in re.findall(r'data-label="(?:Number|例数)">(\d+)<', table)] == [
        b["n"] for b in bins
    ]
    words = "On the dashed line" if lang == "en" else "落在虚线上"
    assert words in text


def test_the_csv_twin_has_a_row_for_each_forecast(scored: Client) -> None:
    rows = scored.get("/en/small/track-record.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + 25
    assert rows[0].startswith("date,target,title.en,title.zh,how,status")


def test_of_many_rows_the_first_are_shown_and_all_are_in_the_csv(
    scored: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualicity.portal.views.track._SHOWN", 3)
    text = scored.get("/en/small/track-record/").content.decode()
    assert "3 of 25 rows" in text
    assert "all 25 as CSV" in text
    assert len(scored.get("/en/small/track-record.csv").content.decode("utf-8-sig").splitlines()) == 1 + 25


def test_with_too_few_it_says_how_few_and_draws_nothing(client: Client) -> None:
    text = client.get(f"/en/{BEIJING}/track-record/").content.decode()
    assert "it takes 10 forecasts of each kind" in text
    assert "insufficient data" in text
    assert "Brier score" not in text
    assert 'id="reliability"' not in text


def test_the_plan_leads_to_it(client: Client) -> None:
    assert f"/en/{BEIJING}/track-record/" in client.get(f"/en/{BEIJING}/").content.decode()


def test_it_is_computed_once_for_a_date(scored: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    scored.get("/en/small/track-record/")
    monkeypatch.setattr(track, "track_record", None)
    assert scored.get("/zh/small/track-record/").status_code == 200
