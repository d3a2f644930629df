"""An index stage by stage: what was read, what each step makes of it, and the scores at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.composite.aggregating import MEANS, aggregate
from qualicity.methods.composite.framework import Framework, read_framework
from qualicity.methods.composite.normalising import normalise
from qualicity.methods.composite.preparing import denominate, impute, read_denominators, screen
from qualicity.methods.composite.treating import Limits, Treated, treat
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")


@dataclass(frozen=True, slots=True)
class Options:
    """The parameters of the stages, with COINr's defaults where it has any."""

    meta: str = ""
    weights: str = ""
    denominators: str = ""
    impute: str = "none"
    group: str = ""
    screen: str = "none"
    screen_data: float = 2 / 3
    screen_nonzero: float = 0.05
    treat: str = "winsorise_log"
    winmax: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    log: str = "log_ct"
    combine: bool = False
    normalise: str = "minmax"
    lower: Any = None
    upper: float = 100.0
    cap: bool = False
    aggregate: tuple[str, ...] = ("arithmetic",)
    least_data: float = 0.0

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Options:
        """Options from parameters, whose lists may be of either kind."""
        lists: dict[str, Any] = {k: tuple(v) for k, v in given.items() if isinstance(v, list)}
        return cls(**{**given, **lists})

    @property
    def limits(self) -> Limits:
        """Those of the treatment."""
        return Limits(self.treat, self.winmax, self.skewness, self.kurtosis, self.log, self.combine)

    @property
    def floor(self) -> float:
        """The lower end of min-max: 1 where a mean would not bear zero."""
        if self.lower not in (None, ""):
            return _floor(self.lower)
        return 1.0 if {*self.aggregate} & {"geometric", "harmonic"} else 0.0


def _floor(said: Any) -> float:
    try:
        return float(said)
    except (TypeError, ValueError):
        raise UsageError(
            Text(f"lower must be a number, not '{said}'", f"lower 应为数值，而不是“{said}”")
        ) from None


@dataclass(frozen=True, slots=True)
class Stages:
    """An index with all its stages: units × indicators each, `scores` by code (aggregates too), ranks of the root.

    `stays` says which units were not screened out; `twice` which are in the data more than once, and say otherwise.
    """

    framework: Framework
    units: Any
    raw: Any
    denominated: Any
    imputed: Any
    stays: Any
    screened: Any
    treated: Any
    treatment: tuple[Treated, ...]
    normalised: Any
    scores: Mapping[str, Any]
    twice: Any

    @property
    def index(self) -> Any:
        """The units' values of the root."""
        return self.scores[self.framework.root.code]


def build(columns: Mapping[str, Any], options: Options) -> Stages:
    """All stages of an index; `columns` has `unit`, an array for each indicator, denominators and the group if needed.

    Errors: `UsageError` for a framework, option or indicator that does not fit, with file and line.
    """
    framework = read_framework(options.meta, options.weights)
    _refuse(options, framework)
    units, first, twice = _units(columns["unit"])
    raw = np.stack([columns[c][first].astype(np.float64) for c in framework.codes], axis=1)
    raw[~np.isfinite(raw) | twice[:, None]] = np.nan
    denominated = denominate(raw, framework, _denominators(columns, first, units, framework, options))
    group = columns[options.group][first] if options.group else None
    imputed = impute(denominated, options.impute, group)
    stays = screen(imputed, options.screen, options.screen_data, options.screen_nonzero)
    screened = np.where(stays[:, None], imputed, np.nan)
    treatment, treated = treat_all(screened, framework, options)
    normalised = normalise(
        treated, framework, options.normalise, options.floor, options.upper, cap=options.cap
    )
    scores = dict(zip(framework.codes, normalised.T, strict=True))
    scores |= aggregate(scores, framework, framework.weights, options.aggregate, options.least_data)
    return Stages(framework, units, raw, denominated, imputed, stays, screened, treated, treatment,
                  normalised, scores, twice)  # fmt: skip


def treat_all(values: Any, framework: Framework, options: Options) -> tuple[tuple[Treated, ...], Any]:
    """Every indicator's treatment, and all treated values.

    Errors: `UsageError` where targets are to be compared with values that were put on a logarithm.
    """
    made = tuple(treat(values[:, n], options.limits) for n in range(values.shape[1]))
    for node, each in zip(framework.indicators, made, strict=True):
        if each.log and options.normalise == "target":
            raise UsageError(
                Text(
                    f"{framework.path}, {node.place.en}: '{node.code}' was put on a logarithm and its Target was not: "
                    "with normalise=target take treat=winsorise or treat=none",
                    f"{framework.path} {node.place.zh}：“{node.code}”已取对数而其 Target 未变换："
                    "normalise=target 时请用 treat=winsorise 或 treat=none",
                )
            )
    return made, np.stack([t.values for t in made], axis=1)


def ranks_of(scores: Any) -> Any:
    """Ranks over the last axis, 1 the highest, ties sharing the best; what is missing has none.

    Scores that agree to ten digits are ties: what differs behind them is arithmetic.
    """
    from scipy.stats import rankdata

    there = ~np.isnan(scores)
    size = np.max(np.abs(np.where(there, scores, 0.0)), initial=0.0)
    digits = 10 - int(np.ceil(np.log10(size))) if size > 0 else 10
    shown = np.round(np.where(there, scores, -np.inf), digits)
    ranks = rankdata(-shown, method="min", axis=-1) if shown.size else shown
    return np.where(there, ranks, np.nan)


def _refuse(options: Options, framework: Framework) -> None:
    """Errors: `UsageError` for options that do not go together."""
    wrong = [a for a in options.aggregate if a not in MEANS]
    if wrong:
        told = ", ".join(MEANS)
        raise UsageError(
            Text(f"aggregate is of {told}, not '{wrong[0]}'", f"aggregate 应为 {told}，而不是“{wrong[0]}”")
        )
    steps = framework.root.level - 1
    if len(options.aggregate) not in (1, steps):
        n = len(options.aggregate)
        raise UsageError(
            Text(
                f"aggregate names {n} means and the tree has {steps} steps: name one for all, or one for each step up",
                f"aggregate 给出了 {n} 种平均，而层级共有 {steps} 步：请给出一种，或逐级各给一种",
            )
        )
    if options.floor >= options.upper:
        raise UsageError(
            Text(
                f"lower ({options.floor:g}) must be below upper ({options.upper:g})",
                f"lower（{options.floor:g}）应小于 upper（{options.upper:g}）",
            )
        )


def _units(given: Any) -> tuple[Any, Any, Any]:
    """The units in their order, the first row of each, and which of them are there more than once."""
    rows: dict[str, list[int]] = {}
    for n, unit in enumerate(given.tolist()):
        if unit is not None:
            rows.setdefault(unit, []).append(n)
    first = np.array([r[0] for r in rows.values()], dtype=int)
    twice = np.array([len(r) > 1 for r in rows.values()], dtype=bool)
    return np.array(list(rows), dtype=object), first, twice


def _denominators(
    columns: Mapping[str, Any], first: Any, units: Any, framework: Framework, options: Options
) -> dict[str, Any]:
    found = read_denominators(options.denominators, units, framework) if options.denominators else {}
    for node in framework.indicators:
        if node.denominator and node.denominator not in found:
            found[node.denominator] = columns[node.denominator][first].astype(np.float64)
    return found
