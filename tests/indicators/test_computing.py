"""Computing once and for all: an equal computation is found again, a changed one is made anew, any day can be asked."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from rooms_fixtures import BEIJING, FOSHAN, LOADED_AT, TODAY, Commands, change, load_plan, store_of, view_at
from syrupy.assertion import SnapshotAssertion

from qualicity.errors import NotLoadedError
from qualicity.evidence import EvidenceStore
from qualicity.indicators import Figures, compute
from qualicity.plan import read_plan
from qualicity.workspace import Workspace


def made(workspace: Path) -> dict[Path, tuple[int, int]]:
    """Every computed file with its time and size."""
    return {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in workspace.rglob("*.parquet")}


@pytest.mark.parametrize("folder", [FOSHAN, BEIJING], ids=lambda f: f.name)
def test_the_steps_of_a_computation_are_told_without_running(
    folder: Path, cli: Commands, snapshot: SnapshotAssertion
) -> None:
    told = cli.run("compute", folder, "--explain")
    assert told.exit_code == 0
    assert told.stdout == snapshot
    assert not cli.workspace.exists()


def test_computing_again_finds_what_was_computed(foshan: Path, cli: Commands) -> None:
    load_plan(foshan, cli.workspace)
    first = cli.json("compute", foshan, "--as-of", TODAY)
    before = made(cli.workspace)
    again = cli.json("compute", foshan, "--as-of", TODAY)
    assert (first["computed"], again["computed"]) == (True, False)
    assert made(cli.workspace) == before
    assert first["file"] == again["file"]
    assert "nothing to compute" in cli.run("compute", foshan, "--as-of", TODAY).stdout


def test_another_day_is_another_computation_over_the_same_derived_rows(loaded: Path) -> None:
    store = store_of(BEIJING, loaded)
    late, later = (compute(read_plan(BEIJING), store, day) for day in (date(2018, 6, 1), date(2018, 6, 2)))
    assert late.path != later.path
    assert late.derived == later.derived


def test_a_changed_definition_is_computed_anew_and_the_old_file_stays(foshan: Path, cli: Commands) -> None:
    load_plan(foshan, cli.workspace)
    cli.run("compute", foshan, "--as-of", TODAY)
    before = made(cli.workspace)
    change(foshan / "indicators" / "good-air-days.yaml", "value: max(value)", "value: max(value) + 1")
    assert cli.json("compute", foshan, "--as-of", TODAY)["computed"] is True
    assert before.items() < made(cli.workspace).items()


def test_other_words_alone_compute_nothing_anew(foshan: Path, cli: Commands) -> None:
    load_plan(foshan, cli.workspace)
    cli.run("compute", foshan, "--as-of", TODAY)
    change(foshan / "indicators" / "gdp.yaml", "en: Gross domestic product", "en: Domestic product")
    assert cli.json("compute", foshan, "--as-of", TODAY)["computed"] is False


def test_new_evidence_is_computed(foshan: Path, cli: Commands) -> None:
    load_plan(foshan, cli.workspace)
    cli.run("compute", foshan, "--as-of", TODAY)
    change(foshan / "evidence" / "published_figures.csv", ",2011,6580.28,", ",2011,6580.29,")
    load_plan(foshan, cli.workspace, LOADED_AT + timedelta(minutes=1))
    assert cli.json("compute", foshan, "--as-of", TODAY)["computed"] is True
    told = cli.json("explain", foshan, "gdp", "--period", "2011", "--as-of", TODAY)
    assert told["observation"]["value"] == 6580.29


def test_nothing_is_computed_before_it_is_loaded(tmp_path: Path) -> None:
    plan = read_plan(FOSHAN)
    with pytest.raises(NotLoadedError) as told:
        compute(plan, EvidenceStore(Workspace(tmp_path / "var"), plan), TODAY)
    assert "qualicity load" in told.value.text.en
    assert "qualicity load" in (told.value.text.zh or "")


@pytest.mark.parametrize("folder", [FOSHAN, BEIJING], ids=lambda f: f.name)
@pytest.mark.parametrize("as_of", [date(2014, 7, 1), date(2017, 3, 1), date(2020, 9, 1), TODAY], ids=str)
def test_no_figure_is_known_before_its_day(folder: Path, as_of: date, loaded: Path) -> None:
    figures = view_at(folder, loaded, as_of).figures
    for indicator in figures.indicators():
        assert all(o.vintage is not None and o.vintage <= as_of for o in figures.of(indicator))


@pytest.mark.parametrize("folder", [FOSHAN, BEIJING], ids=lambda f: f.name)
def test_each_authority_has_one_current_figure_of_each_thing(folder: Path, loaded: Path) -> None:
    figures = view_at(folder, loaded, TODAY).figures
    for indicator in figures.indicators():
        current = [o for o in figures.of(indicator, current=True) if o.period_text]
        keys = [(o.definition, o.area, o.period_text, o.authority) for o in current]
        assert len(keys) == len(set(keys)), indicator


@pytest.mark.parametrize("folder", [FOSHAN, BEIJING], ids=lambda f: f.name)
def test_every_figure_has_a_value_a_grade_or_a_reason(folder: Path, loaded: Path) -> None:
    figures = view_at(folder, loaded, TODAY).figures
    for indicator in figures.indicators():
        for o in figures.of(indicator):
            assert (o.value is not None) + (o.grade is not None) + (o.reason is not None) == 1, o


def test_figures_of_other_definitions_are_kept_apart(loaded: Path) -> None:
    figures: Figures = view_at(FOSHAN, loaded, TODAY).figures
    forest = {d: [o.value for o in figures.of("forest-cover", d, "440600")] for d in ("forest-city", "plain")}
    assert all(v is not None and v > 30 for v in forest["forest-city"])
    assert all(v is not None and v < 30 for v in forest["plain"])
