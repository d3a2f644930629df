"""Exported files on the portal: made when somebody asks for one, and of a release on its own date only."""

from __future__ import annotations

import re
import warnings
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import DCAT, DCTERMS, Graph, URIRef
from rooms_fixtures import Commands
from small_plan import SmallPlan

from qualicity.portal import catalogue, configure, exported, reported
from qualicity.portal.publish.site import publish
from qualicity.portal.publish.work import Order
from qualicity.program import _content, program
from qualicity.release.exports import FORMS, Form
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

TODAY = date(2026, 12, 31)
PAGE = "/en/small/open-data/"
FILES = ("csvw.zip", "csvw/observations.csv")


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
def client(plan: SmallPlan, portal: catalogue.Catalogue) -> Iterator[Client]:
    """A portal with the release `final`."""
    from django.test import Client

    from qualicity.portal.kept import ANSWERS

    assert Commands(plan.workspace).run("release", plan.folder, "--name", "final").exit_code == 0
    configure([plan.folder], Workspace(plan.workspace), TODAY)
    yield Client()
    ANSWERS.forget()
    catalogue.put(portal)


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.content)
    return answer.getvalue()


def links(page: bytes) -> set[str]:
    return set(re.findall(r'href="([^"]*/open-data/[^"]+)"', page.decode()))


