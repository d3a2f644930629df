"""Dotted names follow foreign keys and never multiply rows."""

from pathlib import Path

import pytest
from enterprises import DISTRICTS, found, made, small, values
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_fixtures import Commands
from small_plan import SmallPlan

from qualicity.plan import read_plan

RETURNS = [
    ("a", "2016-03-01", 10.0, "large"),
    ("b", "2016-03-01", 20.0, "small"),
    ("c", "2016-03-01", 30.0, "small"),
    ("c", "2016-07-01", 40.0, "small"),
]


@pytest.fixture
def plan(tmp_path: Path) -> SmallPlan:
    return small(tmp_path / "small", RETURNS)


def test_a_name_through_two_keys_is_the_value_of_the_row_that_they_lead_to(plan: SmallPlan) -> None:
    made(plan, "100.0 * sum(output) filter (where enterprise.industry.advanced) / sum(output)")
    assert values(plan) == {
        (DISTRICTS[0], "2016"): 100.0,
        (DISTRICTS[1], "2016"): pytest.approx(100 * 20 / 90),
    }


def test_a_filter_may_follow_keys_too(plan: SmallPlan) -> None:
    made(plan, "count(*)", filter="enterprise.industry = 'C13'")
    assert values(plan) == {(DISTRICTS[0], "2016"): 0, (DISTRICTS[1], "2016"): 2}


def test_a_row_whose_key_leads_nowhere_still_counts(plan: SmallPlan) -> None:
    plan.rows["enterprises"] = [{**r, "industry": None} for r in plan.rows["enterprises"]]
    made(plan, "count(*) - count(enterprise.industry.advanced)")
    assert values(plan) == {(DISTRICTS[0], "2016"): 1, (DISTRICTS[1], "2016"): 3}


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=8))
@settings(max_examples=8, deadline=None)
def test_following_keys_leaves_every_count_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, who: list[str]
) -> None:
    rows = [(e, f"2016-01-{n + 1:02}", 1.0, "small") for n, e in enumerate(who)]
    plan = small(tmp_path_factory.mktemp("joins") / "small", rows)
    made(plan, "count(*)", "plain")
    made(plan, "count(*) + 0 * count(enterprise.area.parent)", "joined")
    plan.load()
    figures = plan.view().figures
    assert [o.value for o in figures.of("joined")] == [o.value for o in figures.of("plain")]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("sum(enterprise.industry.advnced)", "did you mean 'enterprise.industry.advanced'?"),
        ("sum(enterprize.industry)", "unknown field 'enterprize.industry'"),
        ("count(size.industry)", "unknown field 'size.industry'"),
        ("count(enterprise.industry.advanced.more.more)", "not allowed"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_with_its_place(
    value: str, words: str, plan: SmallPlan, cli: Commands
) -> None:
    made(plan, value)
    told = cli.run("check", plan.write())
    assert told.exit_code == 1
    assert "indicators/made.yaml:" in told.output
    assert words in told.output


def test_a_key_that_could_find_several_rows_is_refused(plan: SmallPlan, cli: Commands) -> None:
    schema = plan.datasets["enterprises"]["schema"]
    plan.datasets["enterprises"] = plan.datasets["enterprises"] | {
        "schema": schema | {"primaryKey": ["id", "area"]}
    }
    made(plan, "count(enterprise.industry)")
    told = cli.run("check", plan.write())
    assert told.exit_code == 1
    assert "could multiply rows" in told.output


def test_published_figures_are_joined_in_their_last_vintage_only(plan: SmallPlan) -> None:
    """A dataset of figures holds every vintage; a join must see one."""
    plan.datasets["returns"] = plan.datasets["returns"] | {"known": "commit"}
    made(plan, "sum(output)")
    assert values(plan)[DISTRICTS[1], "2016"] == 90
    plan.rows["returns"] = [{**r, "output": 1} for r in plan.rows["returns"]]
    assert values(plan)[DISTRICTS[1], "2016"] == 3


def test_the_rows_behind_a_figure_are_those_that_the_filter_keeps(plan: SmallPlan) -> None:
    from qualicity.indicators import explain

    made(plan, "sum(output)", filter="enterprise.industry.advanced")
    observation = found(plan)[DISTRICTS[1], "2016"]
    link = explain(plan.view().figures, observation).links[0]
    assert link.table.total == observation.rows == 1
    assert read_plan(plan.folder).dataset("returns") is not None
