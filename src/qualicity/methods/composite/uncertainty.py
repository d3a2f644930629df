"""`composite.sensitivity`: how far each unit's rank moves under other assumptions, and which assumption moves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text
from qualicity.methods.composite.building import Options, Stages, build, ranks_of
from qualicity.methods.composite.replicating import Choices, choices_of, replicate
from qualicity.methods.composite.sobol import Shares, design, shares
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_TEXTS = ("unit", "assumption", "alternatives", "reason")


def sensitivity(
    columns: Mapping[str, Any],
    *,
    vary: tuple[str, ...] = ("weights", "normalise", "aggregate", "treat", "impute"),
    noise: float = 0.25,
    normalisers: tuple[str, ...] = ("minmax", "zscore", "rank"),
    aggregators: tuple[str, ...] = ("arithmetic", "geometric"),
    imputers: tuple[str, ...] = ("none", "mean", "median"),
    n: int = 1024,
    seed: int = 1,
    **given: Any,
) -> dict[str, Any]:
    """The uncertainty of an index: a row for each unit with its rank's distribution, one for each assumption.

    `columns` and `given` are those of `index`. Returns: columns by name; rows of units (best first) have
    an empty `assumption`, rows of assumptions an empty `unit`.
    Errors: `UsageError` as `build` says, and for assumptions that are unknown or leave nothing to vary.
    """
    options = Options.of(given)
    stages = build(columns, options)
    if not len(stages.units):
        return {name: np.array([], dtype=object if name in _TEXTS else np.float64) for name in OUTPUTS}
    group = _group(columns, stages, options)
    choices = choices_of(stages, options, tuple(vary), noise, group, tuple(normalisers), tuple(aggregators),
                         tuple(imputers))  # fmt: skip
    rng = np.random.default_rng(seed)
    sample = design(choices.sizes(stages), n, rng)
    nominal = ranks_of(stages.index)
    ranks = np.full((2 * n, len(nominal)), np.nan, dtype=np.float32)
    shift = np.zeros(len(sample))
    for rows, found in replicate(stages, options, choices, sample, group):
        plain = rows < 2 * n
        ranks[rows[plain]] = found[plain]
        moved = np.abs(found - nominal)
        there = ~np.isnan(moved)
        shift[rows] = np.where(there, moved, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return _joined(_units(stages, nominal, ranks), _assumptions(choices, shares(shift, n, rng), len(sample)))


def _group(columns: Mapping[str, Any], stages: Stages, options: Options) -> Any:
    if not options.group:
        return None
    by_unit = dict(
        zip(reversed(columns["unit"].tolist()), reversed(columns[options.group].tolist()), strict=True)
    )
    return np.array([by_unit[u] for u in stages.units.tolist()], dtype=object)


def _units(stages: Stages, nominal: Any, ranks: Any) -> dict[str, Any]:
    """The distribution of each unit's rank, best first."""
    order = np.argsort(np.where(np.isnan(nominal), np.inf, nominal), kind="stable")
    there = ~np.isnan(ranks).all(axis=0)
    ends = np.full((3, len(nominal)), np.nan)
    mean = np.full(len(nominal), np.nan)
    if there.any():
        ends[:, there] = np.nanpercentile(ranks[:, there].astype(np.float64), [50, 5, 95], axis=0)
        mean[there] = np.nanmean(ranks[:, there].astype(np.float64), axis=0)
    return {
        "unit": stages.units[order],
        "assumption": np.full(len(order), "", dtype=object),
        "index": stages.index[order],
        "rank": nominal[order],
        "rank_median": ends[0][order],
        "rank_p5": ends[1][order],
        "rank_p95": ends[2][order],
        "rank_mean": mean[order],
        "replications": np.full(len(order), float(len(ranks))),
        "reason": np.where(np.isnan(nominal), "no index", None)[order].astype(object),
    }


def _assumptions(choices: Choices, found: Shares, count: int) -> dict[str, Any]:
    names = list(choices.alternatives)
    still = np.isnan(found.first[:, 0])
    return {
        "unit": np.full(len(names), "", dtype=object),
        "assumption": np.array(names, dtype=object),
        "alternatives": np.array([choices.words(a) for a in names], dtype=object),
        **{f"first_order{end}": found.first[:, k] for k, end in enumerate(("", "_low", "_high"))},
        **{f"total_order{end}": found.total[:, k] for k, end in enumerate(("", "_low", "_high"))},
        "replications": np.full(len(names), float(count)),
        "reason": np.where(still, "ranks never change", None).astype(object),
    }


OUTPUTS = (
    "unit", "assumption", "index", "rank", "rank_median", "rank_p5", "rank_p95", "rank_mean", "alternatives",
    "first_order", "first_order_low", "first_order_high", "total_order", "total_order_low", "total_order_high",
    "replications", "reason",
)  # fmt: skip


def _joined(units: Mapping[str, Any], assumptions: Mapping[str, Any]) -> dict[str, Any]:
    sizes = len(units["unit"]), len(assumptions["assumption"])

    def part(of: Mapping[str, Any], name: str, size: int) -> Any:
        return of.get(
            name, np.full(size, None if name in _TEXTS else np.nan, dtype=object if name in _TEXTS else None)
        )

    return {
        name: np.concatenate([part(units, name, sizes[0]), part(assumptions, name, sizes[1])])
        for name in OUTPUTS
    }


def tells(made: Mapping[str, Any]) -> list[Text]:
    """How far ranks move in the middle case, and which assumption moves them most."""
    width = made["rank_p95"] - made["rank_p5"]
    width = width[~np.isnan(width)]
    said = []
    if len(width):
        middle, n = float(np.median(width)), int((width <= 2).sum())
        said.append(
            Text(
                f"from the 5th to the 95th percent a unit's rank moves over {middle:g} place(s) in the middle case; "
                f"{n} of {len(width)} units keep theirs within 2",
                f"单位排名的 5%–95% 区间宽度中位数为 {middle:g} 位；{len(width)} 个单位中有 {n} 个在 2 位以内",
            )
        )
    total = made["total_order"]
    if not np.isnan(total).all():
        k = int(np.nanargmax(total))
        low, high = made["total_order_low"][k], made["total_order_high"][k]
        said.append(
            Text(
                f"most depends on '{made['assumption'][k]}': total share {total[k]:.0%} of the variance "
                f"(95 % interval {low:.0%} to {high:.0%})",
                f"影响最大的假设为“{made['assumption'][k]}”：占方差的总份额 {total[k]:.0%}（95 % 区间 {low:.0%}–{high:.0%}）",
            )
        )
    return said
