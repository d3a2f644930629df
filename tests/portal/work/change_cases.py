"""What the tests of plan changes share: a city whose folder may be written, its office, and a change led to a state."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import CITY

from qualicity.portal import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import City
    from django.test import Client

WORK = "/en/work/sample-city/"
PAGE = f"{WORK}changes/"
TARGET = f"{PAGE}edit/target/good-water/"
ACTION = f"{PAGE}edit/action/sewers/"


@pytest.fixture
def own_city(city: City) -> Iterator[City]:
    """The city, served from a copy of its folder that may be written."""
    yield from _copied(city)


@pytest.fixture
def either_own_city(either_city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """The same on either database."""
    monkeypatch.setattr("qualicity.portal.workbench.pages.clock", lambda: either_city.now)
    yield from _copied(either_city)


def _copied(city: City) -> Iterator[City]:
    had = catalogue.live()
    city.folder = city.workspace.root / "demo" / "sample-city"
    shutil.copytree(CITY, city.folder)
    catalogue.put(catalogue.Catalogue([city.folder], city.workspace, lambda: city.now.date()))  # noqa: PLW0108 (the clock is put forward)
    yield city
    catalogue.put(had)


def text(city: City, name: str = "plan.yaml") -> str:
    return (city.folder / name).read_text("utf-8")


def latest() -> Any:
    from qualicity.portal.workbench.models import PlanChange

    return PlanChange.objects.latest("pk")


def act(client: Client, verb: str, **said: str) -> Any:
    """A verb on the latest change, as its page sends it."""
    c = latest()
    return client.post(f"{PAGE}{c.pk}/{verb}/", {"version": c.version, **said})


def proposed(client: Client, address: str = TARGET, **said: str) -> Any:
    """A change that waits for a second person."""
    from qualicity.portal.workbench.models import PlanChange

    draft = PlanChange.objects.filter(state__in=["draft", "returned"]).order_by("-pk").first()
    answer = client.post(address, {"version": draft.version if draft else 0, **(said or {"value": "85"})})
    assert answer.status_code == 302, answer.content.decode()
    answer = act(client, "propose", reason="The council asked for more.\n\nDecision 7.")
    assert answer.status_code == 302, answer.content.decode()
    return latest()


def git(folder: Path, *words: str) -> str:
    mine = ["-c", "user.name=Somebody", "-c", "user.email=somebody@city.example"]
    done = subprocess.run(
        ["git", "-C", str(folder), *mine, *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def checkout(city: City) -> Path:
    """Make the folder lie in a git checkout with one commit."""
    top = city.folder.parent
    git(top, "init", "-q", "-b", "main")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "first")
    return top
