"""How figures were revised and where authorities differ, on an indicator's page, from the real plan of Foshan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from site_map import FOSHAN
from small_plan import SmallPlan
from test_breakdowns_and_parts import rows_of, section, words

from qualicity.portal import catalogue
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client


def test_revisions_stand_as_a_triangle_of_periods_and_vintages(client: Client) -> None:
    text = client.get(f"/en/{FOSHAN}/indicators/gdp/").content.decode()
    revised = section(text, "revised")
    city = " Foshan Municipal Government"
    assert rows_of(revised) == [
        [f"2016{city}", "about 8,600 10 Jan 2017", "8,756.3 7 Jan 2022", "+156.3", "+1.82 %"],
        [f"2015{city}", "8,003.92 31 Dec 2016", "8,107.6 4 Feb 2021", "+103.68", "+1.3 %"],
    ]
    assert "Foshan, published , hundred million yuan" in words(revised)
    assert "known=2017-01-10" in revised


def test_the_statistics_stand_in_words(client: Client) -> None:
    revised = words(section(client.get(f"/en/{FOSHAN}/indicators/gdp/").content.decode(), "revised"))
    for said in (
        "2 figures were revised: on average the last one lies 1.56 % above the first.",
        "Whichever way, figures moved by 1.56 % on average.",
        "The standard deviation is 0.37 %.",
        "t = 5.96: the mean lies that many standard errors from zero.",
        "So few revisions say little about the next one.",
    ):
        assert said in revised
    once = client.get(f"/en/{FOSHAN}/indicators/gross-industrial-output/").content.decode()
    assert "One figure was revised: the last one lies 1.39 % below the first." in words(once)
    assert "standard deviation" not in words(once)
    assert "最新值平均比首次公布值高1.56%" in client.get(f"/zh/{FOSHAN}/indicators/gdp/").content.decode()


def test_authorities_that_differ_stand_beside_each_other(client: Client) -> None:
    conflicts = section(client.get(f"/en/{FOSHAN}/indicators/gdp/").content.decode(), "conflicts")
    told = {row[0][:4]: row[1:] for row in rows_of(conflicts)}
    assert told["2016"] == [
        "8,630 press, issuer not named, September 2017 8,756.3 Foshan Municipal Government, 7 Jan 2022",
        "126.3 hundred million yuan",
    ]
    assert told["2022"][-1] == "0.01 hundred million yuan"
    assert told["2021"][-1] == "–"  # "at least 11,600" is nothing to subtract from
    assert "None replaces another" in conflicts
    shares = client.get(f"/en/{FOSHAN}/indicators/good-air-days/").content.decode()
    assert rows_of(section(shares, "conflicts"))[0][-1] == "0.8 percentage points"


def test_a_revision_is_seen_only_from_the_day_on_which_it_was_known(client: Client) -> None:
    then = client.get(f"/en/{FOSHAN}/indicators/gdp/", {"as_of": "2021-12-31"}).content.decode()
    assert [row[0][:4] for row in rows_of(section(then, "revised"))] == ["2015"]


def test_two_definitions_of_forest_cover_are_no_revision_and_no_conflict(client: Client) -> None:
    text = client.get(f"/en/{FOSHAN}/indicators/forest-cover/").content.decode()
    assert "each of them apart" in text
    assert 'id="revised"' not in text
    assert 'id="conflicts"' not in text
    assert "37.36" in text
    assert "21.33" in text


def test_the_record_of_an_indicator_holds_its_revisions(client: Client) -> None:
    told = client.get(f"/en/{FOSHAN}/indicators/gdp.json").json()["revisions"]
    assert [(r["period"], r["revision"]) for r in told["revised"]] == [("2015", 103.68), ("2016", 156.3)]
    assert (told["statistics"]["n"], round(told["statistics"]["mean"], 4)) == (2, 1.5564)
    assert {c["period"] for c in told["conflicts"]} == {"2016", "2021", "2022"}


def test_each_definition_has_a_triangle_of_its_own(client: Client, tmp_path: Path) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover", "old", "new")
    for definition in ("old", "new"):
        plan.figure("2016", 10.1, definition=definition, released="2017-01-01")
        plan.figure("2016", 10.3, definition=definition, released="2018-01-01")
    plan.load()
    catalogue.put(catalogue.Catalogue([plan.folder], Workspace(plan.workspace)))
    text = client.get("/en/small/indicators/cover/").content.decode()
    assert "City, old , %" in words(text)
    assert "City, new , %" in words(text)
    assert section(text, "revised").count('class="triangle"') == 2
    told = words(section(text, "revised"))
    assert "+0.2 " in told
    assert (
        "2 figures were revised: on average the last one lies 0.2 percentage points above the first." in told
    )
