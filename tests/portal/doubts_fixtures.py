"""A plan whose figure readers doubt, its portal and its office; and a form as a browser sends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rooms_fixtures import Commands
from small_plan import SmallPlan

from qualicity.portal import catalogue, configure, database
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

FIGURE = "indicator=cover&definition=published&area=440600&period=2020"
PAGE = "small/figures/cover/published/440600/2020"
SENT = {
    "kind": "wrong",
    "text": "=HYPERLINK The yearbook says 39.\nWhich is it?",
    "email": "reader@secret.example",
    "name": "Li Lei",
    "name_shown": "on",
    "evidence": "https://example.org/yearbook?a=1&b=2",
}
UPHELD = (
    "--by", "Plan office", "--upheld", "--text-en", "You are right.", "--text-zh", "您说得对。",
    "--wrong-en", "41 counted a lake", "--wrong-zh", "41 误计入湖面", "--right-en", "39", "--right-zh", "39",
    "--since", "2021-02",
)  # fmt: skip


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
def office(plan: SmallPlan) -> Commands:
    return Commands(plan.workspace)


@pytest.fixture
def client(plan: SmallPlan, portal: catalogue.Catalogue) -> Iterator[Client]:
    from django.test import Client

    configure([plan.folder], Workspace(plan.workspace), date(2027, 1, 31))
    assert database.prepare()
    yield Client()
    catalogue.put(portal)
    database.use(portal.workspace)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.content.decode())


def token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, lang: str = "en", about: str = FIGURE, **other: Any) -> Any:
    """Open the form and send it as a browser does."""
    address = f"/{lang}/small/doubt/?{about}"
    said = {"token": token(text(client, address)), **SENT, **other}
    return post(client, address, said)


def post(client: Client, address: str, said: dict[str, Any]) -> Any:
    from urllib.parse import urlencode

    return client.post(address, urlencode(said), content_type="application/x-www-form-urlencoded")


def asked(client: Client, **other: Any) -> str:
    """Send a doubt; the address of its receipt."""
    answer = send(client, **other)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])
