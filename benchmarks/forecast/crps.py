"""The continuous ranked probability score: how far a whole forecast distribution lay from what came, in sd(diff)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from past import NEAR, Past
from peers import PEERS, spreads
from scipy.stats import norm

from qualicity.methods.forecast import ErrorTable
from qualicity.methods.forecast.errors import SHARES

QUANTILES = 200
"""So many of the product's quantiles, evenly spaced, stand for its distribution; the outermost is its last, 99.75 %."""
LARGEST = 0.02


def crps_of(p: Past, table: ErrorTable) -> dict[str, np.ndarray]:
    """The scores of each forecast up to five years ahead, ours and the peers', over sd(diff) of its history."""
    near = p.ahead <= NEAR
    value, window, ahead = p.value[near], p.window[near], p.ahead[near]
    found = {"forecast.fan": _ours(p, table, value, window, ahead)}
    wide = spreads(p.x, NEAR)
    for name, peer in PEERS.items():
        mean, spread = (each[window, ahead - 1] for each in (peer(p.x, NEAR), wide[name]))
        found[name] = gaussian(value, mean, spread)
    return {name: score / p.size[window] for name, score in found.items()} | {"ahead": ahead}


def gaussian(value: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """CRPS of normal distributions (Gneiting and Raftery 2007, p. 367); of one without spread, the absolute error."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (value - mean) / spread
        score = spread * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    return np.where(spread > 0, score, np.abs(value - mean))


def by_quantiles(value: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """CRPS of distributions given by evenly spaced quantiles (rows × quantiles): twice their mean pinball loss."""
    count = quantiles.shape[1]
    level = (np.arange(count) + 0.5) / count
    above = value[:, None] < quantiles
    return 2 * ((above - level) * (quantiles - value[:, None])).mean(axis=1)


def _ours(p: Past, table: ErrorTable, value: np.ndarray, window: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """The product's own quantiles, each year ahead by itself (less memory)."""
    level = (np.arange(QUANTILES) + 0.5) / QUANTILES
    kept = np.abs(2 * level - 1)
    score = np.full(len(value), np.nan)
    sizes = table.of(p.outlook)
    for h in range(1, NEAR + 1):
        rows = np.flatnonzero(ahead == h)
        at = window[rows]
        size = np.array([np.interp(kept, SHARES, each) for each in sizes[at, h - 1]])
        half = np.sign(2 * level - 1) * size * (p.outlook.spread[at] * np.sqrt(h))[:, None]
        s = p.outlook.scales
        scales = replace(s, kind=s.kind[at], base=s.base[at], width=s.width[at], side=s.side[at])
        quantiles = scales.back(p.outlook.centre[at, h - 1][:, None] + half)
        least, most = (bound[at][:, None] for bound in (p.histories.lower, p.histories.upper))
        quantiles = np.sort(np.fmin(np.fmax(quantiles, least), most), axis=1)
        score[rows] = by_quantiles(value[rows], quantiles)
    return score


def crps_figures(rounds: list[dict[str, np.ndarray]]) -> dict[str, list[float]]:
    """Mean scores by years ahead, and of all without the largest 2 % of each."""
    joined = {name: np.concatenate([r[name] for r in rounds]) for name in rounds[0]}
    ahead = joined.pop("ahead")

    def of(rows: np.ndarray) -> list[float]:
        return [*(round(float(s[rows].mean()), 3) for s in joined.values()), int(rows.sum())]

    most = int(len(ahead) * (1 - LARGEST))
    trimmed = [round(float(np.sort(s)[:most].mean()), 3) for s in joined.values()]
    return {
        **{f"{h} years ahead": of(ahead == h) for h in range(1, NEAR + 1)},
        "1 to 5 years ahead": of(ahead > 0),
        "1 to 5, without the largest 2 % of each": [*trimmed, most],
    }
