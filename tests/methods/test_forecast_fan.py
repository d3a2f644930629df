"""Forecasts of yearly series: what the intervals hold, which scale a series is on, and what is refused."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from forecast_series import (
    NUMBERS,
    Columns,
    chosen,
    extract,
    row,
    series,
    table,
    what_came,
    years_left,
)
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import Commands

from qualicity.errors import UsageError
from qualicity.methods import method
from qualicity.methods.forecast import fan

WAVY = [50, 52, 49, 55, 53, 58, 54, 60, 57, 61]
values = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=6, max_size=60)
shares = st.lists(st.floats(0, 100).map(lambda x: round(x, 2)), min_size=6, max_size=60)


def coverage(found: Columns, came: np.ndarray, share: int) -> float:
    known = np.isfinite(came) & np.isfinite(found["lo80"])
    inside = (found[f"lo{share}"] <= came) & (came <= found[f"hi{share}"])
    return float(inside[known].mean())


def ordered(found: Columns) -> bool:
    ends = [found[name] for name in ("lo95", "lo80", "mean", "hi80", "hi95")]
    sound = np.equal(found["reason"], None)
    return all((a[sound] <= b[sound]).all() for a, b in pairwise(ends))


def test_real_series_stay_within_the_intervals_about_as_often_as_said() -> None:
    """The shipped series, their last five years held out; a wide margin, for they are few."""
    columns = extract()
    left = years_left(columns)
    found = fan(chosen(columns, left >= 5))
    came = what_came(found, columns)
    assert 0.73 <= coverage(found, came, 80) <= 0.87
    assert 0.91 <= coverage(found, came, 95) <= 0.985


def test_pure_noise_is_covered_more_than_said() -> None:
    """As the limits of the method tell: its errors do not grow with the years as those of real series do."""
    noise = np.random.default_rng(1).normal(50, 5, (400, 15))
    columns = series({f"s{i}": each for i, each in enumerate(noise)})
    found = fan(chosen(columns, years_left(columns) >= 5))
    assert coverage(found, what_came(found, columns), 80) > 0.9


def test_the_estimate_is_nearer_than_the_last_value_on_real_series() -> None:
    columns = extract()
    past = chosen(columns, years_left(columns) >= 5)
    found = fan(past)
    came = what_came(found, columns)
    last = dict(zip(past["series_id"], past["value"], strict=True))
    size = {name: np.std(np.diff(past["value"][past["series_id"] == name]), ddof=1) for name in last}
    scale = np.array([size[name] for name in found["series_id"]])
    naive = np.array([last[name] for name in found["series_id"]])
    known = np.isfinite(found["mean"]) & (scale > 0)
    error, of_naive = (np.abs(came - f)[known] / scale[known] for f in (found["mean"], naive))
    assert error.mean() < of_naive.mean()


@given(values, st.integers(1, 15))
def test_intervals_contain_the_estimate_and_the_wide_one_the_narrow(
    numbers: list[float], horizon: int
) -> None:
    found = fan(series({"a": numbers}), horizon)
    assert len(found["mean"]) == horizon
    assert ordered(found)


@given(shares)
def test_intervals_keep_within_declared_bounds(numbers: list[float]) -> None:
    for bounds in ({"lower": 0, "upper": 100}, {"lower": 0}, {"upper": 100}):
        found = fan(series({"a": numbers}, **bounds), 15)
        assert ordered(found)
        for name in NUMBERS:
            assert not (found[name] < bounds.get("lower", -np.inf)).any()
            assert not (found[name] > bounds.get("upper", np.inf)).any()


@given(values, st.sampled_from([1e-3, 0.25, 1000.0]))
def test_another_unit_changes_the_figures_by_its_factor(numbers: list[float], factor: float) -> None:
    here, there = fan(series({"a": numbers})), fan(series({"a": [x * factor for x in numbers]}))
    size = max(abs(x) for x in numbers)
    for name in NUMBERS:
        np.testing.assert_allclose(there[name] / factor, here[name], rtol=1e-6, atol=1e-6 * size)


@pytest.mark.parametrize("numbers", [WAVY, [-3, 1, 2, -5, 4, 0, 3], [3, 9, 1, 20, 0, 7]])
def test_further_years_are_known_less(numbers: list[float]) -> None:
    found = fan(series({"a": numbers}), 15)
    assert (np.diff(found["hi95"] - found["lo95"]) > 0).all()


def test_a_series_is_forecast_alike_alone_and_among_others() -> None:
    columns = extract()
    among = fan(columns, 8)
    for name in ("s00006", columns["series_id"][0], columns["series_id"][-1]):
        alone = fan(chosen(columns, columns["series_id"] == name), 8)
        for each in NUMBERS:
            np.testing.assert_allclose(alone[each], among[each][among["series_id"] == name], rtol=1e-9)


def test_order_of_rows_and_empty_rows_change_nothing() -> None:
    plain = series({"a": WAVY, "b": WAVY[::-1]})
    rows = [15, 7, 3, 0, 12, 19, 1, 2, 4, 5, 6, 8, 9, 10, 11, 13, 14, 16, 17, 18]
    mixed = chosen(plain, rows)
    empty = table(series_id=[None, "b", "a"], year=[np.nan, np.nan, 2021], value=[np.nan] * 3)
    added = {name: np.concatenate([mixed[name], empty[name]]) for name in mixed}
    expected, found = fan(plain), fan(added)
    for name in ("a", "b"):
        for column in NUMBERS:
            np.testing.assert_array_equal(
                found[column][found["series_id"] == name], expected[column][expected["series_id"] == name]
            )
    assert found["series_id"][0] == "b"  # in order of appearance


def test_years_follow_the_last_value_and_points_are_counted() -> None:
    found = fan(series({"a": WAVY}), 3)
    assert found["year"].tolist() == [2021, 2022, 2023]
    assert found["n"].tolist() == [10, 10, 10]
    assert found["reason"].tolist() == [None] * 3


def test_fewer_than_six_points_give_a_reason_and_no_figure() -> None:
    found = fan(series({"a": WAVY[:4], "b": [np.nan], "c": WAVY}), 2)
    assert found["reason"].tolist() == [
        *["insufficient data: 4 of 6 points"] * 2,
        "insufficient data: 0 of 6 points",
        *[None] * 2,
    ]
    assert found["year"][:2].tolist() == [2021, 2022]
    assert np.isnan(found["year"][2])
    assert all(np.isnan(found[name][:3]).all() for name in NUMBERS)
    assert all(np.isfinite(found[name][3:]).all() for name in NUMBERS)


@pytest.mark.parametrize("number", [0.0, 1.0, 99.7, -3.0])
@pytest.mark.parametrize("bounds", [{}, {"lower": -5, "upper": 100}])
def test_a_constant_series_stays_and_has_no_spread_for_intervals(
    number: float, bounds: dict[str, float]
) -> None:
    found = fan(series({"a": [number] * 9}, **bounds), 3)
    assert found["mean"].tolist() == [number] * 3
    assert all(reason.startswith("constant series") for reason in found["reason"])
    assert all(np.isnan(found[name]).all() for name in NUMBERS if name != "mean")


def test_a_straight_line_is_not_taken_for_certain() -> None:
    """Its yearly changes do not differ, but it may bend as real ones do."""
    found = row(fan(series({"a": [-4, -3, -2, -1, 0, 1, 2, 3]})))
    assert 3 < found["mean"] <= 4.001
    assert found["hi95"] - found["lo95"] > 2


def test_a_gap_is_part_of_the_history() -> None:
    """Every second year: changes count for two years each, so the years after the last are as uncertain as before."""
    numbers = np.cumsum(np.random.default_rng(4).normal(0, 1, 41)) + 200
    full = series({"a": numbers})
    yearly, sparse = fan(chosen(full, slice(21, 41))), fan(chosen(full, slice(0, 41, 2)))
    assert sparse["n"][0] == 21
    assert sparse["year"].tolist() == yearly["year"].tolist()
    ratio = (sparse["hi80"] - sparse["lo80"]) / (yearly["hi80"] - yearly["lo80"])
    assert ((ratio > 0.5) & (ratio < 2)).all()


def test_only_the_last_twenty_points_are_looked_at() -> None:
    """How many there are before them says only which real series it is like."""
    one, other = (fan(series({"a": [*before, *WAVY, *WAVY]})) for before in (range(40), range(90, 10, -2)))
    assert one["n"][0] == other["n"][0] == 60
    for name in NUMBERS:
        np.testing.assert_array_equal(one[name], other[name])


def test_values_on_their_bounds_are_forecast() -> None:
    found = fan(series({"a": [90, 96, 99, 100, 100, 100, 99, 100]}, lower=0, upper=100))
    assert (found["hi95"] <= 100).all()
    assert (found["mean"] > 95).all()


def test_a_positive_calm_series_never_reaches_zero_and_one_with_negatives_may() -> None:
    assert (fan(series({"a": [8, 7.5, 7.7, 7, 6.4, 6.2, 6]}), 15)["lo95"] > 0).all()
    assert (fan(series({"a": [2, -1, 3, 1, -2, 0.5, 1]}), 15)["lo95"] < 0).all()


def test_bounds_that_contradict_the_values_give_a_reason() -> None:
    assert row(fan(series({"a": WAVY}, upper=60)))["reason"] == "a value lies beyond the bounds"
    assert row(fan(series({"a": WAVY}, lower=100, upper=0)))["reason"] == "lower is not below upper"


def test_two_values_of_one_year_are_refused() -> None:
    for value in (4, 9):
        twice = table(series_id=["a"] * 7, year=[*range(2000, 2006), 2003], value=[1, 2, 3, 4, 5, 6, value])
        with pytest.raises(UsageError, match="series 'a' has more than one value for 2003"):
            fan(twice)


def test_values_without_series_or_whole_year_are_refused() -> None:
    with pytest.raises(UsageError, match="row 2 has a value but no series_id"):
        fan(table(series_id=["a", None], year=[2000, 2001], value=[1, 2]))
    for year in (2000.5, np.nan):
        with pytest.raises(UsageError, match="row 1 has no whole year"):
            fan(table(series_id=["a"], year=[year], value=[1]))


@pytest.mark.parametrize("horizon", [0, 16, -1, 2.5, "five", True])
def test_a_horizon_beyond_the_table_is_refused(horizon: object) -> None:
    with pytest.raises(UsageError, match="from 1 to 15"):
        fan(series({"a": WAVY}), horizon)  # type: ignore[arg-type]


def test_a_file_gives_a_file(cli: Commands, tmp_path: Path) -> None:
    """Bounds of one series are not another's, also beside the result; missing values count as gaps."""
    rows = [
        f"{name},{2011 + i},{'NA' if i == 4 else value},{upper}"
        for name, upper in (("a", ""), ("b", 61))
        for i, value in enumerate(WAVY)
    ]
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text("\n".join(["series_id,year,value,upper", *rows]), "utf-8")
    ran = cli.run("calc", "forecast.fan", file, "-o", out, "--set", "horizon=2")
    assert ran.exit_code == 0, ran.output
    with out.open(encoding="utf-8", newline="") as opened:
        found = list(csv.DictReader(opened))
    assert [(r["series_id"], r["year"], r["n"], r["upper"]) for r in found] == [
        *(("a", "2021", "9", ""), ("a", "2022", "9", "")),
        *(("b", "2021", "9", "61"), ("b", "2022", "9", "61")),
    ]
    assert float(found[0]["hi80"]) > 61 >= float(found[2]["hi95"])


def test_no_rows_give_no_rows() -> None:
    found = fan(table(series_id=[], year=[], value=[]))
    assert {len(values) for values in found.values()} == {0}


def test_columns_are_those_of_the_registration() -> None:
    registered = method("forecast.fan")
    assert list(fan(series({"a": WAVY}))) == [column.name for column in registered.outputs]
