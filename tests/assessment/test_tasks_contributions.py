"""Which action delivers which target, what a late one endangers, and what each organisation answers for."""

import csv
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rooms_fixtures import load_plan, store_of, view_at
from task_plan import TaskPlan

from qualicity.assessment import (
    Delivery,
    PlanView,
    TaskBoard,
    assess_tasks,
    deliveries,
    results_chain,
    work_of,
)

SYNTHETIC = Path(__file__).resolve().parents[2] / "examples" / "synthetic-works"


@pytest.fixture
def plan(tmp_path: Path) -> TaskPlan:
    """A target of 40 from a base of 30, and three actions that serve it."""
    made = TaskPlan(tmp_path / "tasks")
    made.collects_reports()
    made.indicator()
    made.target(base={"period": "2015", "value": 30})
    made.figure("2017", 34)
    made.action("x", due="2018-06", contributes=[{"target": "promise", "size": 6.5, "confidence": "high"}])
    made.action("y", due="2019-06", contributes=[{"target": "promise", "size": 1}], targets=["promise"])
    made.action("z", due="2019-06", targets=["promise"])
    return made


def delivery(plan: TaskPlan, day: str) -> Delivery:
    return deliveries(plan.board(day), plan.view(day).scorecard)[0]


def test_declared_sizes_are_set_beside_the_way_to_go_and_those_without_are_counted(plan: TaskPlan) -> None:
    found = delivery(plan, "2018-03-01")
    assert (found.declared, found.gap, found.left, found.share) == (
        Decimal("7.5"), Decimal(10), Decimal(6), Decimal("0.7500"),
    )  # fmt: skip
    assert found.unsized == 1
    assert found.reason.en == "7.5 declared ÷ 10 to go from the base = 75 %; 1 of 3 give no size."


def test_a_late_action_endangers_the_targets_that_it_is_to_deliver(plan: TaskPlan) -> None:
    assert delivery(plan, "2018-06-30").endangered_by == ()
    assert [a.action.id for a in delivery(plan, "2018-07-01").endangered_by] == ["x"]


def test_the_chain_leads_from_action_to_target_to_goal_each_step_once(plan: TaskPlan) -> None:
    chain = results_chain(plan.board("2018-03-01"))
    assert [(k.state.action.id, k.target, k.goal) for k in chain] == [
        ("x", "promise", "goal"), ("y", "promise", "goal"), ("z", "promise", "goal"),
    ]  # fmt: skip


def test_no_size_at_all_is_no_nought(tmp_path: Path) -> None:
    plan = TaskPlan(tmp_path / "tasks")
    plan.action("z", targets=["promise"])
    found = delivery(plan, "2018-03-01")
    assert (found.declared, found.share, found.unsized) == (None, None, 1)


# -- organisations: on the invented plan ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the invented plan."""
    workspace = tmp_path_factory.mktemp("synthetic")
    load_plan(SYNTHETIC, workspace)
    return workspace


def seen(workspace: Path, day: str) -> tuple[PlanView, TaskBoard]:
    view = view_at(SYNTHETIC, workspace, date.fromisoformat(day))
    return view, assess_tasks(view.plan, view.store, view.scorecard.as_of)


def test_an_organisation_answers_for_what_it_leads_and_supports(synthetic: Path) -> None:
    view, board = seen(synthetic, "2024-07-31")
    organisation = view.plan.organisation("synthetic-works-bureau")
    assert organisation is not None
    work = work_of(organisation, board, view.scorecard)
    assert [a.target.id for a in work.targets] == ["water-loss"]
    assert [a.action.id for a in work.late] == ["renew-mains", "pressure-zones"]
    assert [m.id for m in work.missions] == ["pipes"]
    assert work.leads == 1 + 1 + 4 + 1
    # street works: member, stage, reached; their money: member, month, told
    assert work.fields_asked == 3 + 3


def test_what_is_asked_is_required_fields_and_the_identity(synthetic: Path) -> None:
    view, board = seen(synthetic, "2024-07-31")
    office = view.plan.organisation("synthetic-quality-office")
    assert office is not None
    work = work_of(office, board, view.scorecard)
    asked = {a.dataset.id: (a.required, a.fields) for a in work.asked}
    # members: member, stage, area are required, reached is of the identity; money: member, period, told
    assert asked == {"programme_members": (4, 4), "programme_money": (3, 5)}
    assert work.fields_asked == 7


def test_the_invented_plan_tells_two_rounds_of_reports(synthetic: Path) -> None:
    _, before = seen(synthetic, "2023-12-31")
    _, after = seen(synthetic, "2024-07-31")
    told = {a.action.id: (a.light, b.light) for a, b in zip(before.actions, after.actions, strict=True)}
    assert told["renew-mains"] == ("late", "late")
    assert told["leak-sensors"] == ("on_time", "done")
    assert told["hotline"] == ("no_date", "done")
    assert told["certificate-rules"] == ("done_late", "done_late")
    assert {light for pair in told.values() for light in pair} == {
        "late", "on_time", "due_soon", "no_date", "done", "done_late",
    }  # fmt: skip


@pytest.mark.parametrize("day", ["2023-11-15", "2024-02-29", "2024-03-01", "2024-07-04", "2024-07-05"])
def test_nothing_known_after_a_day_influences_it(synthetic: Path, tmp_path: Path, day: str) -> None:
    """The board of a day is that of a plan to which nothing was handed in afterwards."""
    cut = tmp_path / "cut"
    shutil.copytree(SYNTHETIC, cut)
    for name, known in (
        ("task_reports", "reported"),
        ("task_confidence", "date"),
        ("supervised_items", "told"),
    ):
        file = cut / "evidence" / f"{name}.csv"
        with file.open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        columns = list(rows[0])
        with file.open("w", encoding="utf-8", newline="") as written:
            writer = csv.DictWriter(written, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(r for r in rows if r[known] <= day)
    load_plan(cut, tmp_path / "var")
    store = store_of(cut, tmp_path / "var")
    then = assess_tasks(store.plan, store, date.fromisoformat(day))
    _, now = seen(synthetic, day)
    assert now.actions == then.actions
    assert now.remarks == then.remarks
