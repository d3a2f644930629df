"""Many series at once with their own limits: the same as one after another, both sides of a range, the base rate."""

from itertools import pairwise
from statistics import stdev
from typing import Any

import numpy as np
import pytest
from forecast_series import extract, series
from hypothesis import given
from hypothesis import strategies as st

from qualicity.methods.forecast import fan, probability, prospects
from qualicity.methods.forecast.base_rates import RANKS, shipped_rates

WAVY = [50.0, 52, 49, 55, 53, 58, 54, 60, 57, 61]


def alone(values: list[float], horizon: int = 5, **limits: float) -> Any:
    return prospects(series({"a": values}, **limits), horizon)


def test_real_series_have_the_fan_and_the_probabilities_of_the_methods() -> None:
    columns = extract()
    names = list(dict.fromkeys(columns["series_id"]))
    aims = {name: float(np.nanmean(columns["value"][columns["series_id"] == name])) for name in names}
    asked = np.array([aims[name] for name in columns["series_id"]])
    found = prospects({**columns, "least": asked}, 5)
    assert list(found.ids) == names
    expected = fan(columns, 5)
    for name in ("mean", "lo80", "hi95"):
        np.testing.assert_allclose(found.fan[name].ravel(), expected[name], rtol=1e-12)
    last = dict(zip(names, found.last_year, strict=True))
    due = np.array([last[name] + 3 for name in columns["series_id"]])
    up = np.full(len(due), "up", dtype=object)
    told = probability({**columns, "target": asked, "target_year": due, "direction": up})
    np.testing.assert_allclose(found.within[:, 2], told["probability"], atol=1e-12)
    assert np.isfinite(found.within).any()


def test_between_two_limits_it_is_what_is_left_of_both_sides() -> None:
    both = alone(WAVY, least=55, most=66).within
    np.testing.assert_allclose(
        both, alone(WAVY, least=55).within + alone(WAVY, most=66).within - 1, atol=1e-12
    )
    assert (alone(WAVY, least=66, most=55).within == 0).all(), "nothing lies between limits that are crossed"


def test_without_limits_there_is_a_fan_and_no_probability() -> None:
    found = alone(WAVY)
    assert np.isnan(found.within).all()
    assert np.isnan(found.base).all()
    assert np.isfinite(found.fan["lo95"]).all()


def test_the_base_rate_is_the_share_of_real_series_that_moved_so_far() -> None:
    move = (66 - 61) / (stdev(b - a for a, b in pairwise(WAVY)) * 2**0.5)
    expected = 1 - np.interp(move, shipped_rates().moves[1], RANKS)
    assert alone(WAVY, least=66).base[0, 1] == pytest.approx(expected)
    assert alone(WAVY, most=66).base[0, 1] == pytest.approx(1 - expected)


@given(st.lists(st.floats(-300, 300), min_size=2, max_size=6))
def test_the_base_rate_falls_as_more_is_asked(limits: list[float]) -> None:
    rates = [alone(WAVY, least=x).base[0] for x in sorted(limits)]
    assert all((b <= a + 1e-12).all() for a, b in pairwise(rates))
    assert all(((a >= 0) & (a <= 1)).all() for a in rates)


def test_a_straight_line_has_no_base_rate() -> None:
    assert np.isnan(alone([1.0, 2, 3, 4, 5, 6, 7], least=9).base).all()


def test_moves_grow_with_the_rank_and_stay_where_most_series_stay() -> None:
    moves = shipped_rates().moves
    assert (np.diff(moves, axis=1) >= 0).all()
    assert moves.shape == (15, len(RANKS))
    assert (np.abs(moves[:, RANKS.index(0.5)]) < 0.5).all()
