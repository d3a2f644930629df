"""Three simple forecasts of yearly series and their mean, for many series of equal length at once.

Source: theta — V. Assimakopoulos, K. Nikolopoulos (2000), in the form of R. J. Hyndman, B. Billah (2003);
damped trend — E. S. Gardner, E. McKenzie (1985). Smoothing parameters are those of a small grid with the least
squared errors one year ahead.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_DAMPED = tuple(product((0.2, 0.5, 0.8, 1.0), (0.0, 0.1, 0.3), (0.85, 0.98)))
"""Smoothing of the level, of the trend, and damping φ, at most .98."""
_FIRST = 3
"""The trend starts as the mean of so many first changes."""


def naive(x: Any, horizon: int) -> Any:
    """The last value stays. `x` is series × years; gives series × horizon, as all of these do."""
    return np.repeat(x[:, -1:], horizon, axis=1)


def theta(x: Any, horizon: int) -> Any:
    """Mean of the straight line through the series and of the smoothed line with doubled curvature."""
    series, years = x.shape
    t = np.arange(years) - (years - 1) / 2
    slope = (x @ t / (t @ t))[:, None]
    line = x.mean(axis=1, keepdims=True) + slope * t
    curved = 2 * x - line
    alpha = np.array(_LEVELS)
    level = np.repeat(curved[:, :1], len(alpha), axis=1)
    squares = np.zeros_like(level)
    for year in range(1, years):
        error = curved[:, year : year + 1] - level
        squares += error**2
        level = level + alpha * error
    best = level[np.arange(series), squares.argmin(axis=1)][:, None]
    return (best + line[:, -1:] + slope * np.arange(1, horizon + 1)) / 2


def damped_trend(x: Any, horizon: int) -> Any:
    """The smoothed level with a smoothed trend that fades by φ each year."""
    series, years = x.shape
    alpha, beta, phi = np.array(_DAMPED).T
    first = min(_FIRST, years - 1)
    level = np.repeat(x[:, :1], len(phi), axis=1)
    trend = np.repeat(((x[:, first] - x[:, 0]) / first)[:, None], len(phi), axis=1)
    squares = np.zeros_like(level)
    for year in range(1, years):
        expected = level + phi * trend
        error = x[:, year : year + 1] - expected
        squares += error**2
        level = expected + alpha * error
        trend = phi * trend + alpha * beta * error
    best = (np.arange(series), squares.argmin(axis=1))
    fading = np.cumsum(phi[best[1]][:, None] ** np.arange(1, horizon + 1), axis=1)
    return level[best][:, None] + fading * trend[best][:, None]


def combined(x: Any, horizon: int) -> Any:
    """The mean of the three."""
    return (naive(x, horizon) + theta(x, horizon) + damped_trend(x, horizon)) / 3
