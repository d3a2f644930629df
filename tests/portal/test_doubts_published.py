"""Doubts beside releases and files that never change, and the sender's address, which nobody is shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from doubts_fixtures import PAGE, UPHELD, asked, client, office, plan, send, text
from rooms_fixtures import Commands
from small_plan import SmallPlan

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["client", "office", "plan"]


def test_a_doubt_about_a_release_is_asked_on_the_live_portal_and_names_it(
    client: Client, office: Commands
) -> None:
    assert office.run("release", office.workspace.parent / "small", "--name", "final").exit_code in (0, 2)
    frozen = text(client, f"/r/final/en/{PAGE}/")
    (link,) = set(re.findall(r'href="(/en/small/doubt/[^"]+)"', frozen))
    assert "release=final" in link
    assert "Release final" in text(client, link)
    assert "31 January 2027" not in text(client, link).partition("<main")[2].partition("<form")[0]
    receipt = asked(client, about=link.partition("?")[2])
    assert "/r/final/en/small/figures/" in text(client, receipt)
    office.run("doubts", "answer", 1, *UPHELD)
    assert "41 counted a lake" not in text(client, f"/r/final/en/{PAGE}/"), "a release never changes"
    assert text(client, f"/r/final/en/{PAGE}/") == frozen
    assert "/r/final/en/small/" in text(client, "/en/small/corrections/")
    assert client.get("/r/final/en/small/doubts/").status_code == 404


def test_a_site_of_files_has_the_answers_and_leads_to_the_live_form(
    plan: SmallPlan, client: Client, office: Commands, no_methods: None, tmp_path: Path
) -> None:
    asked(client)
    office.run("doubts", "answer", 1, *UPHELD)
    out = tmp_path / "site"
    command = ("publish", plan.folder, out, "--as-of", "2027-01-31")
    assert office.run(*command).exit_code == 0
    page = (out / "en/small/indicators/cover/index.html").read_text("utf-8")
    assert "41 counted a lake" in page
    assert "Doubt this figure?" not in page
    assert not (out / "en/small/doubt").exists()
    assert "You are right." in (out / "zh/small/doubts/1/index.html").read_text("utf-8") or "您说得对" in (
        out / "zh/small/doubts/1/index.html"
    ).read_text("utf-8")
    assert office.run(*command, "--live", "https://live.example/").exit_code == 0
    page = (out / "en/small/indicators/cover/index.html").read_text("utf-8")
    assert 'href="https://live.example/en/small/doubt/?indicator=cover"' in page
    assert office.json(*command, "--live", "https://live.example")["written"] == 0
    office.run("doubts", "amend", 1, "--by", "Plan office", "--explained", "--text-en", "Looked at again.")
    assert office.json(*command, "--live", "https://live.example")["written"] > 0
    assert b"secret.example" not in b"".join(f.read_bytes() for f in out.rglob("*") if f.is_file())


def test_the_senders_address_is_nowhere_but_in_one_command(
    client: Client, office: Commands, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    receipt = asked(client)
    send(client, text="x", email="reader@secret.example, wrong")
    office.run("doubts", "answer", 1, *UPHELD)
    places = [receipt, f"/en/{PAGE}/", "/en/policy/", "/en/policy.json"]
    places += [
        f"/en/small/{p}{x}"
        for p in ("doubts", "doubts/1", "corrections", "releases")
        for x in ("/", ".json", ".csv")
    ]
    places += ["/en/small/indicators/cover/", "/en/search/?q=secret", f"{receipt.replace('/?', '.json?')}"]
    for place in places:
        answer = client.get(place)
        assert answer.status_code in (200, 404), place
        assert b"secret.example" not in answer.content, place
    for words in (
        ("doubts", "small"),
        ("doubts", "small", "--json"),
        ("doubts", "show", 1),
        ("doubts", "show", 1, "--json"),
    ):
        assert "secret.example" not in office.run(*words).output
    assert "reader@secret.example" in office.run("doubts", "show", 1, "--contact").output
    assert "secret.example" not in capfd.readouterr().err + caplog.text
