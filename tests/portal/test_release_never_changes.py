"""What was released stays as it was, to the byte, whatever becomes of evidence, plan, software and time."""

import html
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from rooms_fixtures import PLANS, Commands, change, load_plan

from qualicity.assessment import judge, rollup, scorecard
from qualicity.errors import Text
from qualicity.portal import catalogue, configure, released
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

EXAMPLE = PLANS.parent / "examples" / "synthetic-works"
FIRST = "/r/first/"
MADE = datetime(2026, 11, 22, 13)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The invented plan, loaded and released."""
    made = shutil.copytree(EXAMPLE, tmp_path / EXAMPLE.name)
    load_plan(made, tmp_path / "var")
    done = release(made, "first")
    assert done.exit_code == 0, done.stderr
    return made


def release(folder: Path, name: str) -> "Commands.run":  # type: ignore[valid-type]
    return Commands(folder.parent / "var").run("release", folder, "--name", name)


@pytest.fixture
def client(folder: Path, portal: catalogue.Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator["Client"]:
    from django.test import Client

    serve(folder, monkeypatch)
    yield Client()
    catalogue.put(portal)


def serve(folder: Path, monkeypatch: pytest.MonkeyPatch, later: timedelta = timedelta()) -> None:
    """A portal that was just started, some time later."""
    moment = datetime.now() + later
    monkeypatch.setattr(released, "now", lambda: moment)
    released._opened.cache_clear()
    released._listed.cache_clear()
    configure([folder], Workspace(folder.parent / "var"), date.today() + later)


def walk(client: "Client", start: str) -> dict[str, bytes]:
    """All that links lead to from a page of the release, within it, with what is answered."""
    found: dict[str, bytes] = {}
    waiting = [start]
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        answer = client.get(url)
        assert answer.status_code == 200, url
        found[url] = answer.getvalue()
        if "text/html" in answer["Content-Type"]:
            for link in re.findall(r'(?:href|src)="([^"#]+)', found[url].decode()):
                address = urljoin(url, html.unescape(link))
                if address.startswith(FIRST) and not address.endswith(".png"):
                    waiting.append(address)
    return found


def test_nothing_that_comes_later_changes_a_byte(
    client: "Client", folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = walk(client, "/r/first/en/synthetic-works/")
    kinds = {re.sub(r"[^/.]*$", "", url.partition("?")[0]) for url in before}
    assert len(before) > 100
    assert len(kinds) > 20

    plan = folder / "plan.yaml"
    words = plan.read_text("utf-8")
    plan.write_text(words.replace("known: 2023-12-01", "known: 2023-11-01"), "utf-8")
    for file in sorted((folder / "evidence").glob("*.csv")):
        rows = file.read_text("utf-8").splitlines()
        file.write_text("\n".join(rows[:-1]) + "\n", "utf-8")
    load_plan(folder, folder.parent / "var", MADE + timedelta(days=1))
    assert release(folder, "second").exit_code == 0
    serve(folder, monkeypatch, timedelta(days=400))

    after = walk(client, "/r/first/en/synthetic-works/")
    assert sorted(before) == sorted(after)
    assert [url for url in before if before[url] != after[url]] == []
