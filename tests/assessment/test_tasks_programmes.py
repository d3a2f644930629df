"""Programmes: members counted by stage, nobody dropped; times with those still inside; quotas; money."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from task_plan import MONEY, TaskPlan, dataset

from qualicity.assessment import ProgrammeState
from qualicity.assessment.tasks.programmes import Member, Move, _stage
from qualicity.assessment.tasks.spells import Spell, quantile, stage_time
from qualicity.plan.tasks import Programme

STAGES = ("applied", "coached", "certified")


@pytest.fixture
def plan(tmp_path: Path) -> TaskPlan:
    """A programme of three stages."""
    made = TaskPlan(tmp_path / "tasks")
    made.programme(*STAGES)
    return made


def quota(plan: TaskPlan, stage: str, at_least: int, due: str) -> None:
    plan.said["programmes"][0]["quotas"] = [{"stage": stage, "at_least": at_least, "due": due}]


def counts(state: ProgrammeState) -> tuple[list[int | None], list[int | None]]:
    return [s.now for s in state.stages], [s.reached for s in state.stages]


def remarks(state: ProgrammeState) -> list[str]:
    return [f"{r.about}: {r.text.en}" for r in state.remarks]


def test_members_are_where_they_went_last_and_have_reached_what_they_passed(plan: TaskPlan) -> None:
    plan.move("A", "applied", "2017-01-10")
    plan.move("A", "coached", "2017-05-10")
    plan.move("A", "certified", "2018-02-01")
    plan.move("B", "applied", "2017-02-10")
    plan.move("B", "coached", "2017-08-10")
    plan.move("C", "applied", "2017-03-10")
    assert counts(plan.ways("2017-12-31")) == ([1, 2, 0], [3, 2, 0])
    assert counts(plan.ways("2018-02-01")) == ([1, 1, 1], [3, 2, 1])
    assert counts(plan.ways("2017-01-09")) == ([0, 0, 0], [0, 0, 0])


def test_what_became_known_later_is_not_seen_earlier(plan: TaskPlan) -> None:
    plan.move("A", "applied", "2017-01-10", told="2017-06-01")
    assert counts(plan.ways("2017-05-31"))[0] == [0, 0, 0]
    assert counts(plan.ways("2017-06-01"))[0] == [1, 0, 0]


def test_skipping_going_back_unknown_stages_and_days_ahead_are_told_not_hidden(plan: TaskPlan) -> None:
    plan.move("A", "certified", "2017-05-10")
    plan.move("B", "applied", "2017-01-10")
    plan.move("B", "coached", "2017-02-10")
    plan.move("B", "applied", "2017-03-10")
    plan.move("C", "lost", "2017-01-10")
    plan.move("D", "applied", "2018-06-10", told="2017-06-01")
    plan.move("E", "applied", "", told="2017-04-01")
    state = plan.ways("2017-12-31")
    assert counts(state) == ([2, 0, 1], [3, 2, 1])
    assert (len(state.members), state.unplaced) == (5, 2)
    told = remarks(state)
    assert "A: skipped “applied”: it counts as having reached it" in told
    assert "A: skipped “coached”: it counts as having reached it" in told
    assert "B: went back from “coached” to “applied” on 10 March 2017" in told
    assert "C: stage 'lost' is none of the programme's" in told
    assert "D: “applied” is said to be reached on 10 June 2018, which lies ahead: not counted" in told
    assert "E: “applied” has no day: it counts from the day on which it became known" in told
    assert all(r.text.zh for r in state.remarks)


QUOTAS = (
    ("2017-12-31", "on_the_way", 1),
    ("2018-06-30", "on_the_way", 1),
    ("2018-07-01", "missed", 1),
    ("2018-09-01", "missed", 1),
)


@pytest.mark.parametrize(("day", "status", "reached"), QUOTAS)
def test_a_quota_is_judged_by_its_date(plan: TaskPlan, day: str, status: str, reached: int) -> None:
    quota(plan, "coached", 2, "2018-06")
    plan.move("A", "coached", "2017-05-10")
    plan.move("B", "coached", "2018-07-05")
    found = plan.ways(day).quotas[0]
    assert (found.status, found.reached) == (status, reached)
    if day == "2018-09-01":
        assert found.reason.en.endswith(
            "1 of 2 reached “coached” by 30 June 2018: 1 short; 2 were reached 5 days later."
        )


def test_a_quota_once_met_in_time_stays_met(plan: TaskPlan) -> None:
    quota(plan, "coached", 1, "2018-06")
    plan.move("A", "coached", "2018-06-30")
    plan.move("A", "applied", "2018-08-01")
    for day in ("2018-06-30", "2019-01-01"):
        found = plan.ways(day).quotas[0]
        assert (found.status, found.when) == ("met", date(2018, 6, 30))


def test_without_a_dataset_nothing_is_counted_and_that_is_said(tmp_path: Path) -> None:
    plan = TaskPlan(tmp_path / "tasks")
    plan.programme("built", dataset=None, quotas=[{"stage": "built", "at_least": 3, "due": "2018"}])
    state = plan.ways("2019-01-01")
    assert counts(state) == ([None], [None])
    assert (state.quotas[0].status, state.quotas[0].reached, state.reporting) == ("not_reported", None, False)


STREETS = {
    "member": "string",
    "period": "period",
    "planned": "number",
    "spent": "number",
    "earned": "number",
    "told": "date",
}
"""Money by month, with what was earned."""


def earning(plan: TaskPlan, *rows: tuple[str, str, Any, Any, Any, str]) -> None:
    """Members' months: planned, earned and spent, as told on a day."""
    names = {n: n for n in ("period", "planned", "spent", "earned")}
    plan.said["programmes"][0]["money"] = {"dataset": "money", **names}
    plan.move("A", "applied", "2017-01-01")
    for member, period, planned, earned, spent, told in rows:
        declared = dataset("money", STREETS, ("member", "period"), "told")
        plan.add(
            "money",
            declared,
            member=member,
            period=period,
            planned=planned,
            earned=earned,
            spent=spent,
            told=told,
        )


