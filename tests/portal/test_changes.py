"""The history of a dataset and what changed between two versions: who, when, why, which values; nothing private."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from looks import violations
from rooms_fixtures import LOADED_AT, TODAY
from small_plan import SmallPlan
from test_accessible_pages import NARROW, PHONE
from test_breakdowns_and_parts import rows_of, section, words

from qualicity.portal import catalogue
from qualicity.portal.views import changes as views
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client
    from tabs import Tabs

CHANGES = "/en/small/datasets/figures/changes"


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    """Three versions: two figures; one of them corrected and another added; a revision, and one withdrawn."""
    made = SmallPlan(tmp_path / "small")
    made.indicator()
    made.figure("2016", 30)
    made.figure("2017", 31)
    made.load()
    made.figures[1]["value"] = 31.5
    made.figure("2018", 33)
    made.load()
    made.figure("2017", 32, released="2019-03-01")
    made.figures.pop(0)
    made.load()
    return made


@pytest.fixture
def reader(client: Client, plan: SmallPlan) -> Client:
    """A reader of a portal that serves the plan with three versions."""
    catalogue.put(catalogue.Catalogue([plan.folder], Workspace(plan.workspace), lambda: TODAY))
    return client


def test_the_history_tells_who_when_why_which_file_and_how_many_rows(reader: Client) -> None:
    text = reader.get("/en/small/datasets/figures/").content.decode()
    history = section(text, "commits")
    table = rows_of(history)
    assert [row[0] for row in table] == ["2", "1", "0"]
    assert [row[-3:] for row in table] == [["1", "0", "1"], ["1", "1", "0"], ["2", "0", "0"]]
    for said in ("tester", "a test", "figures.csv", f"{LOADED_AT.day} Nov 2026 12:03 UTC"):
        assert said in words(history)
    assert "Two times are kept of every row" in words(history)
    assert history.count("what changed") == 2


def test_by_default_the_last_commit_is_told_row_by_row(reader: Client) -> None:
    text = reader.get(f"{CHANGES}/").content.decode()
    assert "From version 1 to version 2. Rows: 1 revised, 1 withdrawn." in words(text)
    table = {row[1]: row for row in rows_of(section(text, "rows"))}
    assert table["revised"][0] == "cover · published · 440600 · 2017 · City"
    assert "value 31.5 → 32" in table["revised"][2]
    assert table["revised"][3:] == ["1 Mar 2019", "2"]
    assert "value 30" in table["withdrawn"][2]
    chinese = reader.get(f"{CHANGES}/".replace("/en/", "/zh/")).content.decode()
    assert "共修订 1 行，撤回 1 行。" in chinese


def test_any_two_versions_can_be_compared_and_taken_along(reader: Client) -> None:
    text = reader.get(f"{CHANGES}/", {"from": "0", "to": "1"}).content.decode()
    assert "Rows: 1 new, 1 corrected." in words(text)
    assert "value 31 → 31.5" in words(text)
    record = reader.get(f"{CHANGES}.json", {"from": "0", "to": "2"}).json()
    assert (record["from"], record["to"], record["dataset"]) == (0, 2, "figures")
    assert {c["kind"] for c in record["changes"]} == {"inserted", "revised", "corrected", "withdrawn"}
    rows = list(
        csv.DictReader(io.StringIO(reader.get(f"{CHANGES}.csv", {"from": "0"}).content.decode("utf-8-sig")))
    )
    assert {row["key.period"] for row in rows} == {"2016", "2017", "2018"}
    assert reader.get(f"{CHANGES}/", {"from": "0", "to": "9"}).status_code == 404


def test_what_was_not_known_on_the_date_is_not_shown(reader: Client) -> None:
    text = words(reader.get(f"{CHANGES}/", {"as_of": "2018-12-31"}).content.decode())
    assert "1 withdrawn" in text
    assert "revised." not in text
    assert "→ 32" not in text


def test_too_many_changes_are_counted_not_listed(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    text = reader.get(f"{CHANGES}/").content.decode()
    assert "2 rows changed: too many to list here." in words(text)
    assert "Row by row" not in text


def test_changes_of_rows_that_are_not_public_stay_inside(client: Client, plan: SmallPlan) -> None:
    declared = plan.folder / "datasets" / "figures.yaml"
    declared.write_text(declared.read_text("utf-8") + "confidentiality: internal\n", "utf-8")
    catalogue.put(catalogue.Catalogue([plan.folder], Workspace(plan.workspace), lambda: TODAY))
    for form in ("/", ".json", ".csv"):
        answer = client.get(f"{CHANGES}{form}", {"from": "0"})
        assert answer.status_code == 403
        assert "31.5" not in answer.content.decode()
    page = client.get("/en/small/datasets/figures/").content.decode()
    assert "what changed" not in page
    assert "tester" in page


@pytest.mark.browser
def test_axe_finds_nothing_on_changed_rows_and_no_phone_is_too_narrow(
    tabs: Tabs, address: str, plan: SmallPlan, portal: catalogue.Catalogue
) -> None:
    catalogue.put(catalogue.Catalogue([plan.folder], Workspace(plan.workspace), lambda: TODAY))
    found: list[str] = []
    try:
        for size in (NARROW, PHONE, {"width": 1200, "height": 900}):
            page = tabs.open(size, axe=True)
            for path in (
                f"{CHANGES}/?from=0",
                "/zh/small/datasets/figures/changes/",
                "/en/small/datasets/figures/",
            ):
                page.goto(f"{address}{path}")
                found += violations(page)
                wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                if page.evaluate(wide) > 0:
                    found.append(f"{path} is too wide for {size['width']} px")
    finally:
        catalogue.put(portal)
    assert not found, "\n".join(found)
