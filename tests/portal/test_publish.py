"""The portal as files: every link leads to a file, only what differs is written, nothing of others is touched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from rooms_fixtures import Commands
from site_map import PAGES
from small_plan import SmallPlan

from qualicity.errors import QualicityError, UsageError
from qualicity.portal import catalogue
from qualicity.portal.publish import Order, Published, manifest, publish, site
from qualicity.portal.publish.places import ENTRIES, address, file_of, link, thing
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

TODAY = date(2026, 12, 31)
YEARS = range(2014, 2020)


@pytest.fixture
def with_methods() -> None:
    """For a test of a whole site; others do without the pages of methods, which are most of a small plan's."""


@pytest.fixture
def plan(tmp_path: Path, portal: catalogue.Catalogue, request: pytest.FixtureRequest) -> Iterator[SmallPlan]:
    """A plan with two indicators; one has a revised figure, and two authorities that differ."""
    if "with_methods" not in request.fixturenames:
        request.getfixturevalue("no_methods")
    made = SmallPlan(tmp_path / "small")
    for name in ("cover", "other"):
        made.indicator(name)
        made.target(f"{name}-promise", indicator=name)
        for year in YEARS:
            made.figure(str(year), 30 + year - 2014, indicator=name)
    made.figure("2018", 33.5, authority="Province / 省", released="2019-03-01")
    made.load()
    made.figures[0] |= {"value": 29, "released": "2016-05-01"}
    made.load()
    yield made
    catalogue.put(portal)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site"


def order(plan: SmallPlan, out: Path, release: str = "") -> Order:
    return Order(() if release else (plan.folder,), Workspace(plan.workspace), TODAY, release, out)


def published(plan: SmallPlan, out: Path, release: str = "") -> Published:
    return publish(order(plan, out, release), processes=1)


class _Seen(HTMLParser):
    """The links of a page, to which belongs where its forms lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.forms = self.actions = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.links += [v for k in ("href", "src", "action") if (v := said.get(k)) is not None]
        self.ids |= {v for k, v in attrs if k == "id" and v}
        self.forms += tag == "form"
        self.actions += "action" in said


def contents(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def searched(out: Path) -> list[str]:
    """The plans that a site's search knows, and "" for the methods."""
    said = (out / ENTRIES).read_text("utf-8")
    parts = json.loads(said[said.index("=") + 1 : said.rindex(";")])["parts"]
    return [plan for plan, _, _ in parts]


