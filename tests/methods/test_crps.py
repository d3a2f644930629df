"""The two ways of scoring a whole distribution that the backtest uses agree with the integral that CRPS is."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

SCRIPTS = Path(__file__).resolve().parents[2] / "benchmarks" / "forecast"


@pytest.fixture(scope="module")
def crps() -> Iterator[Any]:
    """The benchmark's own module, which imports its neighbours by their plain names."""
    before = set(sys.modules)
    sys.path.insert(0, str(SCRIPTS))
    try:
        import crps  # type: ignore[import-not-found,unused-ignore]

        yield crps
    finally:
        sys.path.remove(str(SCRIPTS))
        for name in ("crps", "past", "peers", "series"):
            if name not in before:
                sys.modules.pop(name, None)


@pytest.mark.parametrize("value", [-3.0, 0.0, 0.4, 2.0, 7.0])
def test_both_ways_are_the_integral_of_the_squared_distance(crps: Any, value: float) -> None:
    mean, spread = 0.5, 1.7
    x = np.linspace(-20, 20, 400_001)
    integral = np.trapezoid((norm.cdf(x, mean, spread) - (x >= value)) ** 2, x)
    v = np.array([value])
    assert crps.gaussian(v, np.array([mean]), np.array([spread]))[0] == pytest.approx(integral, abs=1e-4)
    quantiles = norm.ppf((np.arange(2000) + 0.5) / 2000, mean, spread)[None, :]
    assert crps.by_quantiles(v, quantiles)[0] == pytest.approx(integral, abs=2e-3)


def test_a_distribution_without_spread_is_scored_by_its_distance(crps: Any) -> None:
    assert crps.gaussian(np.array([3.0]), np.array([1.0]), np.array([0.0]))[0] == 2
    assert crps.by_quantiles(np.array([3.0]), np.full((1, 9), 1.0))[0] == 2


def test_the_spread_of_a_line_is_the_text_books(crps: Any) -> None:
    x = np.array([[1.0, 2.5, 2.0, 4.5, 4.0, 6.5]])
    t = np.arange(6.0)
    slope, start = np.polyfit(t, x[0], 1)
    residual = np.sqrt(((x[0] - start - slope * t) ** 2).sum() / 4)
    expected = [
        residual * np.sqrt(1 + 1 / 6 + (ahead - 2.5) ** 2 / ((t - 2.5) ** 2).sum()) for ahead in (6, 7)
    ]
    assert crps.spreads(x, 2)["OLS line"][0] == pytest.approx(expected)
    assert crps.spreads(x, 4)["naive"][0] == pytest.approx(
        np.sqrt(np.mean(np.diff(x[0]) ** 2)) * np.sqrt([1, 2, 3, 4])
    )
