"""The log of computed figures: a row where a value changed, with what it changed by, and nothing else."""

import os
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from rooms_fixtures import FOSHAN, LOADED_AT, TODAY, Commands, change, load_plan, store_of

from qualicity.evidence import EvidenceStore
from qualicity.indicators import Logged, compute, read_log
from qualicity.indicators.basis import bases, causes
from qualicity.methods.registry import Method
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

NOW = LOADED_AT + timedelta(hours=1)


def computed(plan: Path, workspace: Path, as_of: date = TODAY, now: datetime = NOW) -> tuple[Logged, ...]:
    """Compute a plan, and what is then in the log."""
    read = read_plan(plan)
    compute(read, EvidenceStore(Workspace(workspace), read), as_of, now=now)
    return read_log(Workspace(workspace), read)


def revise(plan: Path, old: str = ",2011,6580.28,", new: str = ",2011,6580.29,") -> None:
    """Change a figure in the plan's own file, as if it had been mistyped."""
    change(plan / "evidence" / "published_figures.csv", old, new)


@pytest.fixture(scope="module")
def computed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with Foshan loaded and computed once."""
    workspace = tmp_path_factory.mktemp("computed") / "var"
    load_plan(FOSHAN, workspace)
    assert computed(FOSHAN, workspace) == (), "a first computation changes nothing"
    return workspace


@pytest.fixture
def workspace(computed_once: Path, tmp_path: Path) -> Path:
    """The same, the test's own."""
    shutil.copytree(computed_once, tmp_path / "var")
    return tmp_path / "var"


def test_computing_again_logs_nothing(foshan: Path, workspace: Path) -> None:
    assert computed(foshan, workspace) == ()
    assert len(list(Workspace(workspace).log("foshan-2020").glob("*.parquet"))) == 1


def test_a_day_that_passes_is_no_change(foshan: Path, tmp_path: Path) -> None:
    """Figures that become known because a later day is asked for are vintages, not changes."""
    load_plan(foshan, tmp_path / "var")
    for day in (date(2016, 6, 1), date(2018, 1, 1), TODAY):
        assert computed(foshan, tmp_path / "var", day) == ()


def test_evidence_is_the_cause_with_its_commits(foshan: Path, workspace: Path) -> None:
    revise(foshan)
    load_plan(foshan, workspace, LOADED_AT + timedelta(minutes=5))
    (row,) = [r for r in computed(foshan, workspace) if r.indicator == "gdp"]
    assert (row.logged_at, row.as_of, row.period, row.cause) == (NOW, TODAY, "2011", ("evidence",))
    assert row.old is not None
    assert row.new is not None
    assert (row.old.value, row.new.value) == (6580.28, 6580.29)
    (dataset,) = row.detail["evidence"]
    assert (dataset["dataset"], dataset["from"], dataset["to"]) == ("published_figures", 0, 1)
    assert [(c["by"], c["message"]) for c in dataset["commits"]] == [("tester", "a test")]
    assert row.detail["definition"] == row.detail["method"] == []


def test_a_definition_is_the_cause_with_its_old_and_new_words(foshan: Path, workspace: Path) -> None:
    change(foshan / "indicators" / "good-air-days.yaml", "value: max(value)", "value: max(value) + 1")
    rows = computed(foshan, workspace)
    assert {(r.indicator, r.cause) for r in rows} == {("good-air-days", ("definition",))}
    (changed,) = rows[0].detail["definition"]
    assert changed["what"].endswith(": value")
    assert (changed["old"], changed["new"]) == ("max(value)", "max(value) + 1")


