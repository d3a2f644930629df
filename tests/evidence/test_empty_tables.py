"""A plan's own file with a header only is a table without rows yet; without a header it is a mistake."""

from pathlib import Path

import pytest
from rooms_fixtures import Commands
from small_plan import ROWS, SmallPlan

from qualicity.errors import PlanError
from qualicity.evidence import EvidenceStore
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

A_ROW = {"n": 1, "area": "440600", "day": "2016-05-01", "value": 3, "kind": "a"}


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    plan = SmallPlan(tmp_path / "small", datasets={"rows": ROWS})
    plan.indicator("made", {"id": "d", "from": "rows", "value": "count(*)"})
    plan.rows["rows"] = []
    return plan


def count(plan: SmallPlan) -> int:
    store = EvidenceStore(Workspace(plan.workspace), read_plan(plan.folder))
    from qualicity.evidence import reading

    with reading() as db:
        found = db.execute(f"select count(*) from {store.dataset('rows').current(None)}").fetchone()
    return int(found[0]) if found else -1


def test_it_is_loaded_and_figures_have_nothing_to_count(plan: SmallPlan) -> None:
    loaded = {c.dataset: c for c in plan.load()}
    assert (loaded["rows"].rows, loaded["rows"].version) == (0, 0)
    assert count(plan) == 0
    assert plan.view().figures.of("made") == ()


def test_rows_come_and_go(plan: SmallPlan) -> None:
    plan.load()
    plan.rows["rows"] = [A_ROW]
    plan.load()
    assert [o.value for o in plan.view().figures.of("made")] == [1]
    plan.rows["rows"] = []
    (change,) = [c for c in plan.load() if c.dataset == "rows"]
    assert change.withdrawn == 1
    assert count(plan) == 0


def test_loading_it_again_changes_nothing(plan: SmallPlan) -> None:
    plan.load()
    (change,) = [c for c in plan.load() if c.dataset == "rows"]
    assert (change.version, change.inserted) == (0, 0)


def test_a_row_that_refers_to_an_empty_table_is_told(plan: SmallPlan) -> None:
    keys = [{"fields": "kind", "reference": {"resource": "kinds", "fields": "kind"}}]
    plan.datasets["rows"] = ROWS | {"schema": {**ROWS["schema"], "foreignKeys": keys}}
    plan.datasets["kinds"] = {
        "title": {"en": "Kinds"}, "path": "evidence/kinds.csv",
        "schema": {"fields": [{"name": "kind"}, {"name": "title"}], "primaryKey": ["kind"]},
    }  # fmt: skip
    plan.rows |= {"kinds": [], "rows": [A_ROW]}
    with pytest.raises(PlanError) as told:
        plan.load()
    assert [p.code for p in told.value.problems] == ["unknown-reference"]


@pytest.mark.parametrize("content", ["", "\n", "\ufeff"])
def test_a_file_without_a_header_is_a_mistake(plan: SmallPlan, content: str) -> None:
    folder = plan.write()
    (folder / "evidence" / "rows.csv").write_text(content, "utf-8")
    from qualicity.evidence import check_evidence
    from qualicity.plan import open_plan

    assert "empty-file" in {p.code for p in check_evidence(open_plan(folder))}


def test_the_command_says_so(plan: SmallPlan, tmp_path: Path) -> None:
    commands = Commands(Workspace(tmp_path / "var").root)
    answer = commands.run("load", plan.write())
    assert answer.exit_code == 0
    assert "rows: 0 rows loaded: its file has a header only." in answer.output
    frozen = commands.run("release", plan.folder, "--name", "first")
    assert frozen.exit_code == 0, frozen.output
