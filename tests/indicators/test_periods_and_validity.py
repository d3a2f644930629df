"""Frequencies, the year to date, validity in time, aggregates beside other indicators."""

from pathlib import Path

import pytest
from enterprises import DISTRICTS, found, made, small, values
from small_plan import SmallPlan

D1 = DISTRICTS[0]
RETURNS = [
    ("a", "2015-12-31", 1.0, "x"),
    ("a", "2016-01-01", 2.0, "x"),
    ("a", "2016-03-15", 4.0, "x"),
    ("a", "2016-12-01", 8.0, "x"),
    ("a", "2017-02-01", 16.0, "x"),
]


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    return small(tmp_path / "small", RETURNS)


def test_every_frequency_names_its_periods_as_sdmx_does(plan: SmallPlan) -> None:
    made(plan, "sum(output)", freq=["A", "S", "Q", "M", "W", "D"])
    there = {period for _, period in values(plan)}
    assert {"2016", "2016-S1", "2016-S2", "2016-Q1", "2016-Q4", "2016-03", "2016-03-15"} <= there
    assert {"2015-W53", "2016-W11"} <= there  # 31 December 2015 and 1 January 2016 share a week


def test_the_year_to_date_adds_month_after_month_and_ends_with_the_rows(plan: SmallPlan) -> None:
    made(plan, "sum(output)", freq=["YTD"])
    there = {period: v for (_, period), v in values(plan).items()}
    assert {p: v for p, v in there.items() if p.startswith("2016")} == {
        **{f"2016-01-01/P{m}M": 2 for m in (1, 2)},
        **{f"2016-01-01/P{m}M": 6 for m in range(3, 12)},
        "2016-01-01/P12M": 14,
    }
    assert {p for p in there if p.startswith("2017")} == {"2017-01-01/P2M"}


def test_december_to_date_is_not_told_beside_the_year(plan: SmallPlan) -> None:
    made(plan, "sum(output)", freq=["A", "YTD"])
    there = {period for _, period in values(plan)}
    assert "2016" in there
    assert "2016-01-01/P12M" not in there


def test_a_definition_has_no_figures_outside_of_its_validity(plan: SmallPlan) -> None:
    old = {"id": "old", "from": "returns", "value": "sum(output)", "valid_to": "2015"}
    new = {
        "id": "new",
        "from": "returns",
        "value": "10 * sum(output)",
        "valid_from": "2016",
        "valid_to": "2016-12",
    }
    plan.indicator("made", old, new)
    plan.load()
    there = {(o.definition, o.period_text): o.value for o in plan.view().figures.of("made")}
    assert there == {("old", "2015"): 1, ("new", "2016"): 140}


def test_an_aggregate_may_stand_beside_another_indicator(plan: SmallPlan) -> None:
    plan.indicator("gdp")
    plan.figure("2016", 700, indicator="gdp", area=D1)
    made(plan, "100.0 * sum(output) / [gdp]", filter="output > 2")
    there = found(plan)
    assert there[D1, "2016"].value == pytest.approx(100 * 12 / 700)
    missing = there[D1, "2017"]
    assert missing.value is None
    assert missing.reason is not None
    assert "no figure here" in missing.reason.en


def test_division_by_zero_is_told_apart_from_nothing_to_count(plan: SmallPlan) -> None:
    made(plan, "sum(output) / (count(*) - 2)", "zero")
    made(plan, "avg(output)", "none", filter="size = 'y'")
    plan.load()
    figures = plan.view().figures
    reasons = {
        n: [str(o.reason.en) for o in figures.of(n, period="2016") if o.reason] for n in ("zero", "none")
    }
    assert figures.of("zero", period="2016")[0].value == 14
    assert [o.reason.en for o in figures.of("zero", period="2015") if o.reason] == []
    assert "No row" in reasons["none"][0]
    made(plan, "sum(output) / (count(*) - 3)", "zero")
    plan.load()
    told = plan.view().figures.of("zero", period="2016")[0].reason
    assert told is not None
    assert "division by zero" in told.en
