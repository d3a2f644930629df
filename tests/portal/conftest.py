"""The portal on the real plans: as a test client, and as a server that a browser can open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from rooms_fixtures import BEIJING, CANADA, FOSHAN, loaded

from qualicity.portal import catalogue, configure
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["loaded"]

TODAY = date(2026, 12, 31)


@pytest.fixture(scope="session")
def portal(loaded: Path) -> catalogue.Catalogue:
    """The plans that the portal serves, with their evidence loaded; today is fixed."""
    return configure([FOSHAN, BEIJING, CANADA], Workspace(loaded), TODAY)


@pytest.fixture
def client(portal: catalogue.Catalogue) -> Iterator[Client]:
    """A reader without a browser. What a test puts in the portal's place is put back."""
    from django.test import Client

    catalogue.put(portal)
    yield Client()
    catalogue.put(portal)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def address(portal: catalogue.Catalogue) -> Iterator[str]:
    """The address of a running portal, on a port that was free."""
    from django.core.handlers.wsgi import WSGIHandler

    with make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
