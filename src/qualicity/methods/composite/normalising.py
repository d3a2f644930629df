"""Indicators on one scale, more always better: the direction is applied first."""

from __future__ import annotations

from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.composite.framework import Framework, Node
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

NORMALISERS = ("minmax", "zscore", "rank", "borda", "percent_rank", "target")
_NEED_SPREAD = ("minmax", "zscore", "target")


def normalise(
    values: Any,
    framework: Framework,
    how: str,
    lower: float = 0.0,
    upper: float = 100.0,
    *,
    cap: bool = False,
) -> Any:
    """Units × indicators on one scale; `lower` and `upper` are the ends of `minmax`, `cap` ends `target` at 1.

    Errors: `UsageError` with file and line for an indicator that is constant, or lacks the target that is asked for.
    """
    made = np.full(values.shape, np.nan)
    for n, node in enumerate(framework.indicators):
        x = values[:, n] * node.direction
        there = ~np.isnan(x)
        if not there.any():
            continue
        if how in _NEED_SPREAD and x[there].min() == x[there].max():
            raise _constant(framework, node, float(values[there, n][0]), int(there.sum()))
        made[there, n] = _scaled(x[there], framework, node, how, lower, upper, cap)
    return made


def _scaled(x: Any, framework: Framework, node: Node, how: str, lower: float, upper: float, cap: bool) -> Any:
    from scipy.stats import rankdata

    match how:
        case "minmax":
            return (x - x.min()) / (x.max() - x.min()) * (upper - lower) + lower
        case "zscore":
            return (x - x.mean()) / x.std(ddof=1)
        case "target":
            return _to_target(x, framework, node, cap)
    ranks = rankdata(x, method="min").astype(np.float64)
    if how == "rank":
        return ranks
    return ranks - 1 if how == "borda" else (ranks - 1) / max(len(x) - 1, 1)


def _to_target(x: Any, framework: Framework, node: Node, cap: bool) -> Any:
    if node.target is None:
        raise _wrong(framework, node, "normalise=target needs a Target", "normalise=target 须有 Target")
    target = node.target * node.direction
    if target <= x.min():
        raise _wrong(
            framework,
            node,
            f"even the worst unit has reached the Target {node.target:g}: there is no way to it to measure. Mind "
            "that a Target is in the unit that the indicator has after it was divided by its denominator",
            f"最差的单位也已达到 Target {node.target:g}，无从衡量差距。注意 Target 的单位为除以分母之后的单位",
        )
    made = (x - x.min()) / (target - x.min())
    return np.minimum(made, 1.0) if cap else made


def _constant(framework: Framework, node: Node, value: float, count: int) -> UsageError:
    how_many = Text("the one unit that has a value has", "唯一有值的单位为") if count == 1 else Text(
        f"all {count} units have", f"全部 {count} 个单位均为"
    )  # fmt: skip
    return _wrong(
        framework,
        node,
        f"cannot tell units apart: {how_many.en} {value:g}. Take the row out, or normalise by rank",
        f"无法区分各单位：{how_many.zh} {value:g}。请删去该行，或用 normalise=rank",
    )


def _wrong(framework: Framework, node: Node, en: str, zh: str) -> UsageError:
    return UsageError(
        Text(
            f"{framework.path}, {node.place.en}: indicator '{node.code}': {en}",
            f"{framework.path} {node.place.zh}：指标“{node.code}”{zh}",
        )
    )
