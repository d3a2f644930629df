"""What was released stays as it was, to the byte, whatever becomes of evidence, plan, software and time."""

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from rooms_fixtures import CANADA, FOSHAN, PLANS, TODAY, Commands, Ran, load_plan, view_at

from qualicity.assessment import Assessment, scorecard, view
from qualicity.errors import Text
from qualicity.portal import catalogue, configure, released
from qualicity.release.freeze import judged
from qualicity.release.freeze.lock import Lock, read_lock
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


def release(folder: Path, name: str) -> Ran:
    return Commands(folder.parent / "var").run("release", folder, "--name", name)


@pytest.fixture
def client(folder: Path, portal: catalogue.Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator["Client"]:
    from django.test import Client

    serve(folder, monkeypatch)
    yield Client()
    catalogue.put(portal)


def serve(folder: Path, monkeypatch: pytest.MonkeyPatch, year: int = 2098) -> None:
    """A portal that was just started, in some year after everything was made."""
    monkeypatch.setattr(released, "now", lambda: datetime(year, 1, 1))
    released._opened.cache_clear()
    released._listed.cache_clear()
    configure([folder], Workspace(folder.parent / "var"), date(year, 1, 1))


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
    assert len(before) > 200
    assert len(kinds) > 100

    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("known: 2023-12-01", "known: 2023-11-01"), "utf-8")
    for file in sorted((folder / "evidence").glob("*.csv")):
        rows = file.read_text("utf-8").splitlines()
        file.write_text("\n".join(rows[:-1]) + "\n", "utf-8")
    load_plan(folder, folder.parent / "var", MADE + timedelta(days=1))
    assert release(folder, "second").exit_code == 0
    serve(folder, monkeypatch, 2099)

    after = walk(client, "/r/first/en/synthetic-works/")
    assert sorted(before) == sorted(after)
    assert [url for url in before if before[url] != after[url]] == []


PAGES = ("en/synthetic-works/", "zh/synthetic-works/targets/water-loss/", "en/synthetic-works.json")


def other_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if today's software judged and worded otherwise."""
    judge_all = scorecard.judge_all

    def harsher(*given: Any) -> tuple[Assessment, ...]:
        said = Text("Nothing is ever good enough.", "永远不够好。")
        return tuple(replace(a, status="missed", reason=said) for a in judge_all(*given))

    monkeypatch.setattr(scorecard, "judge_all", harsher)
    monkeypatch.setattr(view, "headline", lambda card: Text("All is lost.", "全无希望。"))


def test_other_rules_of_today_change_no_page_and_are_named_by_verify(
    client: "Client", folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [client.get(FIRST + page).content for page in PAGES]
    lock = folder.parent / "var/releases/first.lock.json"
    command = Commands(folder.parent / "var")
    assert command.json("verify", lock, "--frozen")["holds"]

    other_rules(monkeypatch)
    serve(folder, monkeypatch)
    assert "All is lost." in client.get("/en/synthetic-works/").content.decode()
    assert [client.get(FIRST + page).content for page in PAGES] == before

    found = command.json("verify", lock, "--frozen", exit_code=1)["differences"]
    assert {d["kind"] for d in found} == {"verdict"}
    names = {d["name"]: d["text"] for d in found}
    assert names["headline"].endswith("All is lost. computed anew")
    assert {"summaries", "water-loss"} < set(names)


def test_a_release_that_kept_no_verdicts_says_that_they_are_judged_anew(
    client: "Client", folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = folder.parent / "var/releases/first.lock.json"
    said = read_lock(lock)
    parts = {k: v for k, v in said.parts.items() if k != "pages"}
    lock.write_text(Lock.of({**said.head, "lock": 1}, parts).text(), "utf-8")
    (folder.parent / "var/releases/first/judged.json").unlink()
    assert Commands(folder.parent / "var").json("verify", lock, "--frozen")["holds"]

    other_rules(monkeypatch)
    serve(folder, monkeypatch)
    page = client.get(FIRST + PAGES[0]).content.decode()
    assert "judged anew by today’s software" in page
    assert "it never changes" not in page
    assert "All is lost." in page


def test_verdicts_that_were_forged_are_found(folder: Path) -> None:
    file = folder.parent / "var/releases/first/judged.json"
    file.write_text(file.read_text("utf-8").replace('"off_course"', '"achieved"'), "utf-8")
    lock = folder.parent / "var/releases/first.lock.json"
    found = Commands(folder.parent / "var").json("verify", lock, "--frozen", exit_code=1)["differences"]
    assert ("page", "judged.json") in {(d["kind"], d["name"]) for d in found}


@pytest.mark.parametrize("source", [FOSHAN, CANADA], ids=lambda p: p.name)
def test_what_is_kept_is_read_back_as_the_same_values(source: Path, loaded: Path, tmp_path: Path) -> None:
    found = view_at(source, loaded, TODAY)
    file = tmp_path / judged.FILE
    file.write_text(judged.written(judged.judged(found)), "utf-8")
    again = judged.kept(judged.read(file), found.plan)
    assert [kind for kind, value in again.items() if value != getattr(found, kind)] == []
