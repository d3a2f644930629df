"""The probability that a yearly series meets a target: its agreement with the fan, its sides, its reasons."""

from pathlib import Path

import numpy as np
import pytest
from forecast_series import Columns, chosen, extract, row, series
from hypothesis import given
from hypothesis import strategies as st
from rooms_fixtures import Commands

from qualicity.errors import UsageError
from qualicity.methods import method
from qualicity.methods.forecast import fan, probability

WAVY = [50, 52, 49, 55, 53, 58, 54, 60, 57, 61]
values = st.lists(st.floats(-1e4, 1e4).map(lambda x: round(x, 2)), min_size=6, max_size=40)


def asked(
    numbers: list[float], target: float, year: int = 2023, direction: str = "up", **bounds: float
) -> Columns:
    return probability(series({"a": numbers}, target=target, target_year=year, direction=direction, **bounds))


def chance(
    numbers: list[float], target: float, year: int = 2023, direction: str = "up", **bounds: float
) -> float:
    return float(asked(numbers, target, year, direction, **bounds)["probability"][0])


@pytest.mark.parametrize(
    ("name", "expected"), [("lo95", 0.975), ("lo80", 0.9), ("mean", 0.5), ("hi80", 0.1), ("hi95", 0.025)]
)
@pytest.mark.parametrize("bounds", [{}, {"lower": 0}, {"upper": 90}, {"lower": 0, "upper": 100}])
@pytest.mark.parametrize("numbers", [WAVY, [50, 10, 70, 20, 60, 15, 44]])
def test_it_agrees_with_the_fan(
    name: str, expected: float, bounds: dict[str, float], numbers: list[float]
) -> None:
    target = fan(series({"a": numbers}, **bounds), 3)[name][2]
    at_a_bound = target in bounds.values()
    assert at_a_bound or chance(numbers, target, **bounds) == pytest.approx(expected, abs=1e-6)


@given(values, st.lists(st.floats(-2e4, 2e4), min_size=2, max_size=8), st.integers(2021, 2035))
def test_a_higher_target_is_never_likelier_and_the_sides_make_one(
    numbers: list[float], targets: list[float], year: int
) -> None:
    up = np.array([chance(numbers, t, year) for t in sorted(targets)])
    down = np.array([chance(numbers, t, year, "down") for t in sorted(targets)])
    known = np.isfinite(up)
    assert (np.diff(up[known]) <= 1e-12).all()
    assert ((up[known] >= 0) & (up[known] <= 1)).all()
    np.testing.assert_allclose(up[known] + down[known], 1, atol=1e-12)


def test_a_far_target_is_unlikely_but_an_impossible_one_is_impossible() -> None:
    assert 0 < chance(WAVY, 500) < 0.005
    assert chance(WAVY, 101, lower=0, upper=100) == 0
    assert chance(WAVY, 0, lower=0, upper=100) == 1
    assert chance(WAVY, 100, direction="down", lower=0, upper=100) == 1


def test_a_bound_that_is_often_touched_is_met_with_a_probability() -> None:
    full = [99.6, 100, 100, 99, 100, 100, 100, 98, 100]
    assert 0.1 < chance(full, 100, lower=0, upper=100) < 0.9


@pytest.mark.parametrize(
    ("numbers", "year", "reason"),
    [
        (WAVY[:5], 2023, "insufficient data: 5 of 6 points"),
        ([7.0] * 8, 2023, "constant series: it has no spread to scale intervals by"),
        (WAVY, 2020, "target_year is not after the last year 2020: decided, not forecast"),
        (WAVY, 2036, "target_year is 16 years ahead: errors are known for 15"),
        (WAVY, 2023.5, "target_year is not a whole year"),
        (WAVY, np.nan, "no target_year"),
    ],
)
def test_what_cannot_be_answered_says_why(numbers: list[float], year: int, reason: str) -> None:
    found = row(asked(numbers, 60, year))
    assert found["reason"] == reason
    assert np.isnan(found["probability"])


