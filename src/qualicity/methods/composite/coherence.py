"""`composite.consistency`: do the parts of an index move together? Correlations and Cronbach's alpha."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from qualicity.errors import Text
from qualicity.methods.composite.building import Options, Stages, build
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_CONFIDENCE = 0.95


def consistency(columns: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    """Cronbach's alpha of each aggregate and the correlations of its parts, as rows of `measure`, `code` and `other`.

    `columns` and `given` are those of `index`; all is of the normalised indicators and of the aggregates, so more is
    better in each. A pair is correlated over the units that have both.
    """
    stages = build(columns, Options.of(given))
    rows = [*_alphas(stages), *_parents(stages), *_pairs(stages)]
    kinds = {"measure": object, "code": object, "other": object, "reason": object}
    return {
        name: np.array([r[k] for r in rows], dtype=kinds.get(name, np.float64))
        for k, name in enumerate(OUTPUTS)
    }


OUTPUTS = ("measure", "code", "other", "value", "low", "high", "n", "reason")
_Row = tuple[str, str, str, float, float, float, int, str | None]


def _alphas(stages: Stages) -> Iterator[_Row]:
    """Alpha of each aggregate's parts, and of all indicators together."""
    framework = stages.framework
    for node in framework.aggregates:
        yield _alpha(stages, "alpha", node.code, node.children)
    yield _alpha(stages, "alpha_of_indicators", framework.root.code, framework.codes)


def _alpha(stages: Stages, measure: str, code: str, parts: Sequence[str]) -> _Row:
    scores = np.stack([stages.scores[p] for p in parts], axis=1)
    n, k = int((~np.isnan(scores)).all(axis=1).sum()), len(parts)
    value = cronbach(scores)
    if np.isnan(value):
        reason = "one part" if k < 2 else "too few units" if n < 2 else "the parts cancel each other"
        return measure, code, "", value, np.nan, np.nan, n, reason
    low, high = alpha_interval(value, n, k)
    few = "too few complete units for an interval" if np.isnan(low) else None
    return measure, code, "", value, low, high, n, few


def cronbach(scores: Any) -> float:
    """Cronbach's alpha of units × parts, with the covariances of the units that have both parts.

    k²·(mean covariance)/(sum of all variances and covariances); NaN below two parts or where nothing varies.
    """
    covariance, _ = _pairwise(scores)
    k, total = scores.shape[1], covariance.sum()
    if k < 2 or np.isnan(total) or total <= 0:
        return float("nan")
    mean = (total - np.trace(covariance)) / (k * (k - 1))
    return float(k**2 * mean / total)


def alpha_interval(alpha: float, n: int, k: int) -> tuple[float, float]:
    """The 95 % interval of Feldt (1965) of an alpha of `k` parts on `n` units."""
    from scipy.stats import f

    if n < 3:
        return np.nan, np.nan
    tail, degrees = (1 - _CONFIDENCE) / 2, (n - 1, (n - 1) * (k - 1))
    return 1 - (1 - alpha) * float(f.ppf(1 - tail, *degrees)), 1 - (1 - alpha) * float(f.ppf(tail, *degrees))


def _parents(stages: Stages) -> Iterator[_Row]:
    """Each part with its aggregate and with the index."""
    framework = stages.framework
    for node in (*framework.indicators, *framework.aggregates[:-1]):
        for parent in dict.fromkeys((node.parent, framework.root.code)):
            yield _correlation(stages, "correlation_with_aggregate", node.code, parent)


def _pairs(stages: Stages) -> Iterator[_Row]:
    """All pairs of indicators, and the pairs of aggregates that have one parent."""
    framework = stages.framework
    for a, b in combinations(framework.codes, 2):
        yield _correlation(stages, "correlation", a, b)
    for one, two in combinations(framework.aggregates, 2):
        if one.parent == two.parent:
            yield _correlation(stages, "correlation", one.code, two.code)


def _correlation(stages: Stages, measure: str, code: str, other: str) -> _Row:
    covariance, count = _pairwise(np.stack([stages.scores[code], stages.scores[other]], axis=1))
    n = int(count[0, 1])
    spread = covariance[0, 0] * covariance[1, 1]
    both = ~np.isnan(stages.scores[code]) & ~np.isnan(stages.scores[other])
    if n != count[0, 0] or n != count[1, 1]:  # the variances of the same units as the covariance
        spread = (
            np.var(stages.scores[code][both], ddof=1) * np.var(stages.scores[other][both], ddof=1)
            if n > 1
            else np.nan
        )
    if n < 3 or not spread > 0:
        return (
            measure,
            code,
            other,
            np.nan,
            np.nan,
            np.nan,
            n,
            "too few units" if n < 3 else "one is constant",
        )
    value = float(np.clip(covariance[0, 1] / np.sqrt(spread), -1, 1))
    low, high = correlation_interval(value, n)
    return measure, code, other, value, low, high, n, None if n > 3 else "too few units for an interval"


def correlation_interval(value: float, n: int) -> tuple[float, float]:
    """Fisher's 95 % interval of a correlation over `n` units; NaN below 4."""
    from scipy.stats import norm

    if n < 4:
        return np.nan, np.nan
    if abs(value) >= 1:
        return value, value
    middle, width = np.arctanh(value), norm.ppf((1 + _CONFIDENCE) / 2) / np.sqrt(n - 3)
    return float(np.tanh(middle - width)), float(np.tanh(middle + width))


def _pairwise(scores: Any) -> tuple[Any, Any]:
    """Covariances over the units that have both of a pair, and how many those are; NaN below two."""
    there = ~np.isnan(scores)
    some = there.any(axis=0)
    middle = np.zeros(scores.shape[1])
    middle[some] = np.nanmean(scores[:, some], axis=0)
    x = np.where(there, scores - middle, 0.0)
    m = there.astype(np.float64)
    count = m.T @ m
    sums = x.T @ m
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = (x.T @ x - sums * sums.T / count) / (count - 1)
    return np.where(count > 1, covariance, np.nan), count


def tells(made: Mapping[str, Any]) -> list[Text]:
    """Aggregates whose parts do not belong together, and indicators that run against their own."""
    alphas = made["measure"] == "alpha"
    weak = [c for c, v in zip(made["code"][alphas], made["value"][alphas], strict=True) if v < 0.7]
    said = []
    if weak:
        told, count = ", ".join(weak), int(alphas.sum())
        said.append(
            Text(
                f"alpha below .7 in {len(weak)} of {count} aggregates: {told}: their parts measure different things, "
                "and the weights decide",
                f"{count} 个汇总项中有 {len(weak)} 个 alpha 低于 0.7：{told}：各组成部分衡量的并非同一事物，结果取决于权重",
            )
        )
    against = (made["measure"] == "correlation_with_aggregate") & (made["high"] < 0)
    if against.any():
        pairs = ", ".join(
            f"{a} ({b})" for a, b in zip(made["code"][against], made["other"][against], strict=True)
        )
        said.append(
            Text(
                f"run against the aggregate that they are part of (95 % interval below 0): {pairs}",
                f"与所属汇总项方向相反（95 % 区间低于 0）：{pairs}",
            )
        )
    return said
