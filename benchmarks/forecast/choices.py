"""What the recipe's choices are worth: the same backtest with one of them made otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from past import LENGTHS, NEAR, SEED, past
from series import Columns, both_ways, bounded, half_of_indicators, some

from qualicity.methods.forecast import calibrate, components, histories, outlook, scales
from qualicity.methods.forecast.errors import ErrorTable
from qualicity.methods.forecast.fans import intervals

HERE = "qualicity.methods.forecast"
Figures = dict[str, list[float]]


def _plain(of: Callable[..., scales.Scales]) -> Callable[..., scales.Scales]:
    """Values as they are, whatever the series."""

    def choose(given: histories.Histories) -> scales.Scales:
        found = of(given)
        zero, one = np.zeros(len(found.kind)), np.ones(len(found.kind))
        return replace(found, kind=np.full(len(found.kind), scales.PLAIN), base=zero, width=one, side=one)

    return choose


def _without_mean(
    of: Callable[..., tuple[np.ndarray, np.ndarray]],
) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """The spread is sd(diff) alone."""

    def steps(given: histories.Histories, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        mean, deviation = of(given, z)
        return np.zeros_like(mean), deviation

    return steps


OTHERWISE: dict[str, dict[str, object]] = {
    "as shipped": {},
    "values as they are": {"outlook.choose_scales": _plain(scales.choose_scales)},
    "always log or logit, where values allow": {"scales.CALM": np.inf},
    "always root or arcsine": {"scales.CALM": 0.0},
    "spread sd(diff) without the mean change": {"outlook.steps": _without_mean(outlook.steps)},
    "all points, not the last 20": {"calibration.MOST_POINTS": 60},
    "naive alone": {"outlook.combined": components.naive},
    "theta alone": {"outlook.combined": components.theta},
    "damped trend alone": {"outlook.combined": components.damped_trend},
}


def choices(columns: Columns) -> Figures:
    """For each: scaled error, interval scores over sd(diff) at 80 and 95 % (the largest 2 % left out), forecasts."""
    return {name: _scores(columns, changes) for name, changes in OTHERWISE.items()}


def _scores(columns: Columns, changes: Mapping[str, object]) -> list[float]:
    half = half_of_indicators(columns, SEED)
    parts = []
    with ExitStack() as replaced:
        for name, value in changes.items():
            replaced.enter_context(patch(f"{HERE}.{name}", value))
        for rows in (half, ~half):
            table = calibrate(both_ways(some(columns, ~rows)), SEED)
            tested = some(columns, rows)
            parts += [_score(each, length, table) for each in (tested, bounded(tested)) for length in LENGTHS]
    errors = np.concatenate(parts, axis=1)
    errors = errors[:, np.isfinite(errors).all(axis=0)]
    most = int(errors.shape[1] * 0.98)
    return [*(round(float(np.sort(e)[:most].mean()), 3) for e in errors), errors.shape[1]]


def _score(columns: Columns, length: int, table: ErrorTable) -> np.ndarray:
    """|error|, and the interval scores at 80 and 95 %: width plus 2/α times how far the value lies outside."""
    p = past(columns, length, SEED)
    found = intervals(p.histories, p.outlook, table)
    near = p.ahead <= NEAR
    window, ahead, value = p.window[near], p.ahead[near] - 1, p.value[near]
    at = {name: numbers[window, ahead] for name, numbers in found.items()}
    scores = [np.abs(value - at["mean"])]
    for name, alpha in (("80", 0.2), ("95", 0.05)):
        low, high = at[f"lo{name}"], at[f"hi{name}"]
        outside = np.maximum(low - value, 0) + np.maximum(value - high, 0)
        scores.append(high - low + 2 / alpha * outside)
    return np.array(scores) / p.size[window]
