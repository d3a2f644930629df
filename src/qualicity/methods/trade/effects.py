"""Two-way fixed effects: what is left of a number once each row's two groups have taken their part."""

from __future__ import annotations

from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")
sparse = lazy_module("scipy.sparse")
graph = lazy_module("scipy.sparse.csgraph")
solvers = lazy_module("scipy.sparse.linalg")

PASSES = 4
TOLERANCE = 1e-10
"""How far, beside the spread of the numbers, the mean of a group's residuals may be from 0."""


def two_way_residuals(y: Any, first: Any, second: Any) -> tuple[Any, Any, Any]:
    """Residuals of least squares of `y` on the effects of two groupings, numbers of each row.

    Returns: the residuals; the set of each row, from 1, the largest first (groups that rows join are of one set); and
    which rows are alone: what is left when groups of one row go, again and again, has others to compare with.

    The effects of the one grouping are eliminated and those of the other solved for by conjugate gradients, refined
    until every group's residuals average to 0. Errors: `UsageError` where that does not converge.
    """
    if len(y) == 0:
        return np.zeros(0), np.zeros(0, dtype=int), np.zeros(0, dtype=bool)
    first, second = (np.unique(g, return_inverse=True)[1] for g in (first, second))
    if second.max() > first.max():  # the smaller side is solved for
        second, first = first, second
    counts = sparse.csr_array((np.ones(len(y)), (first, second)))  # of rows that two groups share
    sets, free = _joined(counts)
    residual = y - y.mean()
    spread = float(np.abs(residual).max())
    for _ in range(PASSES):
        residual = residual - _effects(residual, first, second, counts, free)
        if _uneven(residual, first, second) <= TOLERANCE * spread:
            return residual, sets[first], _alone(first, second)
    raise UsageError(
        Text(
            "the effects of products and markets cannot be told apart well enough: too few rows join them",
            "产品效应与市场效应难以区分：连接二者的行太少",
        )
    )


def _effects(y: Any, first: Any, second: Any, counts: Any, free: Any) -> Any:
    """The sum of both effects in each row, to the precision of one pass; only `free` ones of the second are not 0."""
    sizes, others = counts.sum(axis=1), counts.sum(axis=0)
    own, part = np.bincount(first, y) / sizes, counts[:, free]
    effects = np.zeros(len(others))

    def left(of: Any) -> Any:
        return others[free] * of - part.T @ ((part @ of) / sizes)

    if free.any():
        square = (int(free.sum()),) * 2
        effects[free], _ = solvers.cg(
            solvers.LinearOperator(square, matvec=left, dtype=float),
            (np.bincount(second, y) - counts.T @ own)[free],
            rtol=1e-13,
            maxiter=20 * square[0] + 100,
            M=sparse.diags_array(1 / others[free]),
        )
    return (own - (counts @ effects) / sizes)[first] + effects[second]


def _uneven(residual: Any, first: Any, second: Any) -> float:
    return max(float(np.abs(np.bincount(g, residual) / np.bincount(g)).max()) for g in (first, second))


def _joined(counts: Any) -> tuple[Any, Any]:
    """The set of each group of the first kind, from 1, the one with most rows first; which of the second are free.

    A set's effects are known up to a number that one kind can give the other: the largest of the second kind has none.
    """
    _, of = graph.connected_components(sparse.block_array([[None, counts], [counts.T, None]]), directed=False)
    one, other = of[: counts.shape[0]], of[counts.shape[0] :]
    order = np.argsort(-np.bincount(one, counts.sum(axis=1)), kind="stable")
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(1, len(order) + 1)
    by_size = np.argsort(-counts.sum(axis=0), kind="stable")
    free = np.ones(len(other), dtype=bool)
    free[by_size[np.unique(other[by_size], return_index=True)[1]]] = False
    return place[one], free


def _alone(first: Any, second: Any) -> Any:
    """Rows that go when groups of one row go, and those that then have one row, and so on."""
    kept = np.ones(len(first), dtype=bool)
    while True:
        single = np.zeros(len(first), dtype=bool)
        for group in (first, second):
            single |= kept & (np.bincount(group, kept)[group] == 1)
        if not single.any():
            return ~kept
        kept &= ~single
