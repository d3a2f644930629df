"""Reports on the portal: those that `qualicity report` writes, of what the reader sees."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms_fixtures import Commands
from small_plan import SmallPlan

from qualicity.portal import catalogue, configure, reported
from qualicity.portal.publish.site import publish
from qualicity.portal.publish.work import Order
from qualicity.release.report.fonts import chinese, installed
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

FORMS = [(a, f) for a in ("council", "mayor", "public") for f in ("pdf", "docx")]
TODAY = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _fonts() -> None:
    if not chinese(installed()):
        pytest.skip("no Chinese font is installed (scripts/fonts.sh installs one)")


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
def commands(plan: SmallPlan) -> Commands:
    return Commands(plan.workspace)


@pytest.fixture
def client(plan: SmallPlan, commands: Commands, portal: catalogue.Catalogue) -> Iterator[Client]:
    """A portal with the release `final`, after which a figure was revised."""
    from django.test import Client

    from qualicity.portal.kept import ANSWERS

    assert commands.run("release", plan.folder, "--name", "final").exit_code == 0
    plan.figures[-1] |= {"value": 12, "released": "2021-03-01"}
    plan.load()
    configure([plan.folder], Workspace(plan.workspace), TODAY)
    yield Client()
    ANSWERS.forget()
    catalogue.put(portal)


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.content)
    return b"".join(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize("of", ["", "/r/final"])
def test_a_report_is_the_file_that_the_command_writes(
    client: Client, commands: Commands, plan: SmallPlan, of: str, tmp_path: Path
) -> None:
    state = ["--release", "final"] if of else ["--as-of", str(TODAY)]
    for lang, audience, form in (("en", "mayor", "pdf"), ("zh", "public", "docx"), ("zh", "council", "pdf")):
        file = tmp_path / f"it.{form}"
        ran = commands.run("report", plan.folder, "--for", audience, "--lang", lang, "--out", file, *state)
        assert ran.exit_code == 0, ran.output
        assert body(client, f"{of}/{lang}/small/report/{audience}.{form}") == file.read_bytes()


@pytest.mark.parametrize("page", ["releases", "open-data"])
@pytest.mark.parametrize("of", ["", "/r/final"])
def test_pages_offer_every_report_of_what_they_show_in_both_languages(
    client: Client, page: str, of: str
) -> None:
    text = client.get(f"{of}/zh/small/{page}/").content.decode()
    offered = set(re.findall(rf'href="({of}/(?:en|zh)/small/report/[^"]*)"', text))
    assert offered == {f"{of}/{lang}/small/report/{a}.{f}" for lang in ("en", "zh") for a, f in FORMS}
    if not of and page == "releases":
        assert 'href="/r/final/en/small/report/mayor.pdf"' in text


def test_a_report_is_made_once_while_what_it_says_is_the_same(
    client: Client, plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = reported._writer
    monkeypatch.setattr(reported, "_writer", lambda form: made.append(form) or real(form))  # type: ignore[func-returns-value]
    address = "/en/small/report/mayor.docx"
    first = body(client, address)
    assert body(client, address) == first
    assert body(client, "/r/final/en/small/report/mayor.docx") != first
    assert made == ["docx", "docx"]
    plan.figures[-1]["value"] = 55
    plan.load()
    assert body(client, address) != first


def test_an_earlier_date_has_a_report_of_its_own_but_a_release_only_its_one(client: Client) -> None:
    asked = "/en/small/report/mayor.docx?as_of=2019-12-31"
    assert body(client, asked) != body(client, "/en/small/report/mayor.docx")
    assert (
        "report/mayor.docx?as_of=2019-12-31" in client.get("/en/small/open-data/?as_of=2019").content.decode()
    )
    answer = client.get(f"/r/final{asked}")
    assert (answer.status_code, "one date, its own" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("asked", ["1900", "2015-12-31"])
def test_a_day_before_all_of_the_plan_has_no_report_and_says_from_when_on_there_is_one(
    client: Client, asked: str
) -> None:
    for lang, says in (("en", "from 1 January 2016 on"), ("zh", "自2016年1月1日起")):
        answer = client.get(f"/{lang}/small/report/council.pdf?as_of={asked}")
        assert (answer.status_code, says in answer.content.decode()) == (404, True)
    for page in ("releases", "open-data"):
        text = client.get(f"/en/small/{page}/?as_of={asked}").content.decode()
        live = re.findall(r'href="(/en/small/report/[^"]*)"', text)
        assert not live
    assert body(client, "/en/small/report/council.docx?as_of=2016-01-01")


def test_a_release_that_may_not_be_seen_yet_is_not_told_of(
    client: Client, commands: Commands, plan: SmallPlan
) -> None:
    before = body(client, "/en/small/report/council.docx")
    ran = commands.run("release", plan.folder, "--name", "secret", "--embargo", "2999-01-01")
    assert ran.exit_code == 0, ran.output
    assert body(client, "/en/small/report/council.docx") == before


def test_without_a_font_a_reader_is_told_what_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualicity.release.report.pdf.installed", lambda: frozenset({"Libertinus Serif"}))
    answer = client.get("/zh/small/report/mayor.pdf")
    assert (answer.status_code, "字体" in answer.content.decode()) == (503, True)


def test_another_audience_is_told_which_there_are(client: Client) -> None:
    answer = client.get("/en/small/report/maior.pdf")
    assert answer.status_code == 404
    assert 'href="/en/small/report/mayor.pdf"' in answer.content.decode()


def test_the_site_of_a_release_has_its_reports_as_files(
    plan: SmallPlan, client: Client, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(Order((plan.folder,), Workspace(plan.workspace), TODAY, "final", out), processes=1)
    for lang in ("en", "zh"):
        there = {p.name for p in (out / lang / "small" / "report").iterdir()}
        assert there == {f"{a}.{f}" for a, f in FORMS}
    page = (out / "zh" / "small" / "releases" / "index.html").read_text("utf-8")
    assert 'href="../../../en/small/report/mayor.pdf"' in page
    assert (out / "en/small/report/mayor.pdf").read_bytes() == body(
        client, "/r/final/en/small/report/mayor.pdf"
    )


def test_the_site_of_a_live_state_has_reports_where_they_are_asked_for(
    plan: SmallPlan, client: Client, commands: Commands, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    order = Order((plan.folder,), Workspace(plan.workspace), TODAY, "", out)
    for asked in (False, True, False):  # each is another site, in the same folder
        publish(replace(order, reports=asked), processes=1)
        pages = [(out / lang / "small" / p / "index.html").read_text("utf-8")
                 for lang in ("en", "zh") for p in ("releases", "open-data")]  # fmt: skip
        named = {name for page in pages for name in re.findall(r'href="[^"]*/report/([^"]+)"', page)}
        there = {f"{lang}/{p.name}" for lang in ("en", "zh") for p in (out / lang / "small").glob("report/*")}
        assert named == ({f"{a}.{f}" for a, f in FORMS} if asked else set())
        assert there == ({f"{lang}/{name}" for lang in ("en", "zh") for name in named})
        if asked:
            made = tmp_path / "made.docx"
            state = ("--for", "mayor", "--lang", "zh", "--as-of", str(TODAY), "--out", made)
            assert commands.run("report", plan.folder, *state).exit_code == 0
            assert (out / "zh/small/report/mayor.docx").read_bytes() == made.read_bytes()
