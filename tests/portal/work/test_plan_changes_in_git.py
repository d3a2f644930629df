"""Where the plan's folder lies in a git checkout, an applied change is a commit with its author's name, of its files only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from change_cases import PAGE, act, checkout, git, latest, own_city, proposed, text

from qualicity.plan.edits import git as record

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import City
    from django.test import Client

__all__ = ["own_city"]


@pytest.fixture
def top(own_city: City) -> Path:
    return checkout(own_city)


@pytest.fixture
def office(own_city: City) -> Client:
    from django.contrib.auth import get_user_model

    client = own_city.sign_in("office")
    get_user_model().objects.filter(email="office@demo.invalid").update(first_name="Wen", last_name="Li")
    return client


@pytest.fixture
def second(own_city: City) -> Client:
    return own_city.sign_in("second")


def test_the_commit_bears_the_authors_name_and_holds_nothing_else(
    own_city: City, top: Path, office: Client, second: Client
) -> None:
    (top / "other.txt").write_text("staged by somebody", "utf-8")
    git(top, "add", "other.txt")
    c = proposed(office)
    assert act(second, "approve").status_code == 302
    c = latest()
    assert (c.state, c.told) == ("applied", {})
    assert c.commit == git(top, "rev-parse", "HEAD")
    assert git(top, "log", "-1", "--format=%an|%ae|%cn|%ce") == (
        "Wen Li|office@demo.invalid|second|second@demo.invalid"
    )
    message = git(top, "log", "-1", "--format=%B")
    assert message.startswith("The council asked for more.\n\nDecision 7.\n\nPlan change 1 of sample-city")
    assert git(top, "show", "--stat", "--format=", "--name-only", "HEAD") == "sample-city/plan.yaml"
    assert git(top, "status", "--porcelain") == "A  other.txt"
    assert "+    value: 85" in git(top, "show", "HEAD")
    assert c.commit[:12] in second.get(f"{PAGE}{c.pk}/").content.decode()
    del own_city


def hook(top: Path, words: str) -> Path:
    file = top / ".git" / "hooks" / "pre-commit"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{words}\n", "utf-8")
    file.chmod(0o755)
    return file


def test_a_hook_that_refuses_is_told_the_plan_stays_changed_and_it_is_tried_again(
    own_city: City, top: Path, office: Client, second: Client
) -> None:
    refusing = hook(top, "echo 'the plan is closed this week' >&2; exit 1")
    had = git(top, "rev-parse", "HEAD")
    proposed(office)
    act(second, "approve")
    c = latest()
    assert (c.state, c.commit) == ("applied", "")
    assert "value: 85" in text(own_city)
    assert git(top, "rev-parse", "HEAD") == had
    page = second.get(f"{PAGE}{c.pk}/").content.decode()
    assert "was not committed to git" in page
    assert "the plan is closed this week" in page
    refusing.unlink()
    assert act(second, "commit").status_code == 302
    c = latest()
    assert c.commit == git(top, "rev-parse", "HEAD") != had
    assert c.told == {}
    assert "Commit again" not in second.get(f"{PAGE}{c.pk}/").content.decode()


def test_what_somebody_else_left_uncommitted_is_not_put_under_the_authors_name(
    own_city: City, top: Path, office: Client, second: Client
) -> None:
    theirs = text(own_city) + "# theirs\n"
    (own_city.folder / "plan.yaml").write_text(theirs, "utf-8")
    had = git(top, "rev-parse", "HEAD")
    proposed(office)
    act(second, "approve")
    assert "changes that nobody had committed" in latest().told["en"]
    assert git(top, "rev-parse", "HEAD") == had
    assert text(own_city) == theirs.replace("value: 80", "value: 85")


def test_without_git_it_is_told(
    own_city: City, top: Path, office: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    del top
    proposed(office)
    monkeypatch.setattr(record.shutil, "which", lambda _: None)
    act(second, "approve")
    assert "no program 'git'" in latest().told["en"]
    assert "value: 85" in text(own_city)


def test_what_git_ignores_lies_in_no_checkout(
    own_city: City, top: Path, office: Client, second: Client
) -> None:
    git(top, "rm", "-r", "-q", "--cached", "sample-city")
    (top / ".gitignore").write_text("sample-city/\n", "utf-8")
    proposed(office)
    act(second, "approve")
    assert (latest().state, latest().commit, latest().told) == ("applied", "", {})
    del own_city


def test_a_commit_that_was_made_before_the_server_stopped_is_found(
    own_city: City, top: Path, office: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(office)
    from qualicity.portal.workbench import applying

    with monkeypatch.context() as patched:

        def killed(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(applying.Applied, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            act(second, "approve")
    made = git(top, "rev-parse", "HEAD")
    assert latest().state == "approved"
    assert own_city.work() == 1
    assert (latest().state, latest().commit) == ("applied", made)
    assert git(top, "rev-parse", "HEAD") == made


def test_names_cannot_break_out_of_the_authors_line() -> None:
    assert str(record.Person("A <b@c>\nEvil", "x@y>")) == "A b@c Evil <x@y>"
    assert str(record.Person("", "clerk@city.example")) == "clerk <clerk@city.example>"
