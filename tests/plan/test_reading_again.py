"""A plan folder that says the same is read once in a process; any change of it is seen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rooms_fixtures import copy_plan

from qualicity.errors import PlanError, Problem
from qualicity.plan import PlanFolder, read_plan

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sample-city"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_plan(SAMPLE, tmp_path / "city")


def test_the_same_bytes_are_read_once(folder: Path) -> None:
    assert read_plan(folder) is read_plan(folder / "plan.yaml")


def test_a_change_that_keeps_size_and_time_is_seen(folder: Path) -> None:
    main = folder / "plan.yaml"
    before, stat = read_plan(folder), main.stat()
    said = main.read_text("utf-8")
    changed = said.replace(before.title.en, before.title.en[::-1])
    main.write_text(changed, "utf-8")
    os.utime(main, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert changed != said
    assert main.stat().st_size == stat.st_size
    assert read_plan(folder).title.en == before.title.en[::-1]


def test_a_change_behind_a_link_is_seen(folder: Path, tmp_path: Path) -> None:
    (folder / "indicators").rename(tmp_path / "elsewhere")
    (folder / "indicators").symlink_to(tmp_path / "elsewhere")
    plan = read_plan(folder)
    (tmp_path / "elsewhere" / f"{plan.targets[0].indicator}.yaml").unlink()
    with pytest.raises(PlanError):
        read_plan(folder)


def test_a_file_that_is_lost_is_missed(folder: Path) -> None:
    plan = read_plan(folder)
    (folder / "indicators" / f"{plan.targets[0].indicator}.yaml").unlink()
    with pytest.raises(PlanError):
        read_plan(folder)


def test_what_was_read_without_a_check_is_checked_when_one_is_asked_for(folder: Path) -> None:
    def check(read: PlanFolder) -> list[Problem]:
        return [read.main.problem((), "no", "not so", "不然")]

    read_plan(folder)
    with pytest.raises(PlanError, match="not so"):
        read_plan(folder, check)