@pytest.mark.parametrize("of", ["", "/r/final"])
def test_a_page_makes_no_file_and_each_of_its_links_does(
    client: Client, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as no:
        no.setattr(Form, "write", lambda *_: pytest.fail("a page made a file"))
        page = body(client, f"{of}{PAGE}")
        assert b" KB" not in page
        assert client.get(f"{of}{PAGE}nope.zip").status_code == 404
        assert client.get(f"{of}{PAGE}csvw/nope.csv").status_code == 404
    there = links(page)
    zips, files = 4, 12 + 12 + 11 + 5 + 1  # one file by itself has no ZIP
    assert len(there) == zips + files
    for address in there:
        assert body(client, address), address


def test_a_size_is_told_once_it_is_known_but_a_page_of_a_release_never_changes(client: Client) -> None:
    from qualicity.portal.kept import ANSWERS

    for of in ("", "/r/final"):
        before = body(client, f"{of}{PAGE}")
        file = body(client, f"{of}{PAGE}csvw/observations.csv")
        ANSWERS.forget()
        after = body(client, f"{of}{PAGE}")
        assert (after == before) == bool(of)
        said = client.get(f"{of}/en/small/open-data.json").json()["files"]
        bytes_of = {row["address"]: row["bytes"] for row in said}
        assert bytes_of["csvw/observations.csv"] == (None if of else len(file))
        assert bytes_of["sdmx/data.csv"] is None


def test_a_site_of_files_tells_every_size_and_has_each_file_once(
    plan: SmallPlan, client: Client, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(Order((plan.folder,), Workspace(plan.workspace), TODAY, "final", out), processes=1)
    page = (out / "en/small/open-data/index.html").read_text("utf-8")
    files = re.findall(r'<li><a href="([^"]+)">[^<]+</a> <span class="u">', page)
    assert len(files) == 12 + 12 + 11 + 5
    assert all((out / "en/small/open-data" / f).is_file() for f in files)
    chinese = out / "zh/small/open-data"
    assert [p.name for p in chinese.rglob("*")] == ["index.html"]
    there = {u for u in links((chinese / "index.html").read_bytes()) if not u.endswith("/index.html")}
    assert len(there) == len(files) + 4 + 1
    for link in there:
        english = (chinese / link).resolve()
        assert english.is_relative_to(out / "en")
        assert english.is_file()


def test_files_are_the_same_in_both_languages(client: Client) -> None:
    """That a site has them once would be wrong the day one of them said something else."""
    there = links(body(client, PAGE))
    assert {f"{PAGE}{f}" for f in FILES} <= there
    for address in there:
        assert body(client, address) == body(client, address.replace("/en/", "/zh/", 1)), address


def test_new_evidence_makes_new_files(client: Client, plan: SmallPlan) -> None:
    address = f"{PAGE}csvw/observations.csv"
    before = body(client, address)
    plan.figures[-1]["value"] = 55
    plan.load()
    assert body(client, address) != before


def test_another_state_of_the_program_makes_new_files_and_reports(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who pulls a correction and serves again gives no file out that the program before it made."""
    code = tmp_path / "program"
    code.mkdir()
    states = []
    for words in ("wrong", "right"):
        (code / "report.typ").write_text(words)
        _content.cache_clear()  # the program starts again
        states.append(program.__wrapped__(root=code))
    assert states[0] != states[1]
    cache = catalogue.current().workspace.cache("")
    asked = ("/en/small/open-data/csvw.zip", "/en/small/report/public.docx")
    counts = []
    for state in states:
        catalogue.current().forget()  # it is served again
        for module in (exported, reported):
            monkeypatch.setattr(module, "program", lambda state=state: state)
        for address in asked:
            assert client.get(address).status_code == 200
        counts.append([len([*(cache / kind).iterdir()]) for kind in (exported.CACHE, reported.CACHE)])
    assert counts == [[1, 1], [2, 2]]


def test_a_release_has_files_of_its_own_date_only_and_its_pages_lead_to_them(client: Client) -> None:
    for address in (PAGE, *(PAGE + f for f in FILES), "/zh/small/open-data.json"):
        answer = client.get(f"/r/final{address}?as_of=2019-12-31")
        assert answer.status_code == 400, address
        words = "只有其自身的日期" if "/zh/" in address else "one date, its own"
        assert words in answer.content.decode(), address
    for page in ("/r/final/en/small/datasets/", "/r/final/en/small/"):
        text = client.get(f"{page}?as_of=2019-12-31").content.decode()
        assert "application/ld+json" not in text
        assert not re.search(r'href="[^"]*/open-data/[^"]*as_of', text)
    assert b"as_of=2019" in body(client, f"{PAGE}?as_of=2019")


def test_files_of_few_states_are_kept(
    client: Client, plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "STATES", 3)
    for year in range(2010, 2018):
        assert body(client, f"{PAGE}parquet.zip?as_of={year}")
    assert len([*(Workspace(plan.workspace).cache(exported.CACHE)).iterdir()]) == 3
    assert body(client, f"{PAGE}parquet.zip?as_of=2010")


def test_the_catalogue_of_a_plan_and_its_release_keeps_to_dcat_ap(client: Client) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "Code: .* is not defined in namespace")
        graph = Graph().parse(data=body(client, "/catalog.ttl"), format="turtle")
    shapes = Graph()
    for file in ("shapes.ttl", "range.ttl"):
        shapes.parse(Path(__file__).parents[1] / "data" / "dcat-ap" / file)
    conforms, _, told = validate(graph, shacl_graph=shapes, advanced=True)
    assert conforms, told
    ((release, plan),) = graph.subject_objects(URIRef(f"{DCAT}isVersionOf"))
    names = [str(graph.value(x, DCTERMS.identifier)) for x in (plan, release)]
    assert names == ["small", "final"]
    for distribution in graph.objects(release, DCAT.distribution):
        address = str(graph.value(distribution, DCAT.downloadURL)).removeprefix("http://testserver")
        assert address.startswith("/r/final/")
        assert body(client, address)


ODD = st.text(st.sampled_from("abz09-_.~%/\\ :;=&?#+*'\"<>\u4e00\u0000\u202e\U0001f600"), max_size=30)


def test_whatever_file_is_asked_for_there_is_an_answer(client: Client) -> None:
    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(
        st.sampled_from(["", "/r/final", "/r/none"]),
        st.sampled_from(["en", "zh"]),
        st.one_of(ODD, st.sampled_from([f.id for f in FORMS])),
        ODD,
        st.sampled_from(["", ".zip", "/data.csv", "/../x", "/"]),
        st.one_of(st.just(""), ODD.map(lambda t: f"?as_of={quote(t)}")),
    )
    def ask(of: str, lang: str, form: str, file: str, end: str, asked: str) -> None:
        answer = client.get(f"{of}/{lang}/small/open-data/{quote(form)}/{quote(file)}{end}{asked}")
        assert answer.status_code in (200, 301, 302, 400, 404)

    ask()
