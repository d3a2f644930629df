"""What the tests of the rooms share: the real plans, copies of them to break, a workspace with all loaded."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import typer.testing

from qualicity.assessment import PlanView, view_plan
from qualicity.cli.app import app
from qualicity.evidence import Change, EvidenceStore, load
from qualicity.plan import Plan, open_plan, read_plan
from qualicity.workspace import Workspace

PLANS = Path(__file__).resolve().parents[1] / "plans"
FOSHAN = PLANS / "foshan-2020"
BEIJING = PLANS / "beijing-air-2017"
CANADA = PLANS / "canada-goals"

LOADED_AT = datetime(2026, 11, 22, 12)
"""When the shared workspace was loaded: what has no date of its own is known from then on."""
TODAY = date(2026, 12, 31)
"""A day on which everything is known that the plans hold."""


def known_bug(reason: str) -> pytest.MarkDecorator:
    """A test that today's code fails; the day it passes, this mark must go."""
    return pytest.mark.xfail(strict=True, reason=reason)


def cases(values: Iterable[Any], name: Callable[[Any], str] = str) -> list[Any]:
    """Values for `parametrize`, each with its name as id."""
    return [pytest.param(v, id=name(v)) for v in values]


def copy_plan(source: Path, to: Path) -> Path:
    """A copy of a plan folder that a test may break; the large tables are linked, not copied."""
    tables = shutil.ignore_patterns("*.parquet")
    shutil.copytree(source, to, ignore=tables)
    for table in source.rglob("*.parquet"):
        os.link(table, to / table.relative_to(source))
    return to


@dataclass(frozen=True)
class Spot:
    """Where something was put into a file: line and column, counted from 1."""

    file: Path
    line: int
    column: int


def change(file: Path, old: str, new: str, *, at: str | None = None) -> Spot:
    """Replace the one `old` in a file by `new`; where `at` (default: `new`) stands in what was written."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    start = text.index(old)
    file.write_text(text.replace(old, new), "utf-8")
    start += new.index(at) if at is not None else 0
    before = (text[: text.index(old)] + new)[:start]
    return Spot(file, before.count("\n") + 1, start - before.rfind("\n"))


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """All that it said."""
        return self.stdout + self.stderr


# The command line is the same in every test, and making it takes longer than most commands run.
typer.testing._get_command = lru_cache(typer.testing._get_command)


class Commands:
    """The command line, run in this process; a workspace of its own unless a command names one."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def run(self, *words: object, env: dict[str, str] | None = None) -> Ran:
        """One command; whatever it raises beyond its exit code is the test's failure."""
        settings = {
            "LANG": "en_GB.UTF-8",
            "LC_ALL": "",
            "LC_MESSAGES": "",
            "QUALICITY_WORKSPACE": str(self.workspace),
        }
        result = typer.testing.CliRunner().invoke(app, [str(w) for w in words], env=settings | (env or {}))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    def json(self, *words: object, exit_code: int = 0) -> Any:
        """What a command prints with --json."""
        result = self.run(*words, "--json")
        assert result.exit_code == exit_code, result.output
        return json.loads(result.stdout)

    def errors(self, plan: Path) -> list[dict[str, Any]]:
        """The errors that `check` lists, as JSON; it must have ended with 1."""
        found = self.json("check", plan, exit_code=1)
        return [p for p in found["problems"] if p["severity"] == "error"]


def told(words: str) -> None:
    """Say something of a test that passed, for those who ask (`pytest -rP`)."""
    sys.stdout.write(f"{words}\n")


def load_plan(folder: Path, workspace: Path, now: datetime = LOADED_AT) -> tuple[Change, ...]:
    """Load a plan folder's evidence at a given time."""
    opened = open_plan(folder)
    assert opened.plan is not None
    store = EvidenceStore(Workspace(workspace), opened.plan)
    return load(opened, store, now=now, by="tester", message="a test")


def store_of(folder: Path, workspace: Path) -> EvidenceStore:
    """The store of a plan folder in a workspace, opened afresh."""
    return EvidenceStore(Workspace(workspace), read_plan(folder))


@lru_cache(maxsize=1)
def _load_all(workspace: Path) -> Path:
    for plan in (FOSHAN, BEIJING, CANADA):
        load_plan(plan, workspace)
    return workspace


@lru_cache(maxsize=8)
def plan_at(folder: Path) -> Plan:
    """A plan folder's plan, read once."""
    return read_plan(folder)


@lru_cache(maxsize=16)
def view_at(folder: Path, workspace: Path, as_of: date) -> PlanView:
    """A loaded plan's figures and verdicts as known on a date, made once."""
    return view_plan(plan_at(folder), Workspace(workspace), as_of)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the real plans loaded. Only to be read: all tests of a worker share it."""
    return _load_all(tmp_path_factory.getbasetemp() / "loaded")


@pytest.fixture
def cli(tmp_path: Path) -> Commands:
    """The command line with an empty workspace of the test's own."""
    return Commands(tmp_path / "var")


@pytest.fixture
def cli_loaded(loaded: Path) -> Commands:
    """The command line on the shared workspace."""
    return Commands(loaded)


@pytest.fixture
def foshan(tmp_path: Path) -> Path:
    """A copy of Foshan's plan that the test may break."""
    return copy_plan(FOSHAN, tmp_path / "foshan-2020")


@pytest.fixture
def beijing(tmp_path: Path) -> Path:
    """A copy of Beijing's plan that the test may break."""
    return copy_plan(BEIJING, tmp_path / "beijing-air-2017")