def why(state: ProgrammeState) -> str:
    assert state.earned_schedule is None
    assert state.earned_schedule_reason is not None
    assert state.earned_schedule_reason.zh
    return state.earned_schedule_reason.en


def test_earned_schedule_is_reckoned_from_the_months_as_they_became_known(plan: TaskPlan) -> None:
    start = "2017-01-01"
    earning(
        plan,
        *(("A", f"2017-0{n}", 10, "", "", start) for n in (1, 2, 3)),
        ("B", "2017-03", 10, "", "", start),
        ("A", "2017-01", 10, 5, 6, "2017-02-05"),
        ("A", "2017-02", 10, 8, 9, "2017-03-05"),
    )
    assert why(plan.ways("2017-02-04")) == "no month is reported in full yet"
    first = plan.ways("2017-02-05").earned_schedule
    assert first is not None
    assert (first.latest.month, first.latest.earned, first.budget, first.planned_months) == (
        "2017-01",
        5,
        40,
        3,
    )
    later = plan.ways("2017-04-30").earned_schedule
    assert later is not None
    assert (later.latest.planned, later.latest.earned, later.latest.spent) == (20, 13, 15)
    assert later.latest.measures["ES"] == pytest.approx(1.3)
    assert later.latest.measures["IEACt"] == pytest.approx(3 / 0.65)
    assert later.latest.ends == "2017-05"
    assert later.caution is not None
    assert later.caution.en.startswith("For March 2017, 2 of 2 rows do not say what was earned")


def test_what_one_member_leaves_out_stops_the_curve_and_is_not_nothing(plan: TaskPlan) -> None:
    told = "2017-04-05"
    earning(
        plan, ("A", "2017-01", 10, 10, 9, told), ("B", "2017-01", 10, 10, 9, told), ("A", "2017-02", 10, 10, 9, told),
        ("B", "2017-02", 10, "", 9, told), ("A", "2017-03", 10, 10, 9, told),
    )  # fmt: skip
    found = plan.ways("2017-04-30").earned_schedule
    assert found is not None
    assert [m.earned for m in found.months] == [20, None, None]
    assert [m.spent for m in found.months] == [18, 36, 45]


