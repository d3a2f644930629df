"""Files that prove something: what they are by content, whole on disk, looked through, and given to few."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_fixtures import NOW, member, signed_in
from task_cases import FORM, JPEG, WORK, decide, photo, sent, work

from qualicity.errors import UsageError
from qualicity.portal import catalogue
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

PNG = b"\x89PNG\r\n\x1a\n..."


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7", "a.exe", "pdf"),
        (PNG, "a", "png"),
        (JPEG, "a.png", "jpg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a", "webp"),
        (DOCX, "a.zip", "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", "xlsx"),
        ("区,数\n北,1\n".encode(), "a.csv", "csv"),
        ("区".encode("gb18030"), "a.TXT", "txt"),
        (b"<script>", "a.html", None),
        (b"<svg/>", "a.svg", None),
        (b"MZ\x90\0", "a.pdf", None),
        (b"\0\1", "a.txt", None),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", None),
        (archive("a.txt"), "a.docx", None),
        (b"PK\x03\x04broken", "a.docx", None),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, name: str, kind: str | None) -> None:
    from qualicity.portal.workbench.files import kind_of

    assert kind_of(data, name) == kind


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_or_lies_about_what_it_is(name: str) -> None:
    from qualicity.portal.workbench.files import safe_name

    safe = safe_name(name, "pdf")
    assert safe.endswith(".pdf")
    assert not set(safe) & set("/\\\0\n\r\"'<>;\u202e")
    assert not safe.startswith(".")
    assert ".." not in safe
    assert len(safe) < 200


def test_a_file_lies_whole_outside_of_what_is_served_and_once(tmp_path: Path) -> None:
    from qualicity.portal.workbench import files

    workspace, file = Workspace(tmp_path), files.taken(JPEG, "a.jpg")
    there = files.keep(workspace, file)
    assert files.keep(workspace, file) == there
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [there]
    assert stat.S_IMODE(there.stat().st_mode) == 0o600
    assert files.read(workspace, file.digest) == JPEG
    there.write_bytes(b"changed")
    with pytest.raises(UsageError, match="changed"):
        files.read(workspace, file.digest)


def test_a_file_that_is_too_large_or_of_another_kind_is_told_at_its_field(city: object) -> None:
    del city
    from qualicity.portal.workbench import files

    clerk = signed_in(member("clerk@city.example", ("contributor", "north-district")))
    answer = clerk.post(FORM, {"version": "0", "verb": "save", "half.file": photo("a.html", b"<html>")})
    assert answer.status_code == 400
    assert "is not a file of these kinds" in answer.content.decode()
    large = photo("a.jpg", JPEG + b"\0" * files.MOST_BYTES)
    answer = clerk.post(FORM, {"version": sent().version, "verb": "save", "half.file": large})
    assert "larger than 20 MB" in answer.content.decode()
    assert not sent().files.exists()


@pytest.fixture
def clerk(city: object) -> Client:
    del city
    return signed_in(member("clerk@city.example", ("contributor", "north-district")))


def attached(clerk: Client, verb: str = "submit") -> Any:
    said = {"version": "0", "verb": verb, "half.actual": "2026-11-02", "half.file": photo("大厅 照片.jpg")}
    assert clerk.post(FORM, said).status_code == 302
    return sent().files.get()


def test_a_file_is_given_to_its_organisation_its_reviewers_and_auditors_only(clerk: Client) -> None:
    file = attached(clerk)
    url = f"{WORK}submissions/{sent().pk}/files/{file.pk}/"
    answer = clerk.get(url)
    assert answer.content == JPEG
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    others = {
        ("contributor", "water-bureau"): 404,
        ("administrator", ""): 404,
        ("auditor", ""): 200,
        ("office", ""): 200,
    }
    for n, (role, status) in enumerate(others.items()):
        assert signed_in(member(f"p{n}@city.example", role)).get(url).status_code == status, role
    from django.test import Client as Reader

    assert Reader().get(url).status_code == 302  # to sign in
    assert file.sha256 not in Reader().get("/en/sample-city/tasks/").content.decode()


def test_a_file_of_another_submission_is_not_there(clerk: Client) -> None:
    file = attached(clerk)
    water = signed_in(member("water@city.example", ("contributor", "water-bureau")))
    water.post(f"{WORK}tasks/water-bureau/sewers/", {"version": "0", "verb": "save", "-.progress": "50"})
    theirs = sent("sewers")
    assert water.get(f"{WORK}submissions/{theirs.pk}/files/{file.pk}/").status_code == 404


def test_a_file_is_taken_off_a_draft_and_never_off_what_was_submitted(clerk: Client) -> None:
    from people_fixtures import actor

    from qualicity.portal.workbench.actions.files import Attach, Detach
    from qualicity.portal.workbench.files import taken

    file = attached(clerk, "save")
    said = {"version": sent().version, "verb": "save", "half.actual": "2026-11-02", "detach": file.pk}
    assert clerk.post(FORM, said).status_code == 302
    assert not sent().files.exists()
    clerk.post(
        FORM, {"version": sent().version, "verb": "submit", "half.progress": "50", "half.file": photo()}
    )
    assert sent().state == "submitted"
    plans, who = catalogue.live(), actor("clerk@city.example", ("contributor", "north-district"))
    plan = plans.plan("sample-city")
    for action in (
        Detach(plan, sent().pk, sent().files.get().pk, plans.workspace),
        Attach(plan, sent().pk, taken(PNG, "b.png"), plans.workspace),
    ):
        with pytest.raises(UsageError, match="with its reviewers"):
            action.run(who, NOW)


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command that finds a virus where the file says so."""
    script = tmp_path / "scan"
    script.write_text('#!/bin/sh\ngrep -q VIRUS "$1" && exit 1\ngrep -q BUSY "$1" && exit 2\nexit 0\n')
    script.chmod(0o755)
    monkeypatch.setenv("QUALICITY_SCAN", os.fspath(script))
    return script


@pytest.mark.usefixtures("scanner")
def test_nobody_gets_a_file_before_it_was_looked_through(clerk: Client) -> None:
    file = attached(clerk)
    url = f"{WORK}submissions/{sent().pk}/files/{file.pk}/"
    head = signed_in(member("head@city.example", ("reviewer", "north-district")))
    assert clerk.get(url).status_code == 400
    assert decide(head, sent()) == 400
    work()
    assert clerk.get(url).content == JPEG
    assert decide(head, sent()) == 302


@pytest.mark.usefixtures("scanner")
def test_a_harmful_file_is_deleted_and_said_to_who_sent_it(clerk: Client) -> None:
    from qualicity.portal.workbench import files

    said = {"version": "0", "verb": "save", "half.file": photo("a.jpg", JPEG + b"VIRUS")}
    clerk.post(FORM, said)
    work()
    file = sent().files.get()
    assert file.state == "infected"
    assert not files.place(catalogue.live().workspace, file.sha256).exists()
    assert "was refused" in clerk.get(f"{WORK}submissions/{sent().pk}/").content.decode()


@pytest.mark.usefixtures("scanner")
def test_a_scanner_that_cannot_say_is_asked_again(clerk: Client) -> None:
    from qualicity.portal.workbench.models import Job

    clerk.post(FORM, {"version": "0", "verb": "save", "half.file": photo("a.jpg", JPEG + b"BUSY")})
    work()
    assert sent().files.get().state == "waiting"
    assert "ended with 2" in Job.objects.get(kind="scan-file").error
