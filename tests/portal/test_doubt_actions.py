"""Doubts are only ever added to, by who may, one at a time, on either database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qualicity.errors import QualicityError, UsageError
from qualicity.portal import catalogue, database
from qualicity.portal.serve import ready
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from qualicity.portal.doubts.actions import Ask

NOW = datetime(2026, 11, 23, 12)
SHOWN = {
    "title": {"en": "Cover", "zh": "覆盖率"},
    "value": {"en": "41 %"},
    "of": {"en": "2020"},
    "known": None,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    portal: catalogue.Catalogue,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Workspace]:
    """A database of the test's own, of either kind."""
    if request.param == "postgresql":
        monkeypatch.setenv(database.VARIABLE, request.getfixturevalue("postgresql"))
    workspace = Workspace(tmp_path / "var")
    ready(workspace)
    assert database.prepare()
    yield workspace
    if request.param == "postgresql":
        from django.core.management import call_command

        call_command("migrate", "doubts", "zero", interactive=False, verbosity=0)
    monkeypatch.undo()
    database.use(portal.workspace)


def ask(**other: Any) -> Ask:
    from qualicity.portal.doubts.about import About
    from qualicity.portal.doubts.actions import Ask

    said: dict[str, Any] = {
        "plan": "small", "about": About(indicator="cover"), "as_of": date(2026, 11, 1), "shown": SHOWN,
        "kind": "wrong", "text": "It is 39.", "email": "a@b.example", "lang": "en", "nonce": "1",
    }  # fmt: skip
    return Ask(**(said | other))


def answer(number: int, words: str = "It stands.") -> Any:
    from qualicity.portal.doubts.actions import Answer
    from qualicity.portal.doubts.kinds import Said

    return Answer(number, Said(words), "not_upheld")


def asked() -> int:
    from qualicity.portal.doubts.actions import READER

    return ask().run(READER, NOW).id


@pytest.mark.usefixtures("kept")
def test_only_who_has_the_right_may_act() -> None:
    from qualicity.portal.doubts.actions import READER, Actor, Decline, NotAllowedError

    number = asked()
    nobody = Actor("somebody", frozenset())
    for action, actor in (
        (answer(number), READER),
        (Decline(number, "abuse"), READER),
        (ask(nonce="2"), nobody),
    ):
        with pytest.raises(NotAllowedError):
            action.run(actor, NOW)


@pytest.mark.usefixtures("kept")
def test_what_is_kept_is_never_changed() -> None:
    from qualicity.portal.added import KeptError
    from qualicity.portal.doubts.models import Doubt, Event

    asked()
    for model in (Doubt, Event):
        row = model.objects.get()
        for change in (
            row.save,
            row.delete,
            model.objects.all().delete,
            lambda m=model: m.objects.update(id=9),
        ):
            with pytest.raises(KeptError):
                change()


@pytest.mark.usefixtures("kept")
def test_state_changes_with_everything_that_happens_and_with_nothing_else() -> None:
    from qualicity.portal import doubts
    from qualicity.portal.doubts.actions import Decline, operator

    seen = [doubts.state()]
    number = asked()
    seen.append(doubts.state())
    with pytest.raises(UsageError):
        Decline(number, "mood").run(operator("x"), NOW)  # type: ignore[arg-type]
    assert doubts.state() == seen[-1]
    answer(number).run(operator("office"), NOW)
    seen.append(doubts.state())
    assert len(set(seen)) == len(seen)


@pytest.mark.usefixtures("kept")
def test_of_many_who_answer_at_once_one_does() -> None:
    from django.db import connections

    from qualicity.portal.doubts.actions import operator
    from qualicity.portal.doubts.board import board

    number = asked()

    def one(n: int) -> bool:
        try:
            answer(number, f"by {n}").run(operator(str(n)), NOW)
        except UsageError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 1
    case = board(["small"]).about(number)
    assert case is not None
    assert len(case.answers) == 1


@pytest.mark.usefixtures("kept")
def test_of_the_same_sent_many_times_at_once_one_is_kept() -> None:
    from django.db import connections

    from qualicity.portal.doubts.actions import READER

    def one(n: int) -> int:
        try:
            return ask(nonce=str(n)).run(READER, NOW).id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 1


@pytest.mark.usefixtures("kept")
def test_the_migrations_make_the_tables_of_the_models() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "doubts", check=True, dry_run=True, verbosity=0)


def test_several_processes_may_make_the_tables_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from qualicity.workspace import Workspace\n"
        "from qualicity.portal.serve import ready; from qualicity.portal import database, doubts\n"
        "ready(Workspace(Path(sys.argv[1]))); assert database.prepare(); assert doubts.state() == '0-0'"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "var")]) for _ in range(4)]
    assert [p.wait(60) for p in started] == [0] * 4
    assert (tmp_path / "var" / "portal.sqlite3").stat().st_mode & 0o77 == 0


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://", "mysql://u:hush@h/x", "sqlite://", "postgresql://u:hush@h:port/x"]
)
def test_an_address_that_names_no_database_is_told_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no database") as told:
        database.database(Workspace(tmp_path), {database.VARIABLE: url})
    assert "hush" not in str(told.value)


def test_a_database_may_lie_elsewhere(tmp_path: Path) -> None:
    said = database.database(Workspace(tmp_path), {database.VARIABLE: f"sqlite:///{tmp_path}/x.db"})
    assert said["NAME"] == f"{tmp_path}/x.db"


@pytest.mark.skipif(find_spec("psycopg") is None, reason="psycopg is not installed")
def test_a_database_that_cannot_be_reached_is_told(
    portal: catalogue.Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.VARIABLE, "postgresql://u:hush@127.0.0.1:1/none")
    ready(Workspace(tmp_path))
    with pytest.raises(QualicityError, match="can't be used") as told:
        database.prepare()
    assert "hush" not in str(told.value)
    monkeypatch.undo()
    database.use(portal.workspace)
