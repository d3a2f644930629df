"""Weighted means up the tree; what is missing is left out and the other weights stand for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.composite.framework import Framework, Node
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

MEANS = ("arithmetic", "geometric", "harmonic")


def aggregate(
    scores: Mapping[str, Any],
    framework: Framework,
    weights: Mapping[str, Any],
    means: Sequence[str] = ("arithmetic",),
    least_data: float = 0.0,
) -> dict[str, Any]:
    """Every aggregate's value: one of `means` for all, or one for each step up from level 2.

    `scores` are those of the indicators by code, arrays whose last axis are the units; `weights` are numbers by code,
    or arrays over replications: then the results are replications × units. An aggregate with less than a share
    `least_data` of its children there is missing.
    Errors: `UsageError` for a geometric or harmonic mean of what is not above zero.
    """
    found = dict(scores)
    for node in framework.aggregates:
        kind = means[0] if len(means) == 1 else means[node.level - 2]
        found[node.code] = _mean(node, found, weights, kind, least_data)
    return {n.code: found[n.code] for n in framework.aggregates}


def _mean(
    node: Node, found: Mapping[str, Any], weights: Mapping[str, Any], kind: str, least_data: float
) -> Any:
    total: Any = 0.0
    weighed: Any = 0.0
    count: Any = 0
    for child in node.children:
        value = found[child]
        there = ~np.isnan(value)
        weight = np.expand_dims(np.asarray(weights[child], dtype=np.float64), -1)
        if kind != "arithmetic" and (value[there] <= 0).any():
            raise _not_positive(node, child, kind, float(value[there].min()))
        filled = np.where(there, value, 1.0)
        part = {"arithmetic": lambda v: v, "geometric": np.log, "harmonic": np.reciprocal}[kind](filled)
        total = total + weight * np.where(there, part, 0.0)
        weighed = weighed + weight * there
        count = count + there
    some = (weighed > 0) & (count >= least_data * len(node.children) - 1e-12)
    mean = total / np.where(weighed > 0, weighed, 1.0)
    if kind == "geometric":
        mean = np.exp(mean)
    elif kind == "harmonic":
        mean = 1 / np.where(some, mean, 1.0)
    return np.where(some, mean, np.nan)


def _not_positive(node: Node, child: str, kind: str, value: float) -> UsageError:
    kind_zh = "几何" if kind == "geometric" else "调和"
    return UsageError(
        Text(
            f"the {kind} mean of '{node.code}' needs values above zero, and the least of '{child}' is {value:g}: "
            "normalise by minmax with lower=1 (the default for such means), or take aggregate=arithmetic",
            f"“{node.code}”的{kind_zh}平均要求数值大于零，而“{child}”的最小值为 {value:g}："
            "请用 normalise=minmax 且 lower=1（此类平均的默认值），或用 aggregate=arithmetic",
        )
    )
