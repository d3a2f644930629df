"""The portal as files: every link leads to a file, a stick is enough to read it, a release is what it froze."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from begun import Begun
from publish_fixtures import (
    TODAY,
    YEARS,
    Seen,
    contents,
    leading_nowhere,
    order,
    out,
    plan,
    published,
    searched,
    two,
    with_methods,
)
from rooms_fixtures import Commands
from site_map import PAGES
from small_plan import SmallPlan

from qualicity.errors import QualicityError
from qualicity.portal.publish import manifest, publish, site
from qualicity.portal.publish.places import address

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

__all__ = ["out", "plan", "two", "with_methods"]


def test_every_link_leads_to_a_file_and_none_to_a_server(
    plan: SmallPlan, out: Path, with_methods: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "ALONE", 0.0)
    done = publish(order(plan, out), processes=2)
    assert leading_nowhere(out) == []
    there = contents(out)
    assert done.pages == len([n for n in there if n.endswith(".html")])
    assert {
        "index.html",
        "en/index.html",
        "zh/index.html",
        "zh/small/targets/cover-promise/index.html",
    } <= there.keys()
    assert {"en/small.json", "en/small/indicators/cover.csv", "en/small/indicators/cover.svg"} <= there.keys()
    assert "static/portal/portal.css" in there
    assert not any(b"testserver" in x or b"localhost" in x for x in there.values())
    said = (out / manifest.NAME).read_text("utf-8")
    (out / manifest.NAME).write_text(said.replace('"made_from": "', '"made_from": "of another day '))
    assert published(plan, out).written == 0  # one process makes what several made


def test_other_vintages_and_authorities_have_pages_of_their_own(two: Begun, out: Path) -> None:
    two.published(out)
    of_2018 = out / "en/small/figures/cover/published/440600/2018"
    beside = list(of_2018.glob("~*/index.html"))
    assert len(beside) == 1
    said = {
        "34 %" in p.read_text("utf-8").partition("</h1>")[2][:200] for p in (of_2018 / "index.html", *beside)
    }
    assert said == {True, False}  # one is the city's, the other the province's 33.5 %
    links = Seen((of_2018 / "index.html").read_text("utf-8")).links
    assert f"{beside[0].parent.name}/index.html" in links


def test_records_that_a_site_has_once_say_the_same_in_both_languages(client: Client) -> None:
    """That would be wrong the day one of them said something else."""
    ends = (".json", ".csv", "/chart.csv")
    once = [
        f"{page}{end}" for page in PAGES.values() for end in ends if address(f"/zh/{page}{end}")[:4] == "/en/"
    ]
    assert len({page.split("/")[1] for page in once}) >= 8
    for page in once:
        english, chinese = (client.get(f"/{lang}/{page}") for lang in ("en", "zh"))
        assert english.getvalue() == chinese.getvalue(), page


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_can_be_read_from_a_stick(two: Begun, out: Path, page: Page, lang: str) -> None:
    two.published(out)
    page.goto((out / "index.html").as_uri())
    page.get_by_role("link", name={"en": "English", "zh": "中文"}[lang], exact=True).click()
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.locator("main a[href='targets/cover-promise/index.html']").first.click()
    page.locator("main a.num").first.click()
    assert "/figures/" in page.url
    page.locator(".tools a[hreflang]").click()
    other = {"en": "zh", "zh": "en"}[lang]
    assert f"/{other}/small/figures/" in page.url
    assert page.locator("h1").inner_text()


def test_a_release_is_published_from_what_it_froze(plan: SmallPlan, out: Path, tmp_path: Path) -> None:
    told = Commands(plan.workspace).run("release", plan.folder, "--name", "final", "--as-of", "2026-12-30")
    assert told.exit_code == 0, told.output
    plan.figures[len(YEARS) - 1] |= {"value": 12, "released": "2020-03-01"}
    plan.load()
    published(plan, out, "final")
    assert leading_nowhere(out) == []
    page = (out / "en/small/indicators/cover/index.html").read_text("utf-8")
    assert "You are reading release <strong>final</strong>" in page
    assert "This page today" not in page
    assert (out / "lock.json").read_bytes() == (plan.workspace / "releases/final.lock.json").read_bytes()
    assert searched(out) == ["small"]
    assert published(plan, out, "final").written == 0
    published(plan, tmp_path / "live")
    assert searched(tmp_path / "live") == ["small", ""]
    assert leading_nowhere(tmp_path / "live") == []
    assert (tmp_path / "live/r/final/lock.json").is_file()


def test_an_embargoed_release_is_not_published(plan: SmallPlan, out: Path) -> None:
    command = Commands(plan.workspace)
    assert command.run("release", plan.folder, "--name", "secret", "--embargo", "2999-01-01").exit_code == 0
    with pytest.raises(QualicityError, match="embargo"):
        published(plan, out, "secret")
    published(plan, out)
    assert not any("secret" in n or b"secret" in x for n, x in contents(out).items())


def test_the_command_says_what_it_did(plan: SmallPlan, out: Path) -> None:
    command = Commands(plan.workspace)
    told = command.json("publish", plan.folder, out, "--as-of", TODAY.isoformat())
    assert list(told) == ["out", "release", "pages", "files", "written", "removed", "first"]
    assert told["files"] == told["written"]
    again = command.run("publish", plan.folder, out, "--as-of", TODAY.isoformat())
    assert f"0 written, 0 removed, {told['files']} as they were" in again.stdout
    assert again.stdout.splitlines()[-1] == str(out / "index.html")


def test_a_plan_with_an_error_or_without_its_evidence_is_told_as_other_commands_tell_it(
    tmp_path: Path,
) -> None:
    plan = SmallPlan(tmp_path / "small")
    plan.indicator("cover")
    plan.target()
    plan.figure("2020", 41)
    plan.write()
    command = Commands(plan.workspace)
    bare = command.run("publish", plan.folder, tmp_path / "site")
    assert bare.exit_code == 1
    assert f"qualicity load {plan.folder}" in bare.stderr
    plan.indicator("mean", {"id": "d", "from": "figures", "value": "avgg(value)"})
    plan.write()
    wrong = command.run("publish", plan.folder, tmp_path / "site")
    assert wrong.exit_code == 1
    assert "did you mean 'avg'" in wrong.output
    assert not (tmp_path / "site").exists()
