"""The workbench of the synthetic sample city, each test with a workspace and a database of its own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import make_server

import pytest
from web_server import Quiet, Server

from qualicity.evidence import EvidenceStore, load
from qualicity.plan import Plan, open_plan, read_plan
from qualicity.portal import catalogue, configure, database
from qualicity.portal.accounts import DEMO
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

CITY = Path(__file__).resolve().parents[3] / "examples" / "sample-city"
NOW = datetime(2026, 11, 23, 12)


@dataclass
class City:
    """A workbench to act on; `now` is its clock, which tests put forward."""

    folder: Path
    workspace: Workspace
    now: datetime = NOW

    @property
    def plan(self) -> Plan:
        """The plan as it is served."""
        return catalogue.live().plan("sample-city")

    @property
    def store(self) -> EvidenceStore:
        """Its evidence."""
        return EvidenceStore(self.workspace, self.plan)

    def later(self, **span: float) -> datetime:
        """Let so much time pass."""
        self.now += timedelta(**span)
        return self.now

    def work(self) -> int:
        """What a worker does now."""
        from qualicity.portal.workbench import queue, worker

        return queue.work(worker.KINDS, lambda: self.now)

    def sign_in(self, name: str) -> Client:
        """The browser of one of the ready-made accounts."""
        from django.contrib.auth import get_user_model
        from django.test import Client

        from qualicity.portal.workbench import demo

        demo.make_accounts()
        client = Client()
        users: Any = get_user_model().objects
        client.force_login(users.get(email=f"{name}@demo.invalid"))
        return client


@pytest.fixture(scope="session")
def city_loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample city's evidence and tables of nobody. Only to be copied."""
    folder = tmp_path_factory.mktemp("city")
    workspace = Workspace(folder)
    workspace.make()
    store = EvidenceStore(workspace, read_plan(CITY))
    load(open_plan(CITY), store, now=NOW - timedelta(days=1), by="sample-government", message="")
    with pytest.MonkeyPatch.context() as patched, _served(folder, folder / "copy") as served:
        patched.delenv(database.VARIABLE, raising=False)
        shutil.copy(served.workspace.database(), workspace.database())
    shutil.rmtree(folder / "copy")
    return folder


@contextmanager
def _served(loaded: Path, folder: Path) -> Iterator[City]:
    """A copy of it, served in this process; then what was served before is served again."""
    from django.conf import settings
    from django.db import connections

    had_plans = list(catalogue._current)
    had = dict(connections.settings["default"]) if settings.configured else None
    workspace = Workspace(folder / "var")
    shutil.copytree(loaded, workspace.root)
    served = City(CITY, workspace)
    configure([CITY], workspace, lambda: served.now.date())  # noqa: PLW0108 (the clock is put forward)
    assert database.prepare()
    yield served
    connections.close_all()
    if had is not None:
        connections.settings["default"].clear()
        connections.settings["default"].update(had)
        with suppress(AttributeError):  # a test that served something else has left none
            del connections["default"]
    catalogue._current[:] = had_plans


@pytest.fixture
def city(city_loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """The workbench on SQLite."""
    monkeypatch.setenv(DEMO, "1")
    monkeypatch.delenv(database.VARIABLE, raising=False)
    with _served(city_loaded, tmp_path) as served:
        monkeypatch.setattr("qualicity.portal.workbench.pages.clock", lambda: served.now)
        yield served


@pytest.fixture(scope="session")
def with_tables(postgresql: str, city_loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The server's address, where the database `tables` holds tables of nobody. Only to be copied."""
    import psycopg

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(database.VARIABLE, postgresql)
        with _served(city_loaded, tmp_path_factory.mktemp("tables") / "copy"):
            pass
    with psycopg.connect(postgresql.replace("/postgres", "/template1"), autocommit=True) as server:
        server.execute("create database tables template postgres")
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute("drop schema public cascade; create schema public")
    return postgresql


def _new_database(server: str) -> str:
    """The address of a database of the test's own: a copy takes a twentieth of the time that migrations take."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("drop database if exists city with (force)")
        connection.execute("create database city template tables")
    return server.removesuffix("/postgres") + "/city"


@pytest.fixture(params=["sqlite", "postgresql"])
def either_city(
    request: pytest.FixtureRequest, city_loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[City]:
    """The workbench on either database."""
    monkeypatch.setenv(DEMO, "1")
    monkeypatch.delenv(database.VARIABLE, raising=False)
    if request.param == "postgresql":
        monkeypatch.setenv(database.VARIABLE, _new_database(request.getfixturevalue("with_tables")))
    with _served(city_loaded, tmp_path) as served:
        yield served


@pytest.fixture
def place(city: City) -> Iterator[str]:
    """The address at which browsers reach the city's portal."""
    del city
    from django.core.handlers.wsgi import WSGIHandler

    with make_server("127.0.0.1", 0, WSGIHandler(), Server, Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[Any]:
    """The letters that are sent from now on."""
    for name in ("city", "either_city"):
        if name in request.fixturenames:
            request.getfixturevalue(name)  # Django is ready then
    from django.conf import settings
    from django.core import mail

    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    outbox: list[Any] = mail.outbox  # type: ignore[attr-defined]  # there once somebody collects it
    return outbox


@pytest.fixture
def citys_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages go by the clock of the test's city, where it has one."""
    if "city" in request.fixturenames:
        city: City = request.getfixturevalue("city")
        from qualicity.portal.workbench import feeds, pages

        for module in (pages, feeds):
            monkeypatch.setattr(module, "clock", lambda: city.now)


@pytest.fixture
def strict_city(city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[catalogue.Catalogue]:
    """What is served, outside of a demo, where people sign in with passwords; no try is counted yet."""
    from django.core.cache import cache

    from qualicity.portal.kept import ANSWERS

    del city
    monkeypatch.delenv(DEMO)
    cache.clear()
    ANSWERS.forget()
    yield catalogue.live()
    ANSWERS.forget()
