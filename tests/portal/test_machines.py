"""What programs ask the portal for: the catalogue, the map of the site, what is new, and every file behind them."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.test import Client
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDFS, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rooms_fixtures import LOADED_AT

from qualicity.plan.basics import Source
from qualicity.portal import catalogue
from qualicity.release.exports.licences import licences

ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "tests" / "data" / "dcat-ap"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def catalog(portal: catalogue.Catalogue) -> Graph:
    return Graph().parse(data=Client().get("/catalog.ttl").content, format="turtle")


def test_the_catalogue_keeps_to_dcat_ap(catalog: Graph) -> None:
    shapes = Graph()
    for file in ("shapes.ttl", "range.ttl"):
        shapes.parse(SHAPES / file)
    conforms, _, told = validate(catalog, shacl_graph=shapes, advanced=True)
    assert conforms, told


def test_a_catalogue_without_a_title_would_be_found(catalog: Graph) -> None:
    shapes = Graph().parse(SHAPES / "shapes.ttl")
    broken = Graph() + catalog
    dataset = next(broken.objects(None, DCAT.dataset))
    broken.remove((dataset, DCTERMS.title, None))
    assert not validate(broken, shacl_graph=shapes, advanced=True)[0]


def test_the_licence_of_every_source_is_told_and_none_is_given_to_what_has_another(
    catalog: Graph, portal: catalogue.Catalogue
) -> None:
    plan = portal.plan("canada-goals")
    plan_sources = [*plan.sources, *(s for d in plan.datasets for s in d.sources)]
    canada = next(s for s in catalog.subjects(DCTERMS.identifier, Literal("canada-goals")))
    sources = set(catalog.objects(canada, DCTERMS.references))
    assert sources
    told = {}
    for source in sources:
        said = [*catalog.objects(source, DCTERMS.license), *catalog.objects(source, DCTERMS.rights)]
        assert len(said) == 1, source
        told[source] = catalog.value(said[0], DCTERMS.title)
    assert Literal("Statistics Canada Open Licence") in told.values()
    for there in catalog.objects(canada, DCAT.distribution):
        assert catalog.value(there, DCTERMS.license) is None, "its sources have several"
        (rights,) = catalog.objects(there, DCTERMS.rights)
        words = {str(t) for t in catalog.objects(rights, RDFS.label)}
        assert len(words) == 2
        for source in plan_sources:
            assert all(source.title in w and str(source.licence or "") in w for w in words), source


def test_one_licence_of_all_sources_is_that_of_the_data(portal: catalogue.Catalogue) -> None:
    graph, dataset = Graph(), URIRef("http://x/#dataset")
    plan = portal.plan("canada-goals")
    one = Source(title="A survey", licence="CC BY 4.0")
    bare = plan.model_copy(update={"sources": (one,), "datasets": ()})
    what, licence = licences(graph, bare, dataset, "http://x")
    assert (what, graph.value(licence, DCTERMS.title)) == (DCTERMS.license, Literal("CC BY 4.0"))
    without = plan.model_copy(update={"sources": (one, Source(title="A page")), "datasets": ()})
    assert licences(graph, without, dataset, "http://x")[0] == DCTERMS.rights
    assert any(str(x).endswith("A page: no licence is stated") for x in graph.objects(None, RDFS.label))


def test_every_report_of_the_catalogue_is_there(client: Client, catalog: Graph) -> None:
    for dataset in catalog.subjects(DCTERMS.identifier, Literal("beijing-air-2017")):
        urls = {str(url) for url in catalog.objects(dataset, FOAF.page)}
        assert len(urls) == 12
        for url in urls:
            assert client.get(url.removeprefix("http://testserver")).status_code == 200, url


def test_a_live_dataset_says_when_it_last_changed_and_not_today(
    client: Client, portal: catalogue.Catalogue, catalog: Graph
) -> None:
    for plan in portal.ids:
        [dataset] = catalog.subjects(DCTERMS.identifier, Literal(plan))
        said = catalog.value(dataset, DCTERMS.modified)
        assert isinstance(said, Literal)
        assert LOADED_AT.date() <= said.toPython() < portal.now(), plan
        for lang in ("en", "zh"):
            page = client.get(f"/{lang}/{plan}/").content.decode()
            assert f'"dateModified": "{said}"' in page


def test_the_catalogue_says_the_same_in_both_notations(client: Client, catalog: Graph) -> None:
    other = Graph().parse(data=client.get("/catalog.jsonld").content, format="json-ld")
    assert isomorphic(other, catalog)
    things = [thing["@id"] for thing in client.get("/catalog.jsonld").json()]
    assert things == sorted(things)  # else each process would write it in an order of its own
    assert len(set(catalog.objects(None, DCAT.dataset))) == 3


def test_every_download_of_the_catalogue_is_there(client: Client, catalog: Graph) -> None:
    urls = {str(url) for url in catalog.objects(None, DCAT.downloadURL)}
    assert len(urls) >= 12
    for url in urls:
        answer = client.get(url.removeprefix("http://testserver"))
        assert answer.status_code == 200, url
        assert b"".join(answer)[:2] == b"PK", url  # type: ignore[arg-type]


def test_every_page_of_the_sitemap_is_there_in_both_languages(client: Client) -> None:
    found = ET.fromstring(client.get("/sitemap.xml").content)
    urls = [e.text or "" for e in found.iter(f"{SITEMAP}loc")]
    assert len(urls) == len(set(urls)) > 400
    assert sum("/en/" in u for u in urls) == sum("/zh/" in u for u in urls)
    for url in urls[::17]:
        assert client.get(url.removeprefix("http://testserver")).status_code == 200, url
    assert "http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_feed_tells_of_changed_verdicts_the_latest_first(
    client: Client, portal: catalogue.Catalogue, lang: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = tmp_path / "said.jsonl"
    lines = []
    for day, status in (
        ("2019-03-01", "on_course"), ("2020-03-01", "on_course"),
        ("2021-03-01", "achieved"), ("2021-03-01", "missed"), ("2021-03-01", "achieved"),
    ):  # fmt: skip
        line = {
            "target": "park-green-per-capita", "status": status, "as_of": day, "said_at": f"{day}T08:00:00",
            "edition": "0", "rule": "level", "chance": {"probability": None, "reason": None, "points": 0, "last": None, "fan": [],
                                       "base_rate": None},
        }  # fmt: skip
        lines.append(json.dumps(line))
    said.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(type(portal.workspace), "said", lambda _self, _plan: said)
    feed = ET.fromstring(client.get(f"/{lang}/foshan-2020/feed.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}updated") for e in entries] == ["2021-03-01T00:00:00Z"] * 3
    words = ["未实现 → 已实现", "已实现 → 未实现", "进展符合预期 → 已实现"]
    if lang == "en":
        words = ["Missed → Achieved", "Achieved → Missed", "On course → Achieved"]
    assert [e.findtext(f"{ATOM}summary") for e in entries] == words
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    assert len({*ids}) == len(ids)

    said.write_text("\n".join(lines[:3]) + "\n")
    earlier = ET.fromstring(client.get(f"/{lang}/foshan-2020/feed.atom").content).findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}id") for e in earlier] == ids[2:], "an entry keeps its id when others come"


def test_pages_describe_their_dataset_for_search_engines(client: Client) -> None:
    for page in ("/en/foshan-2020/", "/zh/canada-goals/open-data/"):
        text = client.get(page).content.decode()
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        said = json.loads(blocks[0])
        assert said["@type"] == "Dataset"
        assert said["name"]
        assert len(blocks) == 1
        for each in said["distribution"]:
            assert "application/zip" in each["encodingFormat"], "what comes is a ZIP"
            assert client.get(each["contentUrl"].removeprefix("http://testserver")).status_code == 200


def test_what_grows_is_no_part_of_a_release(client: Client) -> None:
    assert client.get("/r/none/catalog.ttl").status_code == 404


def test_the_catalogue_is_found_from_the_first_page_and_from_the_api(client: Client) -> None:
    for lang in ("en", "zh"):
        assert (
            b'<link rel="alternate" type="text/turtle" href="/catalog.ttl"' in client.get(f"/{lang}/").content
        )
        assert b'<a href="/catalog.ttl">' in client.get(f"/{lang}/").content
    assert client.get("/api/v1/").json()["catalogue"].endswith("/catalog.ttl")


def test_everything_that_is_offered_of_a_plan_can_be_harvested(address: str, tmp_path: Path) -> None:
    """The script that the documentation names, as its user runs it; of two plans, the third would take a minute more."""
    plans = ("foshan-2020", "beijing-air-2017")
    ran = subprocess.run(
        [sys.executable, ROOT / "scripts" / "harvest.py", address, tmp_path, *plans],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(ran.stdout.splitlines()) == len(plans)
