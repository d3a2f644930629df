"""What official statistics extrapolate with, for many series of equal length at once: series × years → series × horizon."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

ESCAP_RATIO = 0.9
"""Weights fall by this factor each year back. That ESCAP weights recent years more is read from its method; the
factor is ours. Others from .5 to .9 rank alike."""


def naive(x: np.ndarray, horizon: int) -> np.ndarray:
    """The last value."""
    return np.repeat(x[:, -1:], horizon, axis=1)


def cagr(x: np.ndarray, horizon: int) -> np.ndarray:
    """Compound growth from the first to the last value; the last value where that is undefined."""
    with np.errstate(all="ignore"):
        growth = (x[:, -1:] / x[:, :1]) ** (1 / (x.shape[1] - 1))
        ahead = x[:, -1:] * growth ** np.arange(1, horizon + 1)
    return np.where(np.isfinite(ahead).all(axis=1, keepdims=True), ahead, x[:, -1:])


def line(x: np.ndarray, horizon: int, ratio: float = 1.0) -> np.ndarray:
    """A straight line by least squares, with weights that fall by `ratio` each year back."""
    t = np.arange(x.shape[1])
    weight = ratio ** t[::-1]
    weight = weight / weight.sum()
    middle = weight @ t
    slope = x @ (weight * (t - middle)) / (weight @ (t - middle) ** 2)
    return (x @ weight)[:, None] + slope[:, None] * (np.arange(len(t), len(t) + horizon) - middle)


def escap(x: np.ndarray, horizon: int) -> np.ndarray:
    """The weighted line."""
    return line(x, horizon, ESCAP_RATIO)


PEERS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "naive": naive,
    "CAGR": cagr,
    "ESCAP weighted line": escap,
    "OLS line": line,
}


def spreads(x: np.ndarray, horizon: int) -> dict[str, np.ndarray]:
    """The standard deviation that goes with each peer's forecast, as text books give it: series × horizon.

    Naive and CAGR: the root mean square of their own errors one year ahead, times √h. Lines: the standard error of
    a new observation at that year, from the residuals.
    """
    root = np.sqrt(np.arange(1, horizon + 1))
    step = np.sqrt((np.diff(x, axis=1) ** 2).mean(axis=1))
    with np.errstate(all="ignore"):
        growth = (x[:, -1:] / x[:, :1]) ** (1 / (x.shape[1] - 1))
        growth = np.where(np.isfinite(growth), growth, 1.0)
        errors = x[:, 1:] - x[:, :-1] * growth
    grown = np.sqrt((errors**2).sum(axis=1) / (x.shape[1] - 2))
    return {
        "naive": step[:, None] * root,
        "CAGR": grown[:, None] * root,
        "ESCAP weighted line": _line_spread(x, horizon, ESCAP_RATIO),
        "OLS line": _line_spread(x, horizon, 1.0),
    }


def _line_spread(x: np.ndarray, horizon: int, ratio: float) -> np.ndarray:
    n = x.shape[1]
    t = np.arange(n)
    weight = ratio ** t[::-1]
    weight = weight / weight.sum()
    middle = weight @ t
    apart = weight @ (t - middle) ** 2
    slope = x @ (weight * (t - middle)) / apart
    fitted = (x @ weight)[:, None] + slope[:, None] * (t - middle)
    residual = np.sqrt(((x - fitted) ** 2 @ weight) * n / (n - 2))
    ahead = np.arange(n, n + horizon)[:, None] - middle
    counts = weight + weight * (t - middle) * ahead / apart  # how much each year counts in each forecast
    return residual[:, None] * np.sqrt(1 + (counts**2).sum(axis=1))
