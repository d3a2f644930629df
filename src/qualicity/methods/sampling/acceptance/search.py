"""The smallest single plan that meets a producer's and a consumer's risk point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.acceptance.columns import UNKNOWN, first_reason, needed, numbers, words
from qualicity.methods.sampling.acceptance.curve import (
    HYPERGEOM,
    LARGEST_LOT,
    POISSON,
    TYPE_WORDS,
    acceptance,
    whole,
)

np = lazy_module("numpy")
Array = Any
Point = tuple[float, float]

MOST = 1_000_000
"""A plan with a larger sample is not looked for."""
_EPSILON = 1e-14
"""Probabilities that differ by less are the same."""
_POINTS = ("prp_pd", "prp_pa", "crp_pd", "crp_pa")


def find_plan(
    columns: Mapping[str, Array],
    type: str = "binomial",
    N: str = "",  # noqa: N803 (the name that everybody gives a lot's size)
) -> dict[str, Array]:
    """For each row the plan (n, c) with the smallest n that meets both points, and what it achieves at them.

    A lot with `prp_pd` is accepted with at least `prp_pa`, one with `crp_pd` with at most `crp_pa`; N for hypergeom.
    Errors: `UsageError` for hypergeom without N.
    """
    points = np.column_stack([columns[name] for name in _POINTS])
    size = len(points)
    kind = words(columns, "type", type, TYPE_WORDS, size)
    lot = numbers(columns, "N", N, size)
    if "N" not in columns and N in ("", None) and (kind == HYPERGEOM).any():
        raise needed("N", "--set N=…")
    reason = _doubts(points, kind, np.where(kind == HYPERGEOM, lot, 1))
    made = np.full((size, 4), np.nan)
    sound = np.flatnonzero(np.equal(reason, None))
    asked = np.column_stack([kind, np.where(kind == HYPERGEOM, lot, 0), points])[sound]
    if len(sound):
        questions, where = np.unique(asked, axis=0, return_inverse=True)
        answers = np.array([_answer(*question) for question in questions.tolist()])
        made[sound] = answers[where.ravel()]
        reason[sound[np.isnan(made[sound, 0])]] = f"no plan with n up to {MOST:,} meets both points"
    n, c, prp, crp = made.T
    return {"n": n, "c": c, "prp_achieved": prp, "crp_achieved": crp, "reason": reason}


def _doubts(points: Array, kind: Array, lot: Array) -> Array:
    prp_pd, prp_pa, crp_pd, crp_pa = points.T
    finite = kind == HYPERGEOM
    return first_reason(
        len(points),
        (kind == UNKNOWN, "no such type"),
        *((np.isnan(points[:, place]), f"{name} is missing") for place, name in enumerate(_POINTS)),
        (np.isnan(lot), "N is missing"),
        ((lot < 1) | (lot % 1 != 0), "N is no whole number of at least 1"),
        ((kind != POISSON) & (np.maximum(prp_pd, crp_pd) > 1), "pd is above 1"),
        (crp_pd <= prp_pd, "crp must have the larger pd and the smaller pa"),
        (crp_pa >= prp_pa, "crp must have the larger pd and the smaller pa"),
        (crp_pa <= 0, "crp_pa must be above 0"),
        (
            (kind != HYPERGEOM) & (prp_pa >= 1) & (prp_pd > 0),
            "prp_pa must be below 1: no sample always passes",
        ),
        (lot > LARGEST_LOT, f"N is above {LARGEST_LOT:,}"),
        (
            finite & (whole(lot, crp_pd) <= whole(lot, prp_pd)),
            "in this lot both points are the same number of items",
        ),
    )


def _answer(kind: float, lot: float, prp_pd: float, prp_pa: float, crp_pd: float, crp_pa: float) -> Array:
    n, c = smallest(int(kind), lot, (prp_pd, prp_pa), (crp_pd, crp_pa)) or (np.nan, np.nan)
    if np.isnan(n):
        return np.full(4, np.nan)
    return np.array([n, c, *(acceptance(int(kind), lot, n, c, pd) for pd in (prp_pd, crp_pd))])


def smallest(kind: int, lot: float, prp: Point, crp: Point) -> tuple[float, float] | None:
    """n and c of the smallest plan, None if no sample up to the lot or `MOST` is enough.

    For each c there is one smallest n that meets the consumer's point; the producer's is met best there. Since that
    n grows with c, the first c that meets the producer's point gives the smallest n of all.
    """
    most = min(lot, MOST) if kind == HYPERGEOM else MOST
    start, block = 0, 32
    while start <= most:
        c = np.arange(start, min(start + block, most + 1), dtype=float)
        n = _for_consumer(kind, lot, c, crp, most)
        there = ~np.isnan(n)
        met = np.zeros(len(c), dtype=bool)
        met[there] = acceptance(kind, lot, n[there], c[there], prp[0]) >= prp[1] - _EPSILON
        if met.any():
            first = int(np.argmax(met))
            return float(n[first]), float(c[first])
        if not there[-1]:
            return None
        start, block = start + block, min(block * 2, 4096)
    return None


def _for_consumer(kind: int, lot: float, c: Array, point: Point, most: float) -> Array:
    """The smallest n for each c with which the consumer's point is met, NaN if there is none up to `most`."""
    low, high = np.zeros(len(c)), np.full(len(c), float(most))
    met = acceptance(kind, lot, high, c, point[0]) <= point[1] + _EPSILON
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = acceptance(kind, lot, middle, c, point[0]) <= point[1] + _EPSILON
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(met, high, np.nan)
