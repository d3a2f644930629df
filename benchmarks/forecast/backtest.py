"""Forecasts of past years of real series against what came: python benchmarks/forecast/backtest.py DATA [--json] [--choices]

Two rounds: the table of errors is made from one half of the indicators, and the other half's series are forecast.
So neither a series that is forecast nor another country's series of its indicator stands behind the table.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from choices import choices
from crps import crps_figures, crps_of
from past import LENGTHS, NEAR, SEED, Past, past
from peers import PEERS
from series import Columns, both_ways, bounded, half_of_indicators, read_series, some

from qualicity.methods.forecast import ErrorTable, calibrate
from qualicity.methods.forecast.chances import chances
from qualicity.methods.forecast.errors import HORIZON
from qualicity.methods.forecast.fans import intervals
from qualicity.methods.forecast.scales import ARCSINE, LOG, LOGIT, PLAIN, ROOT

THRESHOLDS = np.sort(np.random.default_rng(SEED).uniform(-3, 3, 12))
"""Targets: the last value and so many sd(diff)·√h."""
SCALES = {PLAIN: "as it is", LOG: "log", ROOT: "root", LOGIT: "logit", ARCSINE: "arcsine"}
Figures = dict[str, dict[str, list[float]]]


def coverage(tested: Columns, table: ErrorTable) -> Iterator[dict[str, np.ndarray]]:
    """For each length of history: what each forecast was and whether its intervals held the value that came."""
    for length in LENGTHS:
        p = past(tested, length, SEED)
        found = intervals(p.histories, p.outlook, table)
        inside = {
            share: (found[f"lo{share}"][p.window, p.ahead - 1] <= p.value)
            & (p.value <= found[f"hi{share}"][p.window, p.ahead - 1])
            for share in ("80", "95")
        }
        change = np.diff(p.x, axis=1)
        trend = np.abs(change.mean(axis=1)) * np.sqrt(change.shape[1]) / p.size.clip(1e-12)
        yield {
            **inside,
            "ahead": p.ahead,
            "points": np.full(len(p.ahead), length),
            "scale": p.outlook.scales.kind[p.window],
            "trend": np.searchsorted([1, 2, 4], trend[p.window]),
            "bounded": np.isfinite(p.histories.upper)[p.window],
            "least": (p.x.min(axis=1) >= 0)[p.window],
        }


def covered(rounds: list[dict[str, np.ndarray]]) -> Figures:
    """Coverage at 80 and 95 % and the number of forecasts, by group; horizons 1 to 5 but where it says other."""
    all_ = {name: np.concatenate([r[name] for r in rounds]) for name in rounds[0]}
    near = all_["ahead"] <= NEAR

    def of(rows: np.ndarray) -> list[float]:
        return [round(float(all_[s][rows].mean()), 4) for s in ("80", "95")] + [int(rows.sum())]

    trends = ("t below 1", "1 to 2", "2 to 4", "above 4")
    return {
        "all": {"horizons 1–5": of(near), "horizons 6–15": of(~near)},
        "years ahead": {str(h): of(all_["ahead"] == h) for h in range(1, HORIZON + 1)},
        "points of history": {str(n): of(near & (all_["points"] == n)) for n in LENGTHS},
        "scale": {name: of(near & (all_["scale"] == k)) for k, name in SCALES.items()},
        "trend": {name: of(near & (all_["trend"] == k)) for k, name in enumerate(trends)},
        "series": {
            "0 to 100 declared": of(near & all_["bounded"]),
            "no bounds, no value below 0": of(near & ~all_["bounded"] & all_["least"]),
            "no bounds, values below 0": of(near & ~all_["bounded"] & ~all_["least"]),
        },
    }


def scaled_errors(columns: Columns) -> Figures:
    """Mean and median of |error| / sd(diff) over each series' last five years, ten points before; ours and the peers'."""
    p = past(_last(columns, 10 + NEAR), 10, SEED, origins=NEAR)
    rows = (np.bincount(p.window)[p.window] == NEAR) & (p.ahead <= NEAR)
    window, ahead = p.window[rows], p.ahead[rows]
    guesses = {"forecast.fan": p.outlook.scales.back(p.outlook.centre)}
    guesses |= {name: peer(p.x, NEAR) for name, peer in PEERS.items()}
    errors = {n: np.abs(p.value[rows] - g[window, ahead - 1]) / p.size[window] for n, g in guesses.items()}
    return {
        "scaled error": {
            name: [round(float(np.mean(e)), 3), round(float(np.median(e)), 3), len(e)]
            for name, e in errors.items()
        }
    }


def _last(columns: Columns, points: int) -> Columns:
    """Each series cut to its last points."""
    _, number, count = np.unique(columns["series_id"].astype(str), return_inverse=True, return_counts=True)
    return some(columns, np.cumsum(count)[number] - np.arange(len(number)) <= points)


def brier(fitted: Columns, tested: Columns, table: ErrorTable, length: int) -> list[dict[str, np.ndarray]]:
    """Squared errors of probabilities, ours and those of the fitted half's base rates, both directions."""
    before, now = past(fitted, length, SEED + 1), past(tested, length, SEED + 2)
    came, p = _reached(before), _reached(now)
    base = np.array([came[before.ahead == h].mean(axis=0) for h in range(1, HORIZON + 1)])[now.ahead - 1]
    k = len(THRESHOLDS)
    many = [np.repeat(each, k) for each in (now.window, now.ahead)]
    up = np.ones(len(many[0]), dtype=bool)
    target = _targets(now).ravel()
    ours = chances(now.histories, now.outlook, table, many[0], target, up, many[1]).reshape(p.shape)
    down = chances(now.histories, now.outlook, table, many[0], target, ~up, many[1]).reshape(p.shape)
    return [
        {"p": ours, "base": base, "met": p, "ahead": now.ahead},
        {"p": down, "base": 1 - base, "met": _targets(now) >= now.value[:, None], "ahead": now.ahead},
    ]


