"""The second light: each of its colours, on the days around the border, and how an action's comes from its parts."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from task_plan import TaskPlan

from qualicity.assessment import LIGHTS
from qualicity.assessment.tasks.lights import WORST_FIRST, light_on
from qualicity.assessment.tasks.reports import Report
from qualicity.plan import parse_period

DUE = "2018-06"


@pytest.fixture
def plan(tmp_path: Path) -> TaskPlan:
    """A plan that collects reports."""
    made = TaskPlan(tmp_path / "tasks")
    made.collects_reports()
    return made


def light(plan: TaskPlan, day: str, name: str = "act") -> str:
    found = plan.board(day).of(name)
    assert found is not None
    return found.light


# -- one thing ------------------------------------------------------------------------------------------------

BORDERS = (
    ("2018-05-30", "on_time"),  # 31 days left
    ("2018-05-31", "due_soon"),  # 30
    ("2018-06-30", "due_soon"),  # the last day is in time
    ("2018-07-01", "late"),
)


@pytest.mark.parametrize(("day", "expected"), BORDERS)
def test_without_a_report_the_light_follows_the_last_day_of_the_period(
    plan: TaskPlan, day: str, expected: str
) -> None:
    plan.action(due=DUE)
    assert light(plan, day) == expected


@pytest.mark.parametrize(("day", "expected"), [("2018-06-23", "on_time"), ("2018-06-24", "due_soon")])
def test_how_soon_is_soon_is_the_plans_to_say(plan: TaskPlan, day: str, expected: str) -> None:
    plan.action(due=DUE)
    plan.settings(due_soon_days=6)
    assert light(plan, day) == expected


@pytest.mark.parametrize(("actual", "expected"), [("2018-06-30", "done"), ("2018-07-01", "done_late")])
def test_done_by_the_date_or_a_day_after(plan: TaskPlan, actual: str, expected: str) -> None:
    plan.action(due=DUE)
    plan.report("act", "2018-07-05", actual=actual)
    assert light(plan, "2018-07-05") == expected
    assert light(plan, "2018-07-04") == "late", "nobody knew it yet"


def test_done_on_a_day_that_lies_ahead_is_not_done(plan: TaskPlan) -> None:
    plan.action(due=DUE)
    plan.report("act", "2018-07-05", actual="2018-07-20")
    assert light(plan, "2018-07-19") == "late"
    assert light(plan, "2018-07-20") == "done_late"


def test_all_of_it_done_without_a_day_is_not_done(plan: TaskPlan) -> None:
    plan.action(due=DUE)
    plan.report("act", "2018-06-20", progress=100)
    board = plan.board("2018-07-10").of("act")
    assert board is not None
    assert board.light == "late"
    assert board.own.told is not None
    assert "without a day on which it was done" in board.own.told.en


def test_no_date_and_not_reported_are_blanks_of_their_own(plan: TaskPlan, tmp_path: Path) -> None:
    plan.action()
    assert light(plan, "2018-07-01") == "no_date"
    silent = TaskPlan(tmp_path / "silent")
    silent.action("dated", due=DUE)
    silent.action("undated")
    board = silent.board("2020-01-01")
    assert [a.light for a in board.actions] == ["not_reported", "not_reported"]
    assert not board.reporting
    assert all(not a.own.log for a in board.actions), "no alarm over what nobody could report"


def test_done_without_a_date_in_the_plan_is_done(plan: TaskPlan) -> None:
    plan.action()
    plan.report("act", "2018-06-20", actual="2018-06-01")
    assert light(plan, "2018-07-01") == "done"


def test_the_reason_holds_the_arithmetic_in_both_languages(plan: TaskPlan) -> None:
    plan.action(due=DUE)
    plan.report("act", "2018-06-20", forecast="2018-08-14", progress=60)
    state = plan.board("2018-07-15").of("act")
    assert state is not None
    assert state.reason.en == "Due 30 June 2018, not reported done by 15 July 2018: 15 days late."
    assert state.reason.get("zh") == "期限为2018年6月30日，截至2018年7月15日未报告完成：逾期15天。"
    assert (state.days_late, state.own.slip) == (15, 45)
    assert state.own.told is not None
    assert "45 days later than planned" in state.own.told.en


def test_the_latest_report_counts_and_earlier_ones_stay(plan: TaskPlan) -> None:
    plan.action(due=DUE)
    plan.report("act", "2018-03-01", forecast="2018-06-30", progress=20)
    plan.report("act", "2018-05-01", forecast="2018-09-30", progress=40)
    first, then = (plan.board(day).of("act") for day in ("2018-04-30", "2018-05-01"))
    assert first is not None
    assert then is not None
    assert (first.own.slip, then.own.slip) == (0, 92)
    assert [r.progress for r in then.own.history] == [Decimal(20), Decimal(40)]
    assert {r.handed_in_by for r in then.own.history} == {"tester"}


def test_before_the_plan_was_adopted_it_promised_nothing(plan: TaskPlan) -> None:
    plan.action(due="2015-06")
    assert plan.board("2015-12-31").actions == ()
    assert light(plan, "2016-01-01") == "late"


# -- an action and its milestones ------------------------------------------------------------------------------

STEPS = [
    {"id": "a", "title": {"en": "A"}, "due": "2018-01"},
    {"id": "b", "title": {"en": "B"}, "due": "2018-04"},
]


def test_an_actions_light_is_the_worst_of_its_date_and_milestones(plan: TaskPlan) -> None:
    plan.action(due="2018-12", milestones=STEPS)
    plan.report("act", "2018-01-20", "a", actual="2018-01-15")
    assert light(plan, "2018-02-01") == "on_time"
    state = plan.board("2018-05-10").of("act")
    assert state is not None
    assert (state.light, state.own.light, state.days_late) == ("late", "on_time", 10)
    assert [m.light for m in state.milestones] == ["done", "late"]
    assert "The worst of 3 parts is “Late”: B." in state.reason.en


def test_without_a_date_of_its_own_an_action_is_as_its_milestones(plan: TaskPlan) -> None:
    plan.action(milestones=STEPS)
    plan.report("act", "2018-05-01", "a", actual="2018-01-15")
    plan.report("act", "2018-05-01", "b", actual="2018-04-15")
    assert light(plan, "2018-05-01") == "done"


def test_a_report_on_an_undated_action_is_not_overlooked_beside_its_milestones(plan: TaskPlan) -> None:
    plan.action(milestones=STEPS[:1])
    plan.report("act", "2018-02-01", "a", actual="2018-01-15")
    plan.report("act", "2018-02-01", progress=50)
    assert light(plan, "2018-03-01") == "no_date", "its milestone is done, it itself is not"


# -- what does not fit, and what people say ----------------------------------------------------------------------


def test_reports_on_what_the_plan_does_not_have_are_told(plan: TaskPlan) -> None:
    plan.action(due=DUE)
    plan.report("no-such", "2018-01-01")
    plan.report("act", "2018-01-01", "no-such")
    told = [r.text.en for r in plan.board("2018-01-01").remarks]
    assert told == ["the plan has no action 'no-such'", "action 'act' has no milestone 'no-such'"]


def test_confidence_is_shown_apart_and_changes_no_light(plan: TaskPlan) -> None:
    plan.action(due=DUE)
    plan.judge_delivery("act", "G", "2018-01-10")
    plan.judge_delivery("act", "R", "2018-08-01", by="Another")
    for day, rating, expected in (
        ("2018-01-09", None, "on_time"),
        ("2018-07-31", "G", "late"),
        ("2018-08-01", "R", "late"),
    ):
        state = plan.board(day).of("act")
        assert state is not None
        assert state.light == expected
        assert (state.confidence.rating if state.confidence else None) == rating


def test_tally_and_weights_add_up(plan: TaskPlan) -> None:
    plan.action("x", due=DUE, weight=2)
    plan.action("y", due="2019", weight=3)
    board = plan.board("2018-07-01")
    assert sum(board.tally().values()) == len(board.actions) == 3
    assert board.weights() is None, "one action has no weight"


# -- properties ---------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2016, 1, 1), date(2020, 12, 31))
SAID = st.builds(
    lambda known, actual: Report(
        known=known, until=None, handed_in_by="x", action="a", milestone=None, reported=known, forecast=None,
        actual=actual, progress=None, reason=None, evidence=(),
    ),
    DAYS,
    st.none() | DAYS,
)  # fmt: skip


@given(
    day=DAYS, due=st.none() | DAYS, report=st.none() | SAID, soon=st.integers(0, 90), reporting=st.booleans()
)
def test_every_task_has_one_light_and_days_that_fit_it(
    day: date, due: date | None, report: Report | None, soon: int, reporting: bool
) -> None:
    period = parse_period(due.isoformat()) if due else None
    lit = light_on(day, period, report, soon, reporting=reporting)
    assert lit.light in LIGHTS
    if lit.light in ("late", "done_late"):
        assert lit.days is not None
        assert lit.days > 0
    if lit.light in ("on_time", "due_soon"):
        assert due is not None
        assert day <= due
        assert (lit.light == "due_soon") == ((due - day).days <= soon)
    if not reporting and report is None:
        assert lit.light == "not_reported"


@given(first=DAYS, later=DAYS, due=DAYS)
def test_what_is_late_stays_late_until_it_is_done(first: date, later: date, due: date) -> None:
    first, later = sorted((first, later))
    period = parse_period(due.isoformat())
    if light_on(first, period, None, 30, reporting=True).light == "late":
        assert light_on(later, period, None, 30, reporting=True).light == "late"


def test_the_order_of_lights_names_each_once() -> None:
    assert sorted(WORST_FIRST) == sorted(LIGHTS)
