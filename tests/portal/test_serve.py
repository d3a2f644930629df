"""The portal as it is started: gunicorn on a port, quiet, stopped by a signal."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING

from qualicity.errors import UsageError
from qualicity.portal import catalogue, serve
from qualicity.workspace import Workspace

START = """
import sys
from datetime import date
from pathlib import Path
from qualicity.portal import serve
from qualicity.workspace import Workspace
serve([Path(sys.argv[1])], Workspace(Path(sys.argv[2])), port=int(sys.argv[3]), now=date(2026, 12, 31))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read(address: str) -> bytes:
    """The page once the server answers: it needs a moment to start."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bytes(answer.read())
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {address}")


def test_it_serves_until_it_is_stopped(loaded: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", START, str(BEIJING), str(loaded), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            card = json.loads(read(f"http://127.0.0.1:{port}/en/beijing-air-2017.json"))
            assert [t["status"] for t in card["targets"]] == ["cannot_judge", "achieved"]
            assert b"portal.css" in read(f"http://127.0.0.1:{port}/zh/")
        finally:
            server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)
    assert server.returncode == 0
    assert (out, err) == (b"", b"")


def test_an_address_with_many_indicators_is_read(loaded: Path) -> None:
    """A harvester names all that it wants: 4,094 bytes, as many as gunicorn reads unless told, are soon too few."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", START, str(BEIJING), str(loaded), str(port)])
    try:
        many = "&".join([*["indicator=pm25-mean"] * 100, *["definition=gb3095-2012-uci"] * 100])
        rows = json.loads(read(f"http://127.0.0.1:{port}/api/v1/plans/beijing-air-2017/observations?{many}"))
        assert rows["total"] > 0
    finally:
        server.terminate()
        server.wait(20)


def test_a_port_that_is_taken_is_told(portal: catalogue.Catalogue, loaded: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="is taken"):
            serve([BEIJING], Workspace(loaded), port=taken.getsockname()[1], now=date(2026, 12, 31))
    catalogue.put(portal)


STARTED = """
import sys
from datetime import date
from pathlib import Path
from qualicity.portal.publish import work
from qualicity.portal.publish.render import ask
from qualicity.portal.wsgi import application
from qualicity.workspace import Workspace
plans, workspace, private = (Path(sys.argv[1]),), Workspace(Path(sys.argv[2])), sys.argv[3:]
order = work.Order(plans, workspace, date(2026, 12, 31), "", Path())
work.set_up(order)
work.Maker(order)
assert ask("/en/beijing-air-2017/").status == 200
print(sum(name in sys.modules for name in private))
application(plans, workspace, date(2026, 12, 31))
print(sum(name in sys.modules for name in private))
"""


def test_what_people_work_with_is_read_by_a_server_before_it_forks_and_never_to_publish(loaded: Path) -> None:
    private = ("ninja", "allauth.account.views", "qualicity.portal.workbench.urls")
    command = [sys.executable, "-c", STARTED, str(BEIJING), str(loaded), *private]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert told == ["0", "3"]
