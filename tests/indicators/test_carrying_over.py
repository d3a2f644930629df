"""Only what a change can reach is computed again; the result is that of computing everything."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from enterprises import made, small
from hypothesis import given, settings
from hypothesis import strategies as st
from small_plan import SmallPlan

from qualicity.evidence import EvidenceStore
from qualicity.indicators import Computation, compute
from qualicity.plan import read_plan
from qualicity.workspace import Workspace

DAY = date(2026, 12, 31)
RETURNS = [
    ("a", "2016-03-01", 10.0, "large"),
    ("b", "2016-03-01", 20.0, "small"),
    ("c", "2017-03-01", 60.0, "small"),
]


def run(plan: SmallPlan, workspace: Path | None = None, as_of: date = DAY) -> Computation:
    read = read_plan(plan.folder)
    return compute(read, EvidenceStore(Workspace(workspace or plan.workspace), read), as_of)


def rows(work: Computation) -> list[tuple[Any, ...]]:
    """Every observation, whole."""
    with duckdb.connect() as db:
        return db.execute(f"select * from '{work.path}' order by all").fetchall()


def recomputed(work: Computation) -> set[str]:
    return {indicator for indicator, _ in work.recomputed}


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    plan = small(tmp_path / "small", RETURNS)
    made(plan, "sum(output)", "output", across="sum")
    made(plan, "count(*)", "many", by=["size"])
    plan.indicator("mean", {"id": "d", "value": "[output] / [many]"})
    plan.indicator("gdp")
    plan.figure("2016", 7, indicator="gdp")
    plan.load()
    run(plan)
    return plan


def anew(plan: SmallPlan, tmp_path: Path) -> list[tuple[Any, ...]]:
    """The observations of the same plan in a workspace that has computed nothing yet."""
    import shutil

    other = tmp_path / "other"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(plan.workspace, other)
    for kind in ("observations", "derived"):
        shutil.rmtree(other / "plans" / plan.folder.name / kind, ignore_errors=True)
    return rows(run(plan, other))


def test_nothing_changed_nothing_computed(plan: SmallPlan) -> None:
    again = run(plan)
    assert not again.fresh
    assert again.recomputed == ()


def test_a_changed_definition_reaches_what_refers_to_it_and_no_more(plan: SmallPlan, tmp_path: Path) -> None:
    made(plan, "2 * sum(output)", "output", across="sum")
    plan.write()
    work = run(plan)
    assert recomputed(work) == {"output", "mean"}
    assert rows(work) == anew(plan, tmp_path)


def test_new_evidence_reaches_what_reads_it_and_no_more(plan: SmallPlan, tmp_path: Path) -> None:
    plan.figure("2017", 8, indicator="gdp")
    plan.load()
    work = run(plan)
    assert recomputed(work) == {"gdp"}
    assert rows(work) == anew(plan, tmp_path)


def test_a_renamed_title_reaches_nothing(plan: SmallPlan) -> None:
    plan.indicators["gdp"]["title"] = {"en": "Product"}
    plan.write()
    assert not run(plan).fresh


def test_a_row_of_a_dataset_that_is_joined_reaches_those_who_join_it(plan: SmallPlan, tmp_path: Path) -> None:
    made(plan, "count(*) filter (where enterprise.industry.advanced)", "advanced")
    plan.load()
    assert recomputed(run(plan)) == {"advanced"}
    plan.rows["industries"] = [{"code": "C39", "advanced": "false"}, {"code": "C13", "advanced": "true"}]
    plan.load()
    work = run(plan)
    assert recomputed(work) == {"advanced"}
    assert rows(work) == anew(plan, tmp_path)


def test_what_a_dataset_says_of_its_rows_reaches_their_figures(plan: SmallPlan, tmp_path: Path) -> None:
    assert [o.value for o in plan.view().figures.of("many", breakdown="size=small")] == [1, 1]
    plan.datasets["returns"] = plan.datasets["returns"] | {"confidentiality": "restricted"}
    plan.write()
    work = run(plan)
    assert recomputed(work) == {"output", "many", "mean"}
    assert [o.value for o in plan.view().figures.of("many", breakdown="size=small")] == [None, None]
    assert rows(work) == anew(plan, tmp_path)


def test_areas_reach_what_is_added_up_over_them_and_no_more(plan: SmallPlan) -> None:
    plan.rows["areas"] = [*plan.rows["areas"], {"code": "440606", "parent": "440600"}]
    plan.load()
    assert recomputed(run(plan)) == {"output", "mean"}


def test_a_computation_whose_list_was_cut_off_is_passed_over(plan: SmallPlan) -> None:
    for listed in (run(plan).path.parent).glob("*.json"):
        listed.write_text('[["gdp', "utf-8")
    plan.figure("2017", 8, indicator="gdp")
    plan.load()
    assert run(plan).fresh


def test_going_back_to_an_earlier_state_finds_it_computed(plan: SmallPlan) -> None:
    before = rows(run(plan))
    made(plan, "2 * sum(output)", "output", across="sum")
    plan.write()
    run(plan)
    made(plan, "sum(output)", "output", across="sum")
    plan.write()
    work = run(plan)
    assert not work.fresh
    assert rows(work) == before


EXPRESSIONS = ("sum(output)", "count(*)", "max(output)", "avg(output) / (count(*) - 1)")
STEP = st.one_of(
    st.tuples(st.just("define"), st.sampled_from(["output", "many"]), st.sampled_from(EXPRESSIONS)),
    st.tuples(st.just("figure"), st.sampled_from(["2016", "2017"]), st.sampled_from(["1", "2"])),
    st.tuples(st.just("row"), st.sampled_from("abc"), st.sampled_from(["2016-05-05", "2017-05-05"])),
    st.tuples(
        st.just("rule"), st.sampled_from(["output", "many"]), st.sampled_from(["sum", "never", "recompute"])
    ),
)


@given(st.lists(STEP, min_size=1, max_size=5))
@settings(max_examples=5, deadline=None)
def test_after_any_changes_the_result_is_that_of_computing_everything(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("carry")
    plan = small(folder / "small", RETURNS)
    made(plan, "sum(output)", "output", across="sum")
    made(plan, "count(*)", "many", by=["size"])
    plan.indicator("mean", {"id": "d", "value": "[output] / [many]"})
    plan.indicator("gdp")
    plan.load()
    run(plan)
    for kind, what, how in steps:
        if kind == "define":
            plan.indicators[what]["definitions"][0]["value"] = how
        elif kind == "rule":
            plan.indicators[what]["across_areas"] = how
        elif kind == "figure":
            plan.figures = [f for f in plan.figures if f["period"] != what]
            plan.figure(what, how, indicator="gdp")
        else:
            area = {"a": "440604", "b": "440605", "c": "440605"}[what]
            row = {"enterprise": what, "area": area, "day": how, "output": 5, "size": "x"}
            kept = [r for r in plan.rows["returns"] if (r["enterprise"], r["day"]) != (what, how)]
            plan.rows["returns"] = [*kept, row]
        plan.load()
        work = run(plan)
    assert rows(work) == anew(plan, folder)