def test_a_method_is_the_cause_with_its_versions(
    beijing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_plan(beijing, tmp_path / "var")
    computed(beijing, tmp_path / "var")
    change(
        beijing / "datasets" / "city_air_days.yaml", "exclude_stations: [Dingling]", "exclude_stations: []"
    )
    rows = computed(beijing, tmp_path / "var")
    assert rows
    assert {r.cause for r in rows} == {("method",)}
    (made,) = rows[0].detail["method"]
    assert (made["dataset"], made["old"]["name"]) == ("city_air_days", "air.city_days")
    assert made["old"]["parameters"] != made["new"]["parameters"]
    assert made["old"]["version"] == made["new"]["version"]
    monkeypatch.setattr(Method, "fingerprint", lambda _: "another edition")
    assert computed(beijing, tmp_path / "var") == rows, "another version with the same values changes nothing"


def test_several_causes_are_listed_in_their_order(foshan: Path, workspace: Path) -> None:
    revise(foshan)
    definition = foshan / "indicators" / "gdp.yaml"
    definition.write_text(
        definition.read_text("utf-8").replace(
            "    from: published_figures", "    decimals: 2\n    from: published_figures", 1
        ),
        "utf-8",
    )
    load_plan(foshan, workspace, LOADED_AT + timedelta(minutes=5))
    (row,) = [r for r in computed(foshan, workspace) if r.indicator == "gdp" and r.period == "2011"]
    assert row.cause == ("definition", "evidence")


def test_what_appears_and_vanishes_is_logged(foshan: Path, workspace: Path) -> None:
    revise(foshan, ",2011,6580.28,", ",2010,6580.28,")
    load_plan(foshan, workspace, LOADED_AT + timedelta(minutes=5))
    rows = {
        (r.period, r.old is None, r.new is None) for r in computed(foshan, workspace) if r.indicator == "gdp"
    }
    assert rows == {("2010", True, False), ("2011", False, True)}


def test_a_computation_that_was_not_logged_is_logged_by_the_next(foshan: Path, workspace: Path) -> None:
    """As after a crash between the figures and their log: the figures are there, the row is not."""
    revise(foshan)
    load_plan(foshan, workspace, LOADED_AT + timedelta(minutes=5))
    work = compute(read_plan(foshan), store_of(foshan, workspace), TODAY)
    assert work.fresh
    assert read_log(Workspace(workspace), read_plan(foshan)) == ()
    assert [r.indicator for r in computed(foshan, workspace)] == ["gdp"]


def test_what_a_killed_writer_left_is_no_entry(foshan: Path, workspace: Path) -> None:
    folder = Workspace(workspace).log("foshan-2020")
    (folder / ".00000002_2026-12-31_x.parquet.0123").write_bytes(b"PAR1 half a file")
    revise(foshan)
    load_plan(foshan, workspace, LOADED_AT + timedelta(minutes=5))
    assert len(computed(foshan, workspace)) == 1


def test_two_at_once_log_a_change_once(foshan: Path, workspace: Path) -> None:
    revise(foshan)
    load_plan(foshan, workspace, LOADED_AT + timedelta(minutes=5))
    words = [sys.executable, "-m", "qualicity", "compute", str(foshan), "--as-of", str(TODAY)]
    env = os.environ | {"QUALICITY_WORKSPACE": str(workspace)}
    started = [subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [p.wait(120) for p in started] == [0, 0, 0]
    rows = read_log(Workspace(workspace), read_plan(foshan))
    assert [(r.indicator, r.period) for r in rows] == [("gdp", "2011")]


def test_the_log_is_printed_and_is_json(foshan: Path, cli: Commands) -> None:
    load_plan(foshan, cli.workspace)
    cli.run("compute", foshan, "--as-of", TODAY)
    assert "changed no figure" in cli.run("revisions", foshan, "--log").stdout
    revise(foshan)
    load_plan(foshan, cli.workspace, LOADED_AT + timedelta(minutes=5))
    cli.run("compute", foshan, "--as-of", TODAY)
    (row,) = cli.json("revisions", foshan, "gdp", "--log")["log"]
    keys = [
        "logged_at",
        "as_of",
        "indicator",
        "definition",
        "area",
        "period",
        "by",
        "authority",
        "vintage",
        "old",
        "new",
    ]
    assert list(row) == [*keys, "cause", "definition_change", "method", "evidence"]
    assert row["old"] == {"value": 6580.28, "grade": None, "reason": None}
    assert list(row["evidence"][0]) == ["dataset", "from", "to", "commits"]
    told = cli.run("revisions", foshan, "--log").stdout
    for word in ("6,580.28", "6,580.29", "evidence", "published_figures", "0 → 1", "tester", "a test"):
        assert word in told
    assert cli.json("revisions", foshan, "good-air-days", "--log")["log"] == []
    assert "证据" in cli.run("revisions", foshan, "--log", "--lang", "zh").stdout


def test_the_version_of_the_code_is_part_of_the_method(workspace: Path) -> None:
    work = compute(read_plan(FOSHAN), store_of(FOSHAN, workspace), TODAY)
    was, is_ = bases(work, "1"), bases(work, "2")
    assert causes(work, was, was) == {}
    assert {tuple(c["cause"]) for c in causes(work, was, is_).values()} == {("method",)}
