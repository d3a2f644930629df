"""A release's pages are those of what was frozen; the live pages say what has moved since."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms_fixtures import Commands
from small_plan import CONCEPTS, FIGURES, SmallPlan

from qualicity.portal import catalogue, citing, configure
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    made = SmallPlan(tmp_path / "small")
    made.indicator("cover")
    made.target()
    made.figure("2017", 38)
    made.figure("2020", 41)
    made.load()
    return made


@pytest.fixture
def client(plan: SmallPlan, portal: catalogue.Catalogue) -> Iterator["Client"]:
    from django.test import Client

    assert (
        Commands(plan.workspace).run("release", plan.folder, "--name", "final", "--note", "All").exit_code
        == 0
    )
    plan.figures[-1] |= {"value": 12, "released": "2021-03-01"}
    plan.load()
    configure([plan.folder], Workspace(plan.workspace), date(2026, 12, 31))
    yield Client()
    catalogue.put(portal)


def text(client: "Client", address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_its_pages_show_what_was_frozen_and_link_among_themselves(client: "Client") -> None:
    live = text(client, "/en/small/targets/promise/")
    frozen = text(client, "/r/final/en/small/targets/promise/")
    assert "Missed" in live
    assert "Achieved" in frozen
    assert "You are reading release <strong>final</strong>" in frozen
    assert 'href="/en/small/targets/promise/"' in frozen
    assert 'href="/r/final/en/small/"' in frozen
    assert 'href="/r/final/zh/small/targets/promise/"' in frozen
    assert 'href="/r/final' not in live


def test_code_that_shows_a_releases_chart_says_what_was_frozen(client: "Client") -> None:
    for page in ("/en/small/targets/promise/", "/r/final/en/small/targets/promise/"):
        said = html.unescape(html.unescape(text(client, page)))
        (alt,) = re.findall(
            r'<img src="http://testserver/r/final/en/small/targets/promise.svg" alt="([^"]*)"', said
        )
        assert "meets the target" in alt
    svg = text(client, "/r/final/en/small/targets/promise.svg")
    assert "meets the target" in svg
    assert "Release final" in svg


def test_an_address_of_a_release_leads_to_its_scorecard_in_the_readers_language(client: "Client") -> None:
    for asked, lang in (("zh-CN", "zh"), ("en-GB", "en")):
        answer = client.get("/r/final/", headers={"accept-language": asked})
        assert (answer.status_code, answer["Location"]) == (302, f"/r/final/{lang}/small/")


def test_the_twins_of_a_released_page_are_frozen_too(client: "Client") -> None:
    assert client.get("/r/final/en/small.json").json()["targets"][0]["value"] == 41
    assert client.get("/en/small.json").json()["targets"][0]["value"] == 12


def test_the_live_pages_say_what_has_moved(client: "Client") -> None:
    assert "Last release final: moved since: 1 verdict and 1 figure" in text(client, "/en/small/")
    page = text(client, "/en/small/releases/")
    assert "Achieved" in page
    assert "Missed" in page
    told = client.get("/en/small/releases.json").json()
    assert told["moved"]["verdicts"] == [{"target": "promise", "before": "achieved", "now": "missed"}]
    assert [f["period"] for f in told["moved"]["revised"]] == ["2020"]
    assert [r["name"] for r in told["releases"]] == ["final"]


def test_the_lock_file_can_be_had(client: "Client", plan: SmallPlan) -> None:
    answer = client.get("/r/final/lock.json")
    kept = (plan.workspace / "releases" / "final.lock.json").read_bytes()
    assert b"".join(answer.streaming_content) == kept  # type: ignore[attr-defined]
    assert client.get("/r/final/lock.json.sig").status_code == 404


@pytest.mark.parametrize(
    "address", ["/r/none/en/small/", "/r/../en/small/", "/r/final/en/other/", "/r/FINAL/"]
)
def test_what_is_not_there_is_a_friendly_page(client: "Client", address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_embargoed_release_is_nowhere(client: "Client", plan: SmallPlan) -> None:
    command = Commands(plan.workspace)
    made = command.run("release", plan.folder, "--name", "secret", "--embargo", "2999-01-01")
    assert made.exit_code == 0
    assert client.get("/r/secret/en/small/").status_code == 404
    assert client.get("/r/secret/lock.json").status_code == 404
    assert "secret" not in text(client, "/en/small/releases/")


def test_on_a_day_before_the_release_there_was_none(client: "Client") -> None:
    assert "Last release" not in text(client, "/en/small/?as_of=2021-02-15")


def test_the_latest_release_has_an_address_of_its_own(client: "Client", plan: SmallPlan) -> None:
    page = client.get("/r/final/en/small/targets/promise/?x=1")
    assert '</r/latest-of/small/en/small/targets/promise/>; rel="latest-version"' in page["Link"]
    assert '</r/final/lock.json>; rel="describedby"' in page["Link"]
    told = client.get("/r/latest-of/small/en/small/targets/promise/?x=1")
    assert (told.status_code, told["Location"]) == (302, "/r/final/en/small/targets/promise/?x=1")
    first = client.get("/r/latest-of/small/", headers={"accept-language": "zh"})
    assert first["Location"] == "/r/final/zh/small/"
    assert client.get("/r/latest-of/nothing/").status_code == 404
    assert Commands(plan.workspace).run("release", plan.folder, "--name", "latest-of").exit_code == 2


def test_a_release_says_how_to_cite_and_to_check_it(client: "Client", plan: SmallPlan) -> None:
    lock = json.loads((plan.workspace / "releases/final.lock.json").read_text("utf-8"))
    page = html.unescape(text(client, "/r/final/en/small/releases/"))
    assert lock["checksum"] in page
    assert "qualicity verify releases/final.lock.json" in page
    assert re.search(
        r"Qualicity \(\d{4}\)\. Small: release final, as known on .* \[Data set\]\. Qualicity\. "
        r"http://testserver/r/final/en/small/",
        page,
    )
    assert "@misc{small-final," in page
    cited = html.unescape(text(client, "/r/final/en/small/targets/promise/"))
    assert "Release final. As known on" in cited
    assert "http://testserver/r/final/en/small/targets/promise/<" in cited


def test_what_means_something_to_tex_is_taken_literally() -> None:
    assert citing._escaped("50 % of A&B_{x}") == r"50 \% of A\&B\_\{x\}"


def test_what_changed_may_be_asked_since_a_release_by_its_name(client: "Client", plan: SmallPlan) -> None:
    assert (
        Commands(plan.workspace)
        .run("release", plan.folder, "--name", "early", "--as-of", "2019-06-01")
        .exit_code
        == 0
    )
    page = "/en/small/changes/"
    assert "From 1 June 2019 to 31 December 2026." in text(client, f"{page}?from=early")
    assert "From 1 January 2018 to 1 June 2019." in text(client, f"{page}?from=2018-01-01&to=early")
    assert "?from=early&amp;to=2026-12-31" in text(client, page)
    assert client.get(f"{page}?from=never-made").status_code == 400
    frozen = text(client, "/r/final/en/small/changes/")  # whatever is released later, it never changes
    assert "early" not in frozen
    told = Commands(plan.workspace).json("changes", plan.folder, "--from", "early", "--to", "2020-12-31")
    assert (told["from"], told["to"]) == ("2019-06-01", "2020-12-31")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd"]
)
def test_an_address_that_leads_not_to_the_web_is_no_link(
    address: str, tmp_path: Path, portal: catalogue.Catalogue
) -> None:
    """Where a figure or the plan is from is written by people, or by whoever handed in a table."""
    from django.test import Client

    made = SmallPlan(tmp_path / "small")
    made.indicator()
    made.target(source={"title": "Press", "url": address})
    made.datasets["figures"] = FIGURES | {
        "sources": [{"title": "Press", "url": address}],
        "concepts": {k: v for k, v in CONCEPTS.items() if v not in ("grade", "unit")}
        | {"SOURCE_TITLE": "grade", "SOURCE_URL": "unit"},
    }
    made.also = {"sources": [{"title": "Press", "url": address}]}
    made.figure("2020", 41, grade="Bulletin", unit=address)
    made.load()
    configure([made.folder], Workspace(made.workspace), date(2026, 12, 31))
    figure = "figures/cover/published/440600/2020/"
    for page in (
        "",
        "targets/promise/",
        "indicators/cover/",
        "text/",
        "sources/",
        "datasets/figures/",
        "definitions/",
        figure,
    ):
        told = text(Client(), f"/en/small/{page}")
        assert not re.search(r'href="\s*(?!https?:)[a-z]+:', told, re.IGNORECASE), page
    assert "Bulletin" in text(Client(), f"/en/small/{figure}")
    catalogue.put(portal)
