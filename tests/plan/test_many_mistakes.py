"""Several mistakes are all told in one run, and of a plan with any of them nothing is loaded."""

import shutil
from pathlib import Path

import pytest
from mistakes import added, in_gbk, in_main, replaced, written
from rooms_fixtures import FOSHAN, Commands, change, load_plan, store_of

from qualicity.errors import PlanError

MISTAKES = {
    "unknown-unit": replaced("indicators/gdp.yaml", "unit: CNY 100m", "unit: CNY 100n"),
    "unknown-indicator": in_main("    indicator: forest-cover\n", "    indicator: forest-covr\n"),
    "value-number": replaced("evidence/published_figures.csv", ",2011,6580.28,", ",2011,many,"),
    "duplicate-row": added("evidence/areas.csv", "PRD,Pearl River Delta,珠三角,440000,region"),
    "encoding": in_gbk("evidence/quality_grades_guangdong.csv"),
    "expression": replaced("indicators/good-air-days.yaml", "value: max(value)", "value: max(valeu)"),
    "unknown-key": replaced("indicators/co-p95.yaml", "better: lower", "beter: lower"),
    "missing-column": written("evidence/air_monthly_guangdong.csv", b"area_code\n440600\n"),
}


def test_mistakes_in_every_kind_of_file_are_told_in_one_run(foshan: Path, cli: Commands) -> None:
    for make in MISTAKES.values():
        make(foshan)
    errors = cli.errors(foshan)
    assert {e["code"] for e in errors} == set(MISTAKES)
    places = [(e["file"], e["line"], e["column"]) for e in errors]
    assert places == sorted(places)


@pytest.mark.parametrize(("one", "other"), [("unknown-unit", "encoding"), ("expression", "value-number")])
def test_two_mistakes_are_two_errors(one: str, other: str, foshan: Path, cli: Commands) -> None:
    MISTAKES[one](foshan)
    MISTAKES[other](foshan)
    assert sorted(e["code"] for e in cli.errors(foshan)) == sorted([one, other])


def test_print_and_json_tell_the_same(foshan: Path, cli: Commands) -> None:
    for make in MISTAKES.values():
        make(foshan)
    told = [f"{e['file']}:{e['line']}:{e['column']}: {e['message']}" for e in cli.errors(foshan)]
    printed = cli.run("check", foshan)
    assert printed.exit_code == 1
    assert printed.stdout.splitlines()[: len(told)] == told
    assert f"{len(told)} errors, 0 warnings." in printed.stdout


def test_two_mistakes_in_one_target_are_two_errors(foshan: Path, cli: Commands) -> None:
    change(foshan / "plan.yaml", "    value: 36.12\n", "    value: 36.12\n    valu: 1\n    leed: nobody\n")
    assert [e["code"] for e in cli.errors(foshan)] == ["unknown-key", "unknown-key"]


def test_load_tells_what_check_tells(foshan: Path, cli: Commands) -> None:
    for make in MISTAKES.values():
        make(foshan)
    told = cli.json("load", foshan, exit_code=1)
    assert [p for p in told["problems"] if p["severity"] == "error"] == cli.errors(foshan)


OTHERS = {
    "unknown reference": replaced(
        "indicators/gdp.yaml", "    from: published_figures\n", '    value: "[gpd] + 1"\n'
    ),
    "missing file": lambda plan: (plan / "evidence" / "areas.csv").unlink(),
    "empty file": written("evidence/areas.csv", b""),
    "wrong ruling": replaced("rulings.yaml", "date: 20", "date: 2026-13-01 # "),
}


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with Foshan's evidence loaded, to be copied."""
    workspace = tmp_path_factory.mktemp("loaded") / "var"
    load_plan(FOSHAN, workspace)
    return workspace


@pytest.mark.parametrize("name", [*MISTAKES, *OTHERS])
def test_of_a_broken_plan_nothing_is_loaded(
    name: str, loaded_once: Path, foshan: Path, cli: Commands
) -> None:
    shutil.copytree(loaded_once, cli.workspace)
    before = _state(foshan, cli.workspace)
    change(foshan / "evidence" / "published_figures.csv", ",2011,6580.28,", ",2011,6580.29,")
    change(foshan / "evidence" / "areas.csv", "440606,Shunde", "440606,Shunde District")
    kept = {p.relative_to(foshan): p.read_bytes() for p in foshan.rglob("*") if p.is_file()}
    if name == "value-number":
        replaced("evidence/published_figures.csv", ",2011,6580.29,", ",2011,many,")(foshan)
    else:
        {**MISTAKES, **OTHERS}[name](foshan)
    told = cli.run("load", foshan)
    assert told.exit_code == 1
    assert "error" in told.stderr
    for path, content in kept.items():
        (foshan / path).write_bytes(content)
    assert _state(foshan, cli.workspace) == before


def test_of_a_broken_plan_no_store_is_even_begun(foshan: Path, cli: Commands) -> None:
    MISTAKES["duplicate-row"](foshan)
    with pytest.raises(PlanError):
        load_plan(foshan, cli.workspace)
    assert cli.run("load", foshan).exit_code == 1
    assert not list(cli.workspace.rglob("*.parquet"))


def _state(folder: Path, workspace: Path) -> dict[str, tuple[int | None, tuple[str, ...]]]:
    store = store_of(folder, workspace)
    return {s.dataset.id: (s.version, tuple(c.sha256 for c in s.commits)) for s in store.entered()}


def test_a_wrong_date_at_the_head_of_the_plan_hides_no_other_mistake(foshan: Path, cli: Commands) -> None:
    replaced("plan.yaml", "adopted: 2016-09-18", "adopted: 18/09/2016")(foshan)
    written("evidence/areas.csv", b"")(foshan)
    assert sorted(e["code"] for e in cli.errors(foshan)) == ["bad-date", "empty-file"]
