"""Areas that lie in each other: rows are counted anew, figures added up by rule, or never."""

from pathlib import Path

import pytest
from enterprises import DISTRICTS, PROVINCE, found, made, small, values
from small_plan import CITY, SmallPlan

D1, D2 = DISTRICTS
RETURNS = [
    ("a", "2016-03-01", 10.0, "large"),
    ("b", "2016-03-01", 20.0, "small"),
    ("c", "2016-03-01", 60.0, "small"),
    ("c", "2017-03-01", 5.0, "small"),
]


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    return small(tmp_path / "small", RETURNS)


def test_recompute_counts_the_rows_of_all_that_lies_in_an_area(plan: SmallPlan) -> None:
    made(plan, "median(output)", across="recompute")
    assert values(plan) == {
        (D1, "2016"): 10,
        (D2, "2016"): 40,
        (CITY, "2016"): 20,
        (PROVINCE, "2016"): 20,
        (D2, "2017"): 5,
        (CITY, "2017"): 5,
        (PROVINCE, "2017"): 5,
    }


@pytest.mark.parametrize(("rule", "value"), [("sum", 90), ("mean", 45), ("weighted", 30)])
def test_figures_are_added_up_by_the_indicators_own_rule(rule: str, value: float, plan: SmallPlan) -> None:
    expression = "avg(output)" if rule == "weighted" else "sum(output)"
    made(plan, expression, across=rule, denominator="count(*)")
    there = found(plan)
    assert there[CITY, "2016"].value == value
    assert there[CITY, "2016"].origin == "roll-up"
    assert there[CITY, "2016"].denominator == (3 if rule == "weighted" else 2)  # rows, or parts
    assert there[PROVINCE, "2016"].value == value


def test_a_weight_may_be_another_indicator(plan: SmallPlan) -> None:
    made(plan, "sum(output)", "people")
    made(plan, "count(*)", across="weighted", weight="[people]")
    assert values(plan)[CITY, "2016"] == pytest.approx((1 * 10 + 2 * 80) / 90)


def test_a_rule_of_never_gives_no_figure_and_says_why(plan: SmallPlan) -> None:
    made(plan, "count(*)", across="never")
    whole = found(plan)[CITY, "2016"]
    assert whole.value is None
    assert whole.reason is not None
    assert "Never added up" in whole.reason.en


def test_a_missing_part_is_told_and_nothing_is_added_up(plan: SmallPlan) -> None:
    made(plan, "sum(output)", across="sum")
    whole = found(plan)[CITY, "2017"]
    assert whole.value is None
    assert whole.reason is not None
    assert "Only 1 of its parts" in whole.reason.en


def test_without_a_rule_areas_are_kept_apart(plan: SmallPlan) -> None:
    made(plan, "sum(output)")
    assert {area for area, _ in values(plan)} == set(DISTRICTS)


def bad_days(plan: SmallPlan, rule: str, **own: object) -> None:
    """Foshan's own case: a city's bad-air days are not the sum of its districts'."""
    plan.indicator("days", {"id": "published", "from": "figures"}, unit="days", across_areas=rule)
    for area, value in {D1: 9, D2: 7, **own}.items():
        plan.figure("2016", value, indicator="days", area=area, unit="days")


def test_an_area_with_a_figure_of_its_own_keeps_it(plan: SmallPlan) -> None:
    bad_days(plan, "sum", **{CITY: 4})
    assert values(plan, "days") == {
        (D1, "2016"): 9,
        (D2, "2016"): 7,
        (CITY, "2016"): 4,
        (PROVINCE, "2016"): 4,
    }


def test_published_figures_add_up_only_where_every_part_has_one(plan: SmallPlan) -> None:
    bad_days(plan, "sum")
    plan.figure("2017", 3, indicator="days", area=D1, unit="days")
    assert values(plan, "days") == {
        (D1, "2016"): 9, (D2, "2016"): 7, (CITY, "2016"): 16, (PROVINCE, "2016"): 16, (D1, "2017"): 3,
    }  # fmt: skip


def test_parts_on_which_authorities_differ_are_not_added_up(plan: SmallPlan) -> None:
    bad_days(plan, "sum")
    plan.figure("2016", 8, indicator="days", area=D1, unit="days", authority="Press")
    whole = found(plan, "days")[CITY, "2016"]
    assert whole.value is None
    assert whole.reason is not None
    assert "contradict" in whole.reason.en


def test_finished_figures_are_never_counted_anew(plan: SmallPlan) -> None:
    bad_days(plan, "recompute")
    assert {area for area, _ in values(plan, "days")} == set(DISTRICTS)


def test_a_formula_is_computed_for_the_areas_of_its_sides(plan: SmallPlan) -> None:
    made(plan, "sum(output)", "cost", across="sum")
    made(plan, "count(*)", "many", across="sum")
    plan.indicator("made", {"id": "d", "value": "[cost] / [many]"})
    assert values(plan)[CITY, "2016"] == 30
