"""A plan folder that says the same is read once in a process; any change of it is seen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rooms_fixtures import copy_plan

from qualicity.errors import PlanError, Problem
from qualicity.plan import PlanFolder, open_plan, read_plan
from qualicity.plan.again import ReadPlans, said_in

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


PLANS = sorted(p.parent for p in SAMPLE.parents[1].glob("*/*/plan.yaml"))


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.name)
def test_a_plan_that_another_process_read_is_the_same_to_the_last_field(path: Path, tmp_path: Path) -> None:
    plan, said = open_plan(path).plan, said_in(path)
    assert plan is not None
    ReadPlans(shelf=tmp_path).put(path, said, frozenset(), plan)
    found = ReadPlans(shelf=tmp_path).get(path, said, frozenset())
    if any(p.folder for p in plan.implements):
        assert found is None  # the folders above it may say something else by themselves
        return
    assert found == plan
    assert found is not plan
    assert found.model_dump_json(exclude_unset=True) == plan.model_dump_json(exclude_unset=True)
    assert (found.pages, found.folder) == (plan.pages, path)


def test_a_kept_plan_is_of_its_bytes_its_name_and_its_checks_only(folder: Path, tmp_path: Path) -> None:
    def check(read: PlanFolder) -> list[Problem]:
        return []

    plan, said = open_plan(folder).plan, said_in(folder)
    assert plan is not None
    ReadPlans(shelf=tmp_path).put(folder, said, frozenset(), plan)
    other = ReadPlans(shelf=tmp_path)
    assert other.get(folder, said, frozenset({check})) is None
    assert other.get(folder, b"another", frozenset()) is None
    assert other.get(Path(os.path.relpath(folder)), said, frozenset()) is None
    assert other.get(folder, said, frozenset()) == plan


def test_a_spoilt_kept_plan_is_read_anew(folder: Path, tmp_path: Path) -> None:
    plan, said = open_plan(folder).plan, said_in(folder)
    assert plan is not None
    ReadPlans(shelf=tmp_path).put(folder, said, frozenset(), plan)
    (file,) = tmp_path.glob("*.json")
    whole = file.read_bytes()
    for spoilt in (b"", whole[:-1], whole.replace(plan.title.en.encode(), plan.title.en[::-1].encode())):
        file.write_bytes(spoilt)
        assert ReadPlans(shelf=tmp_path).get(folder, said, frozenset()) is None


def test_what_is_changed_while_it_is_read_is_not_kept(folder: Path, tmp_path: Path) -> None:
    plan, said = open_plan(folder).plan, said_in(folder)
    assert plan is not None
    with (folder / "plan.yaml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    ReadPlans(shelf=tmp_path).put(folder, said, frozenset(), plan)
    assert not [*tmp_path.glob("*.json")]
