"""The second light on pages: an invented plan with reports, and a real one without any."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from looks import opened, violations
from rooms_fixtures import copy_plan, load_plan
from test_accessible_pages import NARROW, PHONE, WIDE

from qualicity.portal import catalogue
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client
    from tabs import Tabs

SYNTHETIC = Path(__file__).resolve().parents[2] / "examples" / "synthetic-works"
DAY = "2024-07-31"
PAGES = (
    "actions", "missions/pipes", "programmes", "programmes/twenty-enterprises", "programmes/three-streets",
    "organisations",
    "organisations/synthetic-works-bureau", "organisations/synthetic-data-centre", "text",
)  # fmt: skip
Read = Callable[..., str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> catalogue.Catalogue:
    """The invented plan, loaded into a workspace of its own."""
    workspace = tmp_path_factory.mktemp("synthetic")
    load_plan(SYNTHETIC, workspace)
    return catalogue.Catalogue([SYNTHETIC], Workspace(workspace), lambda: date(2026, 12, 31))


@pytest.fixture
def read(client: Client, served: catalogue.Catalogue) -> Read:
    """A page of the invented plan as a reader gets it."""
    catalogue.put(served)

    def get(page: str, lang: str = "en", day: str = DAY) -> str:
        answer = client.get(f"/{lang}/synthetic-works/{page}/", {"as_of": day})
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def action(page: str, name: str) -> str:
    """One action of a page, without marks."""
    found = re.search(rf'<article class="action" id="action-{name}">.*?</article>', page, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_an_action_shows_its_light_apart_from_the_verdict_of_its_target(read: Read) -> None:
    page = read("actions")
    mains = action(page, "renew-mains")
    assert "Late" in mains
    assert "31 days late" in mains
    assert "Alarm: orange" in mains
    assert "endangers Water lost in the mains Off course −4 %, sure" in mains
    assert "Confidence: amber · a person’s judgement, not computed · A. Example (invented)" in mains
    assert "Supervised item S-1" in mains
    assert "closed on 8 July 2024 with contract.pdf" in mains
    assert 'class="light light-late"' in page
    assert 'class="status status-late"' not in page, "a light is no verdict"


def test_the_page_counts_lights_that_add_up_to_all_actions(read: Read) -> None:
    page = read("actions")
    tally = re.search(r'<ul class="tally">.*?</ul>', page, re.DOTALL)
    assert tally
    assert sum(map(int, re.findall(r"<b>(\d+)</b>", tally[0]))) == page.count('<article class="action"') == 12


def test_before_the_second_round_of_reports_nothing_of_it_is_shown(read: Read) -> None:
    page = action(read("actions", day="2024-07-04"), "laboratory")
    assert "Last reported 5 October 2023 at 40 %" in page
    assert "Equipment" not in page
    assert "Equipment" in action(read("actions", day="2024-07-05"), "laboratory")
    assert "Confidence: red" not in action(read("actions", day="2024-07-09"), "laboratory")


def test_an_item_closed_without_evidence_is_shown_as_open(read: Read) -> None:
    assert "without evidence: still open" in action(read("actions", day="2024-03-10"), "renew-mains")


def test_a_programme_shows_a_funnel_that_adds_up(read: Read) -> None:
    page = read("programmes/twenty-enterprises")
    now = re.findall(r'data-label="Are in it now">(\d+)<', page)
    reached = re.findall(r'data-label="Have reached it">(\d+)<', page)
    assert sum(map(int, now)) == 20
    assert reached == ["20", "16", "11", "5"]
    assert page.count('<svg class="bar-of"') == 4
    assert "11 of 12 reached “Audited” by 30 June 2024: 1 short." in page
    assert "skipped “Coached”" in page
    assert "the plan does not say where it is reported what was earned" in page


def test_a_programme_with_money_by_month_shows_how_far_behind_it_is(read: Read) -> None:
    page = read("programmes/three-streets")
    assert "By 2024-06, 162 of 330 (49.1 %) was earned, 0.76 months behind the plan" in page
    assert "no promise" in page
    assert re.findall(r'data-label="Months behind">([^<]+)<', page) == [
        "0.2", "0.3", "0.37", "0.54", "0.69", "0.76", "–", "–", "–", "–",
    ]  # fmt: skip
    assert "projects.earned_schedule" in page
    assert "no month is reported in full yet" in read("programmes/three-streets", day="2024-02-04")


def test_an_organisation_shows_both_lights_and_what_it_is_asked_for(read: Read) -> None:
    page = read("organisations/synthetic-works-bureau")
    assert "status-off-course" in page
    assert "light-late" in page
    assert "The plan asks it to fill in" in read("organisations/synthetic-data-centre")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_chinese_throughout(read: Read, page: str) -> None:
    text = read(page, "zh")
    body = text[text.index("<main") : text.index("</main>")]
    body = re.sub(r"<code\b[^>]*>.*?</code>|<svg\b.*?</svg>", "", body, flags=re.DOTALL)
    body = re.sub(r'<(\w+)\b[^>]*\blang="en"[^>]*>.*?</\1>', "", body, flags=re.DOTALL)
    assert not re.findall(r"\b[A-Za-z]{3,}(?: [a-z]{2,}){3,}", re.sub(r"<[^>]+>", " ", body))
    assert 'style="' not in text


def test_the_twins_hold_the_same_lights(client: Client, read: Read) -> None:
    del read  # puts the invented plan in place
    found = client.get("/en/synthetic-works/actions.json", {"as_of": DAY}).json()
    lights = {a["action"]: a["light"] for a in found["actions"]}
    assert (lights["renew-mains"], lights["open-data"], lights["hotline"]) == ("late", "due_soon", "done")
    rows = client.get("/en/synthetic-works/actions.csv", {"as_of": DAY}).content.decode()
    assert "renew-mains" in rows
    funnel = client.get("/en/synthetic-works/programmes/twenty-enterprises.json", {"as_of": DAY}).json()
    assert [s["reached"] for s in funnel["stages"]] == [20, 16, 11, 5]


def test_where_nothing_is_reported_pages_say_so_and_count_nothing(client: Client) -> None:
    page = client.get("/en/foshan-2020/actions/").content.decode()
    assert "Whether an action is late is not known" in page
    assert "light-not-reported" in page
    assert "light-late" not in page
    programme = client.get("/en/foshan-2020/programmes/hundred-enterprises/").content.decode()
    assert "no list of members is held here" in programme
    assert "at least 100 by 2020" in programme
    assert "bar-of" not in programme
    found = client.get("/en/foshan-2020/programmes/hundred-enterprises.json").json()
    assert (found["members"], found["stages"][0]["reached"]) == (None, None)


def test_an_unknown_programme_is_not_found_and_the_nearest_is_named(client: Client) -> None:
    answer = client.get("/en/foshan-2020/programmes/hundred-enterprise/")
    assert answer.status_code == 404
    assert "hundred-enterprises" in answer.content.decode()


def test_before_the_plan_was_adopted_there_is_no_light(client: Client) -> None:
    page = client.get("/en/foshan-2020/actions/", {"as_of": "2016-09-17"}).content.decode()
    assert 'class="light' not in page
    assert (
        client.get("/en/foshan-2020/programmes/service-clusters/", {"as_of": "2016-09-17"}).status_code == 200
    )


def test_rows_that_are_not_public_are_not_shown(client: Client, tmp_path: Path) -> None:
    plan = copy_plan(SYNTHETIC, tmp_path / "examples" / "synthetic-works")
    for name in ("task_reports", "task_confidence", "programme_members"):
        file = plan / "datasets" / f"{name}.yaml"
        file.write_text(file.read_text("utf-8") + "confidentiality: internal\n", "utf-8")
    load_plan(plan, tmp_path / "var")
    catalogue.put(catalogue.Catalogue([plan], Workspace(tmp_path / "var"), lambda: date(2026, 12, 31)))
    page = client.get("/en/synthetic-works/actions/", {"as_of": DAY}).content.decode()
    assert "light-late" in page
    for secret in ("Equipment is delivered late", "survey.pdf", "A. Example", "Last reported"):
        assert secret not in page
    funnel = client.get("/en/synthetic-works/programmes/twenty-enterprises/", {"as_of": DAY}).content.decode()
    assert "Synthetic Enterprise" not in funnel
    early = client.get("/en/synthetic-works/programmes/twenty-enterprises/", {"as_of": "2023-02-05"})
    assert "too small to be shown" in early.content.decode()
    twin = client.get("/en/synthetic-works/actions.json", {"as_of": DAY}).content.decode()
    assert "Equipment" not in twin


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "size"), [("en", PHONE), ("zh", WIDE)], ids=["en-phone", "zh-wide"])
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(
    tabs: Tabs, address: str, served: catalogue.Catalogue, lang: str, size: dict[str, int]
) -> None:
    catalogue.put(served)
    page, found = tabs.open(size, axe=True), []
    for path in PAGES:
        opened(page, f"{address}/{lang}/synthetic-works/{path}/?as_of={DAY}")
        found += violations(page)
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], path
        page.set_viewport_size(size)  # type: ignore[arg-type]
    assert not found
