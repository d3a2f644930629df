"""Revisions of one authority and conflicts between several are told apart, and measured."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import FOSHAN, Commands

from qualicity.methods.revisions import revision_statistics


def test_foshans_gdp_of_2016_is_a_revision_by_its_government_and_a_conflict_with_the_press(
    cli_loaded: Commands,
) -> None:
    (gdp,) = cli_loaded.json("revisions", FOSHAN, "gdp")["indicators"]
    (y2016,) = (r for r in gdp["revised"] if r["period"] == "2016")
    assert y2016["authority"] == "Foshan Municipal Government"
    assert [(v["vintage"], v["value"]) for v in y2016["vintages"]] == [
        ("2017-01-10", 8600.0),
        ("2022-01-07", 8756.3),
    ]
    assert y2016["revision"] == 156.3
    assert y2016["percent"] == pytest.approx(100 * 156.3 / 8600)
    (conflict,) = (c for c in gdp["conflicts"] if c["period"] == "2016")
    assert {(f["authority"], f["value"]) for f in conflict["figures"]} == {
        ("Foshan Municipal Government", 8756.3),
        ("press", 8630.0),
    }


def test_a_revision_is_not_known_before_it_was_published(cli_loaded: Commands) -> None:
    (gdp,) = cli_loaded.json("revisions", FOSHAN, "gdp", "--as-of", date(2020, 1, 1).isoformat())[
        "indicators"
    ]
    assert "2016" not in {r["period"] for r in gdp["revised"]}


def test_without_an_indicator_only_those_with_something_to_tell_are_listed(cli_loaded: Commands) -> None:
    told = cli_loaded.json("revisions", FOSHAN)["indicators"]
    assert "gdp" in {r["indicator"] for r in told}
    assert all(r["revised"] or r["conflicts"] for r in told)


def test_an_unknown_indicator_is_refused_with_a_suggestion(cli_loaded: Commands) -> None:
    answer = cli_loaded.run("revisions", FOSHAN, "gpd")
    assert (answer.exit_code, "did you mean 'gdp'" in answer.output) == (2, True)


def test_statistics_of_too_few_revisions_are_missing_and_never_zero() -> None:
    assert revision_statistics([]).mean is None
    one = revision_statistics([2.0])
    assert (one.mean, one.sd, one.t) == (2.0, None, None)
    assert revision_statistics([2.0, 2.0]).t is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(0.01, 100))
def test_the_t_statistic_does_not_depend_on_the_unit(values: list[float], factor: float) -> None:
    one, other = revision_statistics(values), revision_statistics([v * factor for v in values])
    if one.t is not None and other.t is not None and one.sd and one.sd > 1e-6:
        assert math.isclose(one.t, other.t, rel_tol=1e-6, abs_tol=1e-9)
    assert one.mean_absolute is not None
    assert abs(one.mean or 0) <= one.mean_absolute * (1 + 1e-12) + 1e-12
