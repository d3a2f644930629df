"""Variance-based sensitivity: which share of a result's variance each input explains, alone and with all others.

Saltelli's design with inputs that may take several columns of the sample each (a vector of weights is one input);
estimators of Saltelli et al. (2010) for first-order and of Jansen (1999) for total indices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")


@dataclass(frozen=True, slots=True)
class Shares:
    """First-order and total indices of each input, each with the ends of its bootstrap interval: inputs × 3."""

    first: Any
    total: Any


def design(sizes: Mapping[str, int], n: int, rng: Any) -> Any:
    """Saltelli's sample on the unit cube: A, B, then for each input A with that input's columns from B; (d + 2)·n rows."""
    width = sum(sizes.values())
    a, b = rng.random((n, width)), rng.random((n, width))
    blocks, start = [a, b], 0
    for size in sizes.values():
        mixed = a.copy()
        mixed[:, start : start + size] = b[:, start : start + size]
        blocks.append(mixed)
        start += size
    return np.concatenate(blocks)


def shares(results: Any, n: int, rng: Any, resamples: int = 500, confidence: float = 0.95) -> Shares:
    """The indices from the `results` of a `design`, row by row; NaN where the results never differ."""
    a, b, mixed = results[:n], results[n : 2 * n], results[2 * n :].reshape(-1, n)
    first, total = _indices(a, b, mixed, np.arange(n)[None, :])
    drawn = rng.integers(0, n, (resamples, n))
    tail = (1 - confidence) / 2
    ends = [
        np.nanquantile(each, [tail, 1 - tail], axis=1)
        if not np.isnan(point).any()
        else np.full((2, len(mixed)), np.nan)
        for each, point in zip(_indices(a, b, mixed, drawn), (first, total), strict=True)
    ]
    return Shares(
        *(np.column_stack([p[:, 0], e[0], e[1]]) for p, e in zip((first, total), ends, strict=True))
    )


def _indices(a: Any, b: Any, mixed: Sequence[Any], rows: Any) -> tuple[Any, Any]:
    """First-order and total indices, inputs × samples, of samples that are `rows` of the design."""
    middle = (a.mean() + b.mean()) / 2
    ya, yb = (a - middle)[rows], (b - middle)[rows]
    variance = np.var(np.concatenate([ya, yb], axis=1), axis=1)
    variance = np.where(variance > 1e-15, variance, np.nan)
    first, total = [], []
    for each in mixed:
        y = (each - middle)[rows]
        first.append((yb * (y - ya)).mean(axis=1) / variance)
        total.append(((ya - y) ** 2).mean(axis=1) / (2 * variance))
    return np.array(first), np.array(total)