def test_without_a_question_there_is_one_row_that_says_so() -> None:
    found = probability(series({"a": WAVY}, target=np.nan, target_year=np.nan, direction=None))
    assert found["reason"].tolist() == ["no target"]
    assert (
        probability(series({"a": WAVY}, target=60, target_year=2023, direction=None))["reason"]
        == "no direction"
    )


def test_a_question_may_stand_in_one_row_and_a_series_may_have_several() -> None:
    columns = series({"a": WAVY, "b": WAVY}, target=np.nan, target_year=np.nan, direction=None)
    columns["target"][4], columns["target_year"][7], columns["direction"][0] = 60, 2023, "up"
    columns["target"][[10, 15]], columns["target_year"][12], columns["direction"][12] = [60, 70], 2023, "up"
    found = probability(columns)
    assert found["series_id"].tolist() == ["a", "b", "b"]
    assert found["target"].tolist() == [60, 60, 70]
    assert found["probability"][0] == found["probability"][1] == chance(WAVY, 60)
    assert found["probability"][2] < found["probability"][1]


def test_questions_crossed_with_a_series_are_answered_one_by_one() -> None:
    one, other = (series({"a": WAVY}, target=t, target_year=2022, direction="down") for t in (55, 65))
    found = probability({name: np.concatenate([one[name], other[name]]) for name in one})
    assert found["target"].tolist() == [55, 65]
    assert found["n"].tolist() == [10, 10]
    other["value"][3] += 1
    with pytest.raises(UsageError, match="series 'a' has more than one value for 2014"):
        probability({name: np.concatenate([one[name], other[name]]) for name in one})


@pytest.mark.parametrize(("word", "same"), [("Higher", "up"), ("lower", "down"), (" UP ", "up")])
def test_other_words_for_the_direction(word: str, same: str) -> None:
    assert chance(WAVY, 60, direction=word) == chance(WAVY, 60, direction=same)
    assert asked(WAVY, 60, direction=word)["direction"][0] == same


@pytest.mark.parametrize("name", ["target", "target_year", "direction"])
def test_a_missing_column_is_refused(name: str) -> None:
    columns = series({"a": WAVY}, target=60, target_year=2023, direction="up")
    del columns[name]
    with pytest.raises(UsageError, match=f"column '{name}' is missing"):
        probability(columns)


def test_history_counts_where_a_file_asks_only_once(cli: Commands, tmp_path: Path) -> None:
    rows = [f"a,{2011 + i},{value},,," for i, value in enumerate(WAVY)]
    rows[3] = f"a,2014,{WAVY[3]},60,2023,up"
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text("\n".join(["series_id,year,value,target,target_year,direction", *rows]), "utf-8")
    ran = cli.run("calc", "forecast.probability", file, "-o", out)
    assert ran.exit_code == 0, ran.output
    header, line = out.read_text("utf-8").splitlines()
    found = dict(zip(header.split(","), line.split(","), strict=True))
    assert (found["n"], found["reason"], found["flags"]) == ("10", "", "")
    assert float(found["probability"]) == pytest.approx(chance(WAVY, 60))


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(UsageError, match="direction must be 'up'"):
        asked(WAVY, 60, direction="sideways")


def test_every_real_series_is_answered_alike_alone() -> None:
    columns = extract()
    size = len(columns["year"])
    columns |= {
        "target": np.full(size, 50.0),
        "target_year": np.full(size, 2028.0),
        "direction": np.full(size, "down", dtype=object),
    }
    among = probability(columns)
    for name in among["series_id"][::40]:
        alone = probability(chosen(columns, columns["series_id"] == name))
        np.testing.assert_allclose(
            alone["probability"], among["probability"][among["series_id"] == name], rtol=1e-9
        )


def test_columns_are_those_of_the_registration() -> None:
    assert list(asked(WAVY, 60)) == [column.name for column in method("forecast.probability").outputs]
