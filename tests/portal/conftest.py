"""The portal on the real plans: as a test client, as a server that a browser can open, and published as files."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import make_server

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from rooms_fixtures import BEIJING, CANADA, FOSHAN, loaded
from site_map import LONG, MANY_ROWS, PAGES, PM25
from small_site import first, several
from web_server import Quiet, Server

from qualicity.portal import catalogue, configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import ConsoleMessage, Error, Page

    from qualicity.portal.publish.work import Made

__all__ = ["first", "loaded", "several"]

TODAY = date(2026, 12, 31)

# A password is kept as it is in use, but for how often it is stirred: a million times is half a second for each account.
PBKDF2PasswordHasher.iterations = 1


@pytest.fixture(scope="session", autouse=True)
def _tables_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The first SQLite file of a worker gets its tables by migrations; each other begins as a copy of it, brought up to date."""
    from django.db import connections

    made, prepare = tmp_path_factory.getbasetemp() / "tables.sqlite3", database.prepare

    def prepared() -> bool:
        settings = connections.settings["default"]
        file = Path(str(settings["NAME"]))
        new = settings["ENGINE"].endswith("sqlite3") and not file.exists()
        if new and made.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, file)
        done = prepare()
        if new and not made.exists():
            with suppress(OSError):  # a folder that nobody can write to
                shutil.copy(file, made)
        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "prepare", prepared)
        yield


@pytest.fixture(autouse=True)
def _files_looked_at_each_time() -> None:
    """A test that served has not left this process looking at files once a second only."""
    from qualicity.portal.kept import ANSWERS

    ANSWERS.look_every = 0.0


@pytest.fixture(scope="session")
def portal(loaded: Path) -> catalogue.Catalogue:
    """The plans that the portal serves, with their evidence loaded; today is fixed."""
    plans = configure([FOSHAN, BEIJING, CANADA], Workspace(loaded), TODAY)
    database.prepare()
    _served[:] = [plans]
    return plans


_served: list[catalogue.Catalogue] = []


@pytest.fixture(scope="module", autouse=True)
def _served_at_first() -> None:
    """A file of tests that served other plans has not left them to the next, whose browser asks without a `client`."""
    if _served:
        catalogue.put(_served[0])


@pytest.fixture
def client(portal: catalogue.Catalogue, request: pytest.FixtureRequest) -> Iterator[Client]:
    """A reader without a browser. What a test puts in the portal's place is put back.

    A page that several tests read is made once. No answer outlives a test that changes what only code can change.
    """
    from django.test import Client

    from qualicity.portal.kept import ANSWERS

    patches = "monkeypatch" in request.fixturenames
    catalogue.put(portal)
    if patches:
        ANSWERS.forget()
    yield Client()
    if patches:
        ANSWERS.forget()
    catalogue.put(portal)


@pytest.fixture(scope="session")
def address(portal: catalogue.Catalogue) -> Iterator[str]:
    """The address of a running portal, on a port that was free."""
    from django.core.handlers.wsgi import WSGIHandler

    with make_server("127.0.0.1", 0, WSGIHandler(), Server, Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass(frozen=True)
class Site:
    """The portal as files: those of every kind of page, and what came of making them."""

    folder: Path
    made: Made
    pages: tuple[str, ...]


@pytest.fixture(scope="session")
def site(loaded: Path, portal: catalogue.Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Pages of the site map in both languages, published: the whole site would take a minute."""
    from qualicity.portal.publish.site import _beside
    from qualicity.portal.publish.work import Maker, Order, set_up

    folder = tmp_path_factory.mktemp("host") / "some" / "folder"
    folder.mkdir(parents=True)
    order = Order((FOSHAN, BEIJING, CANADA), Workspace(loaded), TODAY, "", folder)
    pages = tuple(p for p in PAGES.values() if p not in (MANY_ROWS | LONG) - {PM25})
    try:
        set_up(order)
        made = Maker(order).make(
            [f"/{lang}/{p}{'/' if p else ''}" for lang in ("en", "zh") for p in ("", *pages)]
        )
        static = [u for u in made.links if u.startswith("/static/")]
        made.add(Maker(order).make(static))
        made.add(_beside(order, []))
    finally:
        catalogue.put(portal)
    return Site(folder, made, pages)


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def site_address(site: Site) -> Iterator[str]:
    """The address of the published pages on a host that only has files, where they lie in a folder."""
    serve = partial(_Files, directory=str(site.folder.parents[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/folder"
        server.shutdown()


@pytest.fixture(params=["server", "site"])
def either(request: pytest.FixtureRequest) -> str:
    """The address of the portal, once of the server and once of the published pages."""
    found: str = request.getfixturevalue({"server": "address", "site": "site_address"}[request.param])
    return found


@pytest.fixture
def reader(page: Page) -> Iterator[Page]:
    """A page on which nothing may be blocked or fail silently."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    def fail(error: Error) -> None:
        said.append(str(error))

    page.on("console", hear)
    page.on("pageerror", fail)
    yield page
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)
    assert not said


@pytest.fixture
def no_methods(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Published sites without the pages of methods: links to them stand as words. In this process only."""
    from qualicity.portal.publish import render, site, work
    from qualicity.portal.publish.places import file_of

    def shorter(url: str, prefix: str = "") -> str | None:
        return None if "/methods/" in url else file_of(url, prefix)

    monkeypatch.setattr(site, "ALONE", float("inf"))
    for module in (render, work):
        monkeypatch.setattr(module, "file_of", shorter)
    render._leads.cache_clear()  # what it worked out with the other
    yield
    render._leads.cache_clear()