def _targets(p: Past) -> np.ndarray:
    return p.x[p.window, -1:] + THRESHOLDS * (p.size[p.window] * np.sqrt(p.ahead))[:, None]


def _reached(p: Past) -> np.ndarray:
    return p.value[:, None] >= _targets(p)


def brier_figures(rounds: dict[int, list[dict[str, np.ndarray]]]) -> Figures:
    """Brier score of ours, of climatology, and their number, by length, direction and years ahead; reliability."""
    every = [part for parts in rounds.values() for part in parts]

    def of(parts: list[dict[str, np.ndarray]], h: int = 0) -> list[float]:
        rows = [part["ahead"] == h if h else part["ahead"] <= NEAR for part in parts]
        scores = [
            np.concatenate([((q[name] - q["met"]) ** 2)[r].ravel() for q, r in zip(parts, rows, strict=True)])
            for name in ("p", "base")
        ]
        return [round(float(s.mean()), 4) for s in scores] + [len(scores[0])]

    said, met = (np.concatenate([part[name].ravel() for part in every]) for name in ("p", "met"))
    tenth = np.minimum((said * 10).astype(int), 9)
    return {
        "Brier": {
            **{f"{length} points": of(parts) for length, parts in rounds.items()},
            **{name: of(every[i::2]) for i, name in enumerate(("up", "down"))},
            **{f"{h} years ahead": of(every, h) for h in (1, 2, 3, 4, 5, 10, 15)},
        },
        "reliability": {
            f"{t / 10:.1f}–{(t + 1) / 10:.1f}": [
                *(round(float(v[tenth == t].mean()), 3) for v in (said, met)),
                int((tenth == t).sum()),
            ]
            for t in range(10)
        },
    }


def measure_all(columns: Columns) -> Figures:
    """All figures of the report."""
    half = half_of_indicators(columns, SEED)
    held: list[dict[str, np.ndarray]] = []
    chance: dict[int, list[dict[str, np.ndarray]]] = {length: [] for length in (10, 15, 20)}
    scores: list[dict[str, np.ndarray]] = []
    for rows in (half, ~half):
        fitted, tested = some(columns, ~rows), some(columns, rows)
        table = calibrate(both_ways(fitted), SEED)
        held += [*coverage(tested, table), *coverage(bounded(tested), table)]
        for length in chance:
            chance[length] += brier(fitted, tested, table, length)
            scores.append(crps_of(past(tested, length, SEED), table))
    return covered(held) | scaled_errors(columns) | {"CRPS": crps_figures(scores)} | brier_figures(chance)


COLUMNS = {
    "scaled error": "mean | median",
    "CRPS": "forecast.fan | naive | CAGR | ESCAP weighted line | OLS line",
    "Brier": "forecast.probability | climatology",
    "reliability": "said | came",
    "choice": "scaled error | score at 80 % | score at 95 %",
}


def report(figures: Figures) -> Iterator[str]:
    """The figures as Markdown tables."""
    for title, rows in figures.items():
        heads = COLUMNS.get(title, "within 80 % | within 95 %")
        yield f"| {title} | {heads} | forecasts |"
        yield f"|---|{'--:|' * (heads.count('|') + 2)}"
        for name, (*numbers, count) in rows.items():
            yield f"| {name} | {' | '.join(f'{x:.3f}' for x in numbers)} | {count:,} |"
        yield ""


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description="Forecasts of past years against what came.")
    parser.add_argument("data", type=Path, help="folder of the reference data")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--choices", action="store_true", help="also with the recipe's choices made otherwise"
    )
    given = parser.parse_args()
    columns = read_series(given.data / "series")
    figures = measure_all(columns) | ({"choice": choices(columns)} if given.choices else {})
    print(json.dumps(figures) if given.json else "\n".join(report(figures)))


if __name__ == "__main__":
    main()
