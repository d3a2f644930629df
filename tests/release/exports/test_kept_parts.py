"""What tables say of each indicator is kept in the workspace, and never kept too long."""

from pathlib import Path
from shutil import rmtree

import pytest
from rooms_fixtures import TODAY
from small_plan import SmallPlan

from qualicity.release.exports import Edition, indicatorwise, tables
from qualicity.release.exports.lines import csv_of
from qualicity.release.exports.shape import Row


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    """Two indicators with a figure each; what is said of them is kept."""
    made = SmallPlan(tmp_path / "small")
    for name in ("cover", "other"):
        made.indicator(name)
        made.figure("2016", 37, indicator=name)
    made.load()
    said(made)
    return made


def said(plan: SmallPlan, day: str | None = None) -> dict[str, bytes]:
    return {t.name: csv_of(t) for t in tables(Edition(plan.view(day or TODAY)))}


def made_anew(plan: SmallPlan, monkeypatch: pytest.MonkeyPatch, day: str | None = None) -> set[str]:
    """The indicators whose part is made now; what comes of it is what comes of nothing kept."""
    made, before = set(), indicatorwise.observed

    def noted(edition: Edition, indicator: str) -> list[Row]:
        made.add(indicator)
        return before(edition, indicator)

    with monkeypatch.context() as patch:
        patch.setattr(indicatorwise, "observed", noted)
        now = said(plan, day)
    rmtree(plan.workspace / "cache")
    assert said(plan, day) == now
    return made


def test_nothing_is_made_again_while_nothing_has_changed(
    plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made_anew(plan, monkeypatch) == set()


def test_a_revised_figure_makes_its_own_indicators_part_anew(
    plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.figure("2016", 38, indicator="other", released="2018-02-01")
    plan.load()
    assert made_anew(plan, monkeypatch) == {"other"}
    assert b"2018-02-01" in said(plan)["observations"]


def test_another_day_or_another_word_in_the_plan_makes_all_anew(
    plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made_anew(plan, monkeypatch, "2018-06-30") == {"cover", "other"}
    said(plan)
    plan.indicator("cover", title={"en": "Another title"})
    plan.write()
    assert made_anew(plan, monkeypatch) == {"cover", "other"}
    assert b"Another title." in said(plan)["quality"]


def test_a_part_that_is_spoilt_is_made_anew(plan: SmallPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = (plan.workspace / "cache" / "open-data").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert made_anew(plan, monkeypatch) == {"cover", "other"}


def test_rows_are_read_from_their_lines_as_they_were_made(edition: Edition) -> None:
    table = next(t for t in tables(edition) if t.name == "observations")
    ids = sorted(edition.view.figures.indicators())
    assert list(table.rows) == [row for i in ids for row in indicatorwise.observed(edition, i)]
