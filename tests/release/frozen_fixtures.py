"""A small plan with a release: made and frozen once for a file, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rooms_fixtures import Commands
from small_plan import ROWS, SmallPlan


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> SmallPlan:
    """A plan with published figures and computed ones, loaded."""
    made = SmallPlan(tmp_path_factory.mktemp("loaded") / "small")
    made.indicator("cover")
    made.datasets["rows"] = ROWS
    made.rows["rows"] = [
        {"n": n, "area": "440600", "day": f"2016-03-{n + 1:02}", "value": n, "kind": "a"} for n in range(20)
    ]
    made.indicator("mean", {"id": "computed", "from": "rows", "value": "avg(value)"})
    made.target()
    made.figure("2017", 38)
    made.figure("2020", 41)
    made.load()
    return made


@pytest.fixture(scope="module")
def released_once(made_once: SmallPlan, tmp_path_factory: pytest.TempPathFactory) -> SmallPlan:
    """The same, released as `released` does it."""
    plan = made_once.copied(tmp_path_factory.mktemp("released"))
    released(Commands(plan.workspace), plan)
    return plan


@pytest.fixture
def plan(made_once: SmallPlan, tmp_path: Path) -> SmallPlan:
    """The plan, to be changed."""
    return made_once.copied(tmp_path)


@pytest.fixture
def lock(released_once: SmallPlan, plan: SmallPlan) -> Path:
    """The lock file of the plan's release."""
    shutil.rmtree(plan.workspace)
    shutil.copytree(released_once.workspace, plan.workspace)
    return plan.workspace / "releases" / "2020-final.lock.json"


@pytest.fixture
def command(plan: SmallPlan) -> Commands:
    return Commands(plan.workspace)


def released(command: Commands, plan: SmallPlan, name: str = "2020-final", *more: object) -> Path:
    made = command.run("release", plan.folder, "--name", name, "--note", "Final figures", *more)
    assert made.exit_code == 0, made.output
    return Path(made.stdout.splitlines()[-1])


def differences(command: Commands, lock: Path, *more: object) -> list[tuple[str, str, str]]:
    """Kind, name and words of what does not hold; the command must have ended with 1."""
    found = command.json("verify", lock, *more, exit_code=1)
    assert not found["holds"]
    return [(d["kind"], d["name"], d["text"]) for d in found["differences"]]