def test_a_month_without_rows_plans_nothing_and_one_that_is_not_over_does_not_count(plan: TaskPlan) -> None:
    told = "2017-04-05"
    earning(plan, ("A", "2017-01", 10, 10, 9, told), ("A", "2017-04", 10, 5, 9, told))
    found = plan.ways("2017-04-10").earned_schedule
    assert found is not None
    assert [m.planned for m in found.months] == [10, 10, 10, 20]
    assert [m.earned for m in found.months] == [10, 10, 10, None]
    assert (found.latest.month, found.latest.measures["SVt"]) == ("2017-03", 0)


def test_more_earned_than_all_that_was_planned_is_told_and_writes_no_numbers_that_are_none(
    plan: TaskPlan,
) -> None:
    earning(plan, ("A", "2017-01", 10, 11, 9, "2017-02-05"))
    found = plan.ways("2017-04-10").earned_schedule
    assert found is not None
    assert found.latest.reason is not None
    assert "ev_above_plan" in found.latest.reason
    assert (found.latest.measures["ES"], found.budget) == (None, 10)


def test_where_there_is_no_earned_schedule_it_is_said_why(tmp_path: Path, plan: TaskPlan) -> None:
    plan.move("A", "applied", "2017-01-10")
    assert why(plan.ways("2017-12-31")).startswith("the plan does not say")
    for name, rows, said in (
        ("year", [("A", "2017", 1, 1, 1, "2017-02-05")], "money is not told by month (“2017”)"),
        ("plan", [("A", "2017-01", "", 1, 1, "2017-02-05")], "not every row says what was planned"),
        ("none", [("A", "2017-01", 1, 1, 1, "2018-02-05")], "nothing is reported yet"),
    ):
        made = TaskPlan(tmp_path / name / "tasks")
        made.programme(*STAGES)
        earning(made, *rows)
        assert why(made.ways("2017-12-31")).startswith(said)


def test_money_is_added_up_exactly_and_gaps_are_counted(plan: TaskPlan) -> None:
    plan.said["programmes"][0]["money"] = {
        "dataset": "money",
        "period": "period",
        "planned": "planned",
        "spent": "spent",
    }
    plan.move("A", "applied", "2017-01-10")
    plan.move("B", "coached", "2017-01-10")
    for member, period, planned, spent in (
        ("A", "2017", 0.1, 0.1), ("A", "2018", 0.2, ""), ("B", "2017", 1, 0.2), ("Z", "2017", 5, 5),
    ):  # fmt: skip
        plan.add(
            "money", MONEY, member=member, period=period, planned=planned, spent=spent, told="2017-02-01"
        )
    state = plan.ways("2018-12-31")
    assert state.money is not None
    assert (state.money.total.planned, state.money.total.spent) == (Decimal("6.3"), Decimal("5.3"))
    assert state.money.total.without_spent == 1
    by_stage = {m.key: (m.planned, m.spent) for m in state.money.by_stage}
    assert by_stage["applied"] == (Decimal("0.3"), Decimal("0.1"))
    assert by_stage[None] == (Decimal(5), Decimal(5)), "not dropped"
    assert [(m.key, m.spent) for m in state.money.by_period] == [("2017", Decimal("5.3")), ("2018", None)]
    assert "Z: has money, but no row among the members" in remarks(state)