def outside(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https", "mailto")


def leading_nowhere(out: Path, besides: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Links of the pages in a folder that lead to no file or no place on a page, save to files in `besides`."""
    seen = {p: _Seen(p.read_text("utf-8")) for p in out.rglob("*.html")}
    assert seen
    wrong = []
    for page, found in seen.items():
        assert found.forms == found.actions, page
        for url in found.links:
            if outside(url):
                continue
            path, fragment = urldefrag(url)
            path = unquote(path.partition("?")[0])
            to = Path(os.path.normpath(page.parent / path)) if path else page
            inside = to.is_relative_to(out) and not url.startswith("/")
            there = inside and (to.is_file() or to.relative_to(out).as_posix() in besides)
            place = not fragment or to not in seen or unquote(fragment) in seen[to].ids
            if not (there and place):
                wrong.append((page.relative_to(out).as_posix(), url))
    return wrong


# -- all links -------------------------------------------------------------------------------------------


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


def test_other_vintages_and_authorities_have_pages_of_their_own(plan: SmallPlan, out: Path) -> None:
    published(plan, out)
    of_2018 = out / "en/small/figures/cover/published/440600/2018"
    beside = list(of_2018.glob("~*/index.html"))
    assert len(beside) == 1
    said = {
        "34 %" in p.read_text("utf-8").partition("</h1>")[2][:200] for p in (of_2018 / "index.html", *beside)
    }
    assert said == {True, False}  # one is the city's, the other the province's 33.5 %
    links = _Seen((of_2018 / "index.html").read_text("utf-8")).links
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


# -- in a browser ----------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_can_be_read_from_a_stick(plan: SmallPlan, out: Path, page: Page, lang: str) -> None:
    published(plan, out)
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


# -- only what differs -----------------------------------------------------------------------------------


def test_a_second_publication_writes_nothing(plan: SmallPlan, out: Path) -> None:
    first = published(plan, out)
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    again = published(plan, out)
    assert (again.written, again.removed, again.files) == (0, 0, first.files)
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == before


def test_a_changed_figure_changes_the_pages_that_show_it(plan: SmallPlan, out: Path) -> None:
    published(plan, out)
    before = contents(out)
    plan.figures[len(YEARS) - 1] |= {"value": 44, "released": "2020-03-01"}  # the last of the first indicator
    plan.load()
    done = published(plan, out)
    after = contents(out)
    differ = {n for n in after if before.get(n) != after[n] and not n.startswith(".")}
    assert done.written == len(differ)
    assert "zh/small/targets/cover-promise/index.html" in differ
    assert "en/small/index.html" in differ
    assert not any("/other" in n for n in differ), sorted(differ)
    assert done.written < done.files / 2


def test_pages_that_are_gone_are_removed_and_foreign_files_kept(plan: SmallPlan, out: Path) -> None:
    published(plan, out)
    (out / "CNAME").write_text("example.org")
    (out / "en/small/notes.txt").write_text("mine")
    plan.targets.pop()
    plan.load()
    done = published(plan, out)
    assert done.removed > 0
    assert not (out / "en/small/targets/other-promise").exists()
    assert (out / "CNAME").read_text() == "example.org"
    assert (out / "en/small/notes.txt").read_text() == "mine"
    assert leading_nowhere(out) == []


def test_a_page_that_was_touched_or_lost_is_written_again(plan: SmallPlan, out: Path) -> None:
    published(plan, out)
    before = contents(out)
    (out / "en/index.html").write_text("touched")
    (out / "zh/index.html").unlink()
    assert published(plan, out).written == 2
    assert contents(out).keys() == before.keys()
    assert (out / "en/index.html").read_bytes() == before["en/index.html"]


# -- folders ---------------------------------------------------------------------------------------------


def test_a_folder_of_other_things_is_refused(plan: SmallPlan, out: Path) -> None:
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other things"):
        published(plan, out)
    assert [p.name for p in out.iterdir()] == ["thesis.txt"]


def test_a_foreign_file_in_the_place_of_a_page_is_told_and_kept(plan: SmallPlan, out: Path) -> None:
    published(plan, out)
    plan.figure("2021", 39)
    place = out / "en/small/figures/cover/published/440600/2021/index.html"
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    plan.load()
    with pytest.raises(QualicityError, match="is not of this site"):
        published(plan, out)
    assert place.read_text() == "mine"
    place.unlink()
    published(plan, out)
    assert leading_nowhere(out) == []


def test_a_publication_killed_in_the_middle_leaves_whole_pages_and_is_taken_up(
    plan: SmallPlan, out: Path, tmp_path: Path
) -> None:
    command = (sys.executable, "-m", "qualicity", "publish", plan.folder, out, "--as-of", TODAY.isoformat())
    begun = subprocess.Popen((*command, "--workspace", plan.workspace), stdout=subprocess.PIPE)
    while begun.poll() is None and len(list(out.rglob("*.html"))) < 8:
        time.sleep(0.005)
    begun.send_signal(signal.SIGKILL)
    begun.communicate(timeout=60)  # the processes that it started hold its output open until they end too
    assert begun.returncode == -signal.SIGKILL
    pages = list(out.rglob("*.html"))
    assert pages
    assert all(p.read_text("utf-8").rstrip().endswith("</html>") for p in pages)
    (out / "en" / ".qualicity-unfinished-1").write_text("half a pa")
    published(plan, out)
    published(plan, tmp_path / "other")
    assert contents(out).keys() == contents(tmp_path / "other").keys()
    assert leading_nowhere(out) == []


# -- releases --------------------------------------------------------------------------------------------


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


# -- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("/en/", "en/index.html"),
        ("/en/plan/targets/x/", "en/plan/targets/x/index.html"),
        ("/zh/plan/targets/x.json", "en/plan/targets/x.json"),
        ("/zh/plan/targets/x/chart.csv", "zh/plan/targets/x/chart.csv"),
        ("/zh/plan/figures/x/d/a/2020.json", "en/plan/figures/x/d/a/2020.json"),
        ("/zh/plan/datasets/d.csv", "en/plan/datasets/d.csv"),
        ("/zh/plan/indicators/x/areas.csv", "en/plan/indicators/x/areas.csv"),
        ("/en/plan/indicators/x.png", None),
        ("/en/plan/datasets/d/?year=2020", None),
        ("/static/portal/portal.css?1a2b", "static/portal/portal.css"),
        ("/en/plan/changes/?from=2016-01-01&to=2017-01-01", None),
        ("/en/plan/?as_of=2016-01-01", None),
        ("/r/final/lock.json", "r/final/lock.json"),
        ("/r/final/en/plan/", None),
        ("/", None),
    ],
)
def test_an_address_has_a_file_or_none(url: str, file: str | None) -> None:
    assert file_of(address(url)) == file


def test_no_two_figures_share_a_file_and_every_file_system_takes_the_name() -> None:
    figure = "/en/plan/figures/x/d/a/2020/"
    asked = (
        "by=A&known=2021-01-01",
        "by=B&known=2021-01-01",
        "by=省&known=",
        "by=a&known=2021-01-01",
        "cell=k%3Dv",
    )
    areas = ("a:b", "a b", "a?b", "CON", "省", "x" * 300, "a.")
    urls = [f"{figure}?{q}" for q in asked] + [
        f"/en/plan/figures/x/d/{a}/2020/" for a in areas[:2] + areas[3:]
    ]
    files = [file_of(address(u)) or "" for u in urls]
    assert len(set(files)) == len(urls)
    for part in {p for f in files for p in f.split("/")}:
        assert part.isascii()
        assert len(part) < 130
        assert not set(part) & set('<>:"|?*\\ ')


def test_links_are_relative_and_twins_belong_to_their_page() -> None:
    assert link("en/a/index.html", "en/a/b/index.html") == "b/index.html"
    assert link("zh/a/index.html", "en/a.json") == "../../en/a.json"
    assert link("index.html", "en/index.html") == "en/index.html"
    of = {thing(u) for u in ("/en/p/x/", "/zh/p/x/", "/en/p/x.json", "/en/p/x.svg", "/en/p/x/rows/d.csv")}
    assert of == {"/*/p/x"}


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
