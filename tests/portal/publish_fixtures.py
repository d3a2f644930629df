"""A small plan to publish, where it goes, and what stands in the folder then."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from begun import Begun, begun
from small_plan import SmallPlan

from qualicity.portal import catalogue
from qualicity.portal.publish import Order, Published, publish
from qualicity.portal.publish.places import ENTRIES
from qualicity.workspace import Workspace

TODAY = date(2026, 12, 31)
YEARS = range(2014, 2020)


@pytest.fixture
def with_methods() -> None:
    """For a test of a whole site; others do without the pages of methods, which are most of a small plan's."""


@pytest.fixture
def plan(tmp_path: Path, portal: catalogue.Catalogue, request: pytest.FixtureRequest) -> Iterator[SmallPlan]:
    """A plan with two indicators; one has a revised figure, and two authorities that differ."""
    if "with_methods" in request.fixturenames:
        yield _made(tmp_path / "small")
    else:
        yield request.getfixturevalue("two").copied(tmp_path)
    catalogue.put(portal)


@pytest.fixture
def two(no_methods: None, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """That plan with its site as it is published first, without the pages of methods: `published` into a new folder."""
    return begun(tmp_path_factory.getbasetemp() / "two", _made, published)


def _made(folder: Path) -> SmallPlan:
    made = SmallPlan(folder)
    for name in ("cover", "other"):
        made.indicator(name)
        made.target(f"{name}-promise", indicator=name)
        for year in YEARS:
            made.figure(str(year), 30 + year - 2014, indicator=name)
    made.figure("2018", 33.5, authority="Province / 省", released="2019-03-01")
    made.load()
    made.figures[0] |= {"value": 29, "released": "2016-05-01"}
    made.load()
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site"


def order(plan: SmallPlan, out: Path, release: str = "") -> Order:
    return Order(() if release else (plan.folder,), Workspace(plan.workspace), TODAY, release, out)


def published(plan: SmallPlan, out: Path, release: str = "") -> Published:
    return publish(order(plan, out, release), processes=1)


class Seen(HTMLParser):
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
    seen = {p: Seen(p.read_text("utf-8")) for p in out.rglob("*.html")}
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
