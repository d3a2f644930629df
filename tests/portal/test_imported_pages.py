"""A plan that was taken over from an Open SDG repository, on the portal: every kind of its pages, as everybody reads it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import make_server

import pytest
from looks import bring_axe
from release.opensdg import synthetic
from rooms_fixtures import Commands
from test_accessible_pages import PHONE, WIDE, all_that_is_wrong
from test_language import unmarked_english
from web_server import Quiet, Server

from qualicity.portal import catalogue, configure
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ID = "taken-over"
PAGES = (
    "",
    "targets/5-5-1-parliament/",
    "indicators/",
    "indicators/1-2-1/",
    "indicators/5-5-1/",
    "figures/1-2-1/published/XX/2016/",
    "figures/1-2-1/published/XX/2016/?cell=Sex%3Dw",
    "figures/3-1-1/published-split-years/XX/2020/",
    "text/",
    "definitions/",
    "datasets/",
    "datasets/observations/",
    "datasets/set-aside/",
    "sources/",
    "corrections/",
    "organisations/",
    "releases/",
    "track-record/",
    "open-data/",
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, portal: catalogue.Catalogue
) -> Iterator[catalogue.Catalogue]:
    """The synthetic repository, imported and loaded."""
    place = tmp_path_factory.mktemp("imported")
    repo, plan = synthetic.write(place / "repo"), place / ID
    commands = Commands(place / "workspace")
    for words in (
        ("import-opensdg", repo, plan, "--place", "XX=Nowhere", "--title", "Goals of nowhere"),
        ("load", plan),
    ):
        ran = commands.run(*words)
        assert ran.exit_code == 0, ran.output
    yield configure([plan], Workspace(place / "workspace"), date(2026, 12, 31))
    catalogue.put(portal)


@pytest.fixture(scope="module")
def there(served: catalogue.Catalogue) -> Iterator[str]:
    from django.core.handlers.wsgi import WSGIHandler

    with make_server("127.0.0.1", 0, WSGIHandler(), Server, Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("page", PAGES)
def test_its_pages_are_there_with_headings_and_marked_languages(
    served: catalogue.Catalogue, page: str
) -> None:
    from django.test import Client

    catalogue.put(served)
    for lang in ("en", "zh"):
        answer = Client().get(f"/{lang}/{ID}/{page}")
        assert answer.status_code == 200, answer.content.decode()
        text = answer.content.decode()
        levels = [int(n) for n in re.findall(r"<h([1-6])\b", text)]
        assert levels[0] == 1 == levels.count(1)
        assert all(after <= before + 1 for before, after in pairwise(levels))
        if lang == "zh":
            assert not unmarked_english(text)


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "size"), [("en", PHONE), ("zh", WIDE)], ids=["en-phone", "zh-wide"])
def test_its_pages_can_be_read_by_everybody(browser: Browser, there: str, lang: str, size: Any) -> None:
    """Each in one language: their templates are read in both in test_accessible_pages."""
    context = browser.new_context(reduced_motion="reduce")
    bring_axe(context)
    page, found = context.new_page(), []
    for path in PAGES[lang == "zh" :: 2]:
        answer = page.goto(f"{there}/{lang}/{ID}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        found += all_that_is_wrong(page, size)
    context.close()
    assert not found, "\n".join(found)
