"""An index made again and again under other assumptions: its weights, normaliser, mean, treatment, imputation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.methods.composite.aggregating import MEANS, aggregate
from qualicity.methods.composite.building import Options, Stages, ranks_of, treat_all
from qualicity.methods.composite.normalising import NORMALISERS, normalise
from qualicity.methods.composite.preparing import IMPUTERS, impute
from qualicity.methods.lazy import lazy_module
from qualicity.methods.steps import step

np = lazy_module("numpy")

ASSUMPTIONS = ("weights", "normalise", "aggregate", "treat", "impute", "indicator")
_CELLS = 1_000_000
"""So many replications × units are worked on at once."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What is uncertain: for each assumption its alternatives, all as likely; weights vary by ± `noise` of themselves."""

    alternatives: Mapping[str, tuple[Any, ...]]
    noise: float

    def sizes(self, stages: Stages) -> dict[str, int]:
        """The columns of a sample that each assumption takes."""
        return {a: len(stages.framework.nodes) if a == "weights" else 1 for a in self.alternatives}

    def words(self, assumption: str) -> str:
        """The alternatives for a reader."""
        if assumption == "weights":
            return f"±{self.noise * 100:g}%"
        return ",".join(
            "+".join(a) if isinstance(a, tuple) else str(a) for a in self.alternatives[assumption]
        )


def choices_of(stages: Stages, options: Options, vary: tuple[str, ...], noise: float, group: Any,
               normalisers: tuple[str, ...], aggregators: tuple[str, ...], imputers: tuple[str, ...]) -> Choices:  # fmt: skip
    """The alternatives of what shall `vary`, the index's own choice always the first of them.

    What cannot make a difference is left out: imputing where nothing is missing, treating where nothing is treated.
    Errors: `UsageError` for a word that is unknown, or where nothing is left to vary.
    """
    for name, words, known in (
        ("vary", vary, ASSUMPTIONS),
        ("normalisers", normalisers, NORMALISERS),
        ("aggregators", aggregators, MEANS),
        ("imputers", imputers, IMPUTERS),
    ):
        for word in words:
            if word not in known:
                near, told = did_you_mean(word, known), ", ".join(known)
                raise UsageError(
                    Text(
                        f"{name}: '{word}' is none of {told}{near.en}",
                        f"{name}：“{word}”不是 {told} 之一{near.zh}",
                    )
                )
    if group is None:
        imputers = tuple(i for i in imputers if not i.startswith("group_"))
    own = {
        "weights": ("as set",) if noise == 0 else ("as set", "noise"),
        "normalise": (options.normalise, *normalisers),
        "aggregate": (options.aggregate, *((a,) for a in aggregators)),
        "treat": (options.treat, "none") if any(t.done for t in stages.treatment) else (options.treat,),
        "impute": (options.impute, *imputers) if np.isnan(stages.denominated).any() else (options.impute,),
        "indicator": ("all in", *stages.framework.codes),
    }
    found = {a: tuple(dict.fromkeys(own[a])) for a in ASSUMPTIONS if a in vary}
    found = {a: each for a, each in found.items() if len(each) > 1}
    if not found:
        told = ", ".join(vary)
        raise UsageError(
            Text(f"nothing varies: {told} has one choice only", f"没有可变的假设：{told} 只有一种选择")
        )
    return Choices(found, noise)


def replicate(
    stages: Stages, options: Options, choices: Choices, sample: Any, group: Any
) -> Iterator[tuple[Any, Any]]:
    """The units' ranks under the assumptions of each row of a `sample` on the unit cube, part by part.

    Units without an index have no ranks here either. Yields: the rows of a part, and their ranks (rows × units).
    """
    chosen = _decode(stages, choices, sample)
    discrete = [a for a in choices.alternatives if a not in ("weights", "indicator")]
    keys, which = np.unique(
        np.column_stack([np.zeros(len(sample), dtype=int), *(chosen[a] for a in discrete)]),
        axis=0,
        return_inverse=True,
    )
    size, done = max(1, _CELLS // max(len(stages.units), 1)), 0
    prepared: dict[Any, Any] = {}
    there = ~np.isnan(stages.index)
    for n, key in enumerate(keys[:, 1:].tolist()):
        taken = {a: choices.alternatives[a][k] for a, k in zip(discrete, key, strict=True)}
        varied = replace(options, **taken)
        scores = _normalised(stages, varied, group, prepared)
        rows = np.flatnonzero(which.ravel() == n)
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            weights = {c: w[part] for c, w in chosen["all weights"].items()}
            tops = aggregate(scores, stages.framework, weights, varied.aggregate, options.least_data)
            found = np.where(there, tops[stages.framework.root.code], np.nan)
            yield part, ranks_of(np.broadcast_to(found, (len(part), len(there))))
            done += len(part)
            step(Text("replications", "重复计算"), done, len(sample))


def _decode(stages: Stages, choices: Choices, sample: Any) -> dict[str, Any]:
    """A sample as choices: the number of the alternative, and the weight of every code in every row."""
    chosen: dict[str, Any] = {}
    weights = {c: np.full(len(sample), w) for c, w in stages.framework.weights.items()}
    start = 0
    for name, size in choices.sizes(stages).items():
        block = sample[:, start : start + size]
        start += size
        if name == "weights":
            for n, code in enumerate(stages.framework.nodes):
                weights[code] = weights[code] * (1 + choices.noise * (2 * block[:, n] - 1))
            continue
        count = len(choices.alternatives[name])
        chosen[name] = np.minimum((block[:, 0] * count).astype(int), count - 1)
    if "indicator" in chosen:
        for n, code in enumerate(stages.framework.codes, start=1):
            weights[code] = np.where(chosen["indicator"] == n, 0.0, weights[code])
    return chosen | {"all weights": weights}


def _normalised(stages: Stages, options: Options, group: Any, prepared: dict[Any, Any]) -> dict[str, Any]:
    """The indicators' scores under other options; each set is made once."""
    positive = bool({*options.aggregate} - {"arithmetic"})
    key = (options.impute, options.treat, options.normalise, positive)
    if key not in prepared:
        filled = np.where(stages.stays[:, None], impute(stages.denominated, options.impute, group), np.nan)
        _, treated = treat_all(filled, stages.framework, options)
        lower = 1.0 if positive and options.floor <= 0 else options.floor
        made = normalise(treated, stages.framework, options.normalise, lower, options.upper, cap=options.cap)
        if positive and options.normalise != "minmax":
            made = _above_zero(made)
        prepared[key] = dict(zip(stages.framework.codes, made.T, strict=True))
    found: dict[str, Any] = prepared[key]
    return found


def _above_zero(scores: Any) -> Any:
    """All indicators' scores put on [1, 100] by one straight line, where a geometric or harmonic mean can be taken."""
    if np.isnan(scores).all():
        return scores
    least, most = np.nanmin(scores), np.nanmax(scores)
    return (
        1 + 99 * (scores - least) / (most - least)
        if most > least
        else np.where(np.isnan(scores), np.nan, 1.0)
    )
