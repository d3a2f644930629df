"""Intervals for the rate of a simple random sample: k of n."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
special = lazy_module("scipy.special")

SMALL = 30
"""A sample of fewer says that it is small."""
FEW = 5
"""So do fewer cases of either kind."""


def wilson(k: Any, n: Any, confidence: float = 0.95) -> tuple[Any, Any]:
    """Wilson's score interval of the rates k/n, as arrays of shares; NaN where k or n is missing or n is 0."""
    z = special.ndtri(0.5 + confidence / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = k / n
        centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
        low = np.where(k == 0, 0.0, np.clip(centre - half, 0, rate))  # exactly: no rounding beyond the ends
        high = np.where(k == n, 1.0, np.clip(centre + half, rate, 1))
    known = np.isfinite(rate)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def clopper_pearson(k: Any, n: Any, confidence: float = 0.95) -> tuple[Any, Any]:
    """Clopper and Pearson's exact interval of the rates k/n; `n` need not be whole."""
    return _beta(k, n, k, n - k + 1, k + 1, n - k, confidence)


def jeffreys(k: Any, n: Any, confidence: float = 0.95) -> tuple[Any, Any]:
    """Jeffreys' interval of the rates k/n: 0 below where k is 0, 1 above where k is n."""
    return _beta(k, n, k + 0.5, n - k + 0.5, k + 0.5, n - k + 0.5, confidence)


def _beta(k: Any, n: Any, a: Any, b: Any, c: Any, d: Any, confidence: float) -> tuple[Any, Any]:
    tail = (1 - confidence) / 2
    known = np.isfinite(k) & (n > 0)
    # what lies beyond the beta distribution is replaced by 0 and 1 below
    low = special.betaincinv(np.where(known & (k > 0), a, 1.0), np.where(known, b, 1.0), tail)
    high = special.betaincinv(np.where(known, c, 1.0), np.where(known & (k < n), d, 1.0), 1 - tail)
    low, high = np.where(k <= 0, 0.0, low), np.where(k >= n, 1.0, high)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def proportion_interval(columns: Mapping[str, Any], confidence: float = 0.95) -> dict[str, Any]:
    """Counts k of n, one pair in each row → the rate with three intervals, a note on small samples, a reason.

    Shares from 0 to 1. Where k or n is missing, n is 0 or k is more than n there is a reason and no number.
    """
    k, n = (np.asarray(columns[name], dtype=float) for name in ("k", "n"))
    reason = _reasons(k, n)
    judged = np.equal(reason, None)
    k, n = np.where(judged, k, np.nan), np.where(judged, n, np.nan)
    made = {"estimate": k / n}
    for name, ends in (("wilson", wilson), ("cp", clopper_pearson), ("jeffreys", jeffreys)):
        made[f"{name}_lo"], made[f"{name}_hi"] = ends(k, n, confidence)
    return {
        **made,
        "confidence": np.where(judged, confidence, np.nan),
        "design": np.where(judged, "simple random sample", None),
        "note": small_sample(n, k),
        "reason": reason,
    }


def small_sample(n: Any, k: Any) -> Any:
    """For each row what a reader must know of a small sample, else None."""
    note = np.full(len(n), None, dtype=object)
    few = np.fmin(k, n - k) < FEW
    note[few] = f"small sample: fewer than {FEW} of one kind"
    note[n < SMALL] = f"small sample: n below {SMALL}"
    note[few & (n < SMALL)] = f"small sample: n below {SMALL}, fewer than {FEW} of one kind"
    none, every = np.flatnonzero((k == 0) & (n > 0)), np.flatnonzero((k == n) & (n > 0))
    note[none] = note[none] + "; none found does not show that there are none: read the upper ends"
    note[every] = note[every] + "; all found does not show that all are: read the lower ends"
    return note


def _reasons(k: Any, n: Any) -> Any:
    reason = np.full(len(k), None, dtype=object)
    reason[k > n] = "k is more than n"
    reason[n == 0] = "nothing was drawn: n is 0"
    reason[(k < 0) | (n < 0)] = "a count is below 0"
    reason[np.isnan(n)] = "n is missing"
    reason[np.isnan(k)] = "k is missing"
    return reason