def test_a_dataset_of_yearly_standings_serves_programme_and_cumulative_target_alike(tmp_path: Path) -> None:
    """A definition counts the rows of a period: a count that only grows needs a row for every member and period."""
    plan = TaskPlan(tmp_path / "tasks")
    fields = {"member": "string", "stage": "string", "reached": "date", "told": "date"}
    standings: dict[str, Any] = dataset("members", fields, ("member", "reached"), "told")
    plan.datasets["members"] = standings | {"concepts": {"TIME_PERIOD": "reached"}}
    plan.programme(*STAGES)
    for member, by_year in {
        "A": ("coached", "certified", "certified"),
        "B": ("applied", "coached", "certified"),
    }.items():
        for year, stage in enumerate(by_year, 2017):
            plan.move(member, stage, f"{year}-12-31")
    value = "count(distinct member) filter (where stage = 'certified')"
    plan.indicator(
        "certified", {"id": "standing", "from": "members", "value": value}, unit="count", measure="count"
    )
    plan.target(indicator="certified", definition="standing", operator="count_at_least", value=2, due="2019")
    assert counts(plan.ways("2018-12-31"))[1] == [2, 2, 1]
    assert counts(plan.ways("2019-12-31"))[1] == [2, 2, 2]
    card = plan.view("2018-12-31").scorecard.of("promise")
    assert card is not None
    assert card.figure is not None
    assert (card.figure.value, card.status == "achieved") == (1, False)
    later = plan.view("2020-01-01").scorecard.of("promise")
    assert later is not None
    assert later.status == "achieved"


# -- times in a stage ---------------------------------------------------------------------------------------------


def test_those_still_inside_are_not_dropped_from_the_times() -> None:
    """Of ten, two left after 10 and 20 days; the mean of those two would call the stage quick."""
    start = date(2018, 1, 1)
    left = [Spell(start, start + timedelta(days=d)) for d in (10, 20)]
    inside = [Spell(start, None) for _ in range(8)]
    time = stage_time([*left, *inside], date(2018, 6, 1))
    assert (time.over, time.open, time.median) == (2, 8, None)
    assert time.reason is not None
    assert stage_time(left, date(2018, 6, 1)).median == 10


def test_quartiles_of_the_product_limit_estimate() -> None:
    """Kaplan and Meier's own example (1958, table 1): lifetimes 0.8, 1.0*, 2.7*, 3.1, 5.4, 7.0*, 9.2, 12.1* (* still alive)."""
    times, over = [8, 10, 27, 31, 54, 70, 92, 121], [True, False, False, True, True, False, True, False]
    # S falls to 7/8 at 8, 7/10 at 31, 21/40 at 54, 21/80 at 92
    assert quantile(times, over, Fraction(1, 8)) == 8
    assert quantile(times, over, Fraction(1, 4)) == 31
    assert quantile(times, over, Fraction(1, 2)) == 92
    assert quantile(times, over, Fraction(3, 4)) is None


@given(times=st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_when_all_have_left_the_median_is_the_plain_one(times: list[int]) -> None:
    middle = quantile(times, [True] * len(times), Fraction(1, 2))
    assert middle == sorted(times)[(len(times) - 1) // 2]
    if len(times) > 1:
        low, _, high = quantiles(times, n=4, method="inclusive")
        assert middle is not None
        assert min(times) <= low <= high
        assert min(times) <= middle <= max(times)


# -- counting -------------------------------------------------------------------------------------------------------

MOVES = st.lists(
    st.builds(Move, st.dates(date(2016, 1, 1), date(2020, 12, 31)), st.integers(0, 2)), max_size=5
)


@given(ways=st.lists(MOVES, max_size=12))
def test_stages_and_the_unplaced_add_up_to_all_members_and_a_funnel_never_widens(
    ways: list[list[Move]],
) -> None:
    programme = Programme.model_validate(
        {"id": "p", "title": {"en": "p"}, "stages": [{"id": s, "title": {"en": s}} for s in STAGES]}
    )
    members = [Member(str(n), tuple(sorted(w, key=lambda m: (m.day, m.place)))) for n, w in enumerate(ways)]
    stages = [_stage(programme, members, n, date(2021, 1, 1), reporting=True) for n in range(3)]
    placed = sum(s.now or 0 for s in stages)
    assert placed + sum(m.now is None for m in members) == len(members)
    reached = [s.reached or 0 for s in stages]
    assert reached == sorted(reached, reverse=True)
    assert all((s.reached or 0) >= (s.now or 0) for s in stages)
