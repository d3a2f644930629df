"""`composite.index`: every stage of an index as rows of unit, stage and code; what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qualicity.errors import Text
from qualicity.methods.composite.building import Options, Stages, build, ranks_of
from qualicity.methods.composite.framework import Node, read_framework
from qualicity.methods.composite.sheets import open_sheet
from qualicity.methods.composite.treating import Treated
from qualicity.methods.lazy import lazy_module
from qualicity.methods.registry import Column

np = lazy_module("numpy")

STAGES = (
    "all", "index", "raw", "denominated", "imputed", "screened", "treatment", "treated", "normalised", "aggregated",
)  # fmt: skip
_NAMES = ("unit", "stage", "code", "name", "level", "value", "rank", "data", "note", "reason")


def inputs_of(arguments: Mapping[str, Any], columns: Sequence[str]) -> tuple[Column, ...]:
    """The columns that the framework names: the indicators, their denominators, the group of the imputation."""
    framework = read_framework(arguments["meta"], arguments["weights"])

    def of(node: Node) -> str:
        return f"{framework.path.name}, {node.place.en}"

    found = {i.code: Column(i.code, of(i), required=True) for i in framework.indicators}
    apart = {*open_sheet(_path(arguments["denominators"])).headers} if arguments["denominators"] else set()
    for each in framework.indicators:
        if each.denominator and each.denominator not in apart:
            found.setdefault(each.denominator, Column(each.denominator, of(each), required=True))
    if arguments["group"]:
        found.setdefault(arguments["group"], Column(arguments["group"], type="text", required=True))
    return tuple(found.values())


def _path(said: str) -> Any:
    from pathlib import Path

    return Path(said)


def index(columns: Mapping[str, Any], *, stage: str = "all", **options: Any) -> dict[str, Any]:
    """Every stage of a composite index, as rows: `unit`, `stage`, `code`, `value` and what belongs to it.

    `columns` has `unit` (texts) and an array for each indicator; `options` are those of `Options`. The index itself
    comes first, the best unit before the others, then the stages in their order. `stage` gives one of them alone.
    Errors: `UsageError` as `build` says.
    """
    made = build(columns, Options.of(options))
    parts = [p for p in _parts(made) if stage in ("all", p["stage"])]
    return {n: np.concatenate([_full(p, n) for p in parts]) if parts else np.array([]) for n in _NAMES}


def _full(part: Mapping[str, Any], name: str) -> Any:
    """A column of a part; what the part says nothing of is missing."""
    size = len(part["unit"])
    found = part.get(name, np.nan if name in ("rank", "data", "value") else None)
    if isinstance(found, np.ndarray):
        return found
    kind = np.float64 if name in ("level", "value", "rank", "data") else object
    return np.full(size, found, dtype=kind)


def _parts(made: Stages) -> Iterator[dict[str, Any]]:
    """The rows of one code in one stage each."""
    root = made.framework.root
    top = _scored(made, root, "index")
    order = np.argsort(np.where(np.isnan(top["rank"]), np.inf, top["rank"]), kind="stable")
    yield {k: v[order] if isinstance(v, np.ndarray) else v for k, v in top.items()}
    for stage in ("raw", "denominated", "imputed", "screened"):
        for n, node in enumerate(made.framework.indicators):
            yield _plain(made, stage, n, node)
    for node, done in zip(made.framework.indicators, made.treatment, strict=True):
        yield _treatment(node, done)
    for n, node in enumerate(made.framework.indicators):
        yield _plain(made, "treated", n, node) | {"note": _points(made.treatment[n], len(made.units))}
    for node in made.framework.indicators:
        yield _scored(made, node, "normalised")
    for node in (*made.framework.indicators, *made.framework.aggregates):
        yield _scored(made, node, "aggregated")


def _plain(made: Stages, stage: str, n: int, node: Node) -> dict[str, Any]:
    value = getattr(made, stage)[:, n]
    part = {"unit": made.units, "stage": stage, "code": node.code, "name": node.name, "level": node.level}
    filled = (
        np.isnan(made.denominated[:, n]) & ~np.isnan(made.imputed[:, n]) & (stage in ("imputed", "screened"))
    )
    note = np.where(filled, "imputed", None)
    return part | {"value": value, "note": note, "reason": _reasons(made, value, (n,), stage)}


def _scored(made: Stages, node: Node, stage: str) -> dict[str, Any]:
    value = made.scores[node.code]
    below = [made.framework.codes.index(c) for c in made.framework.below(node.code)]
    data = (~np.isnan(made.denominated[:, below])).mean(axis=1)
    part = {"unit": made.units, "stage": stage, "code": node.code, "name": node.name, "level": node.level}
    return part | {"value": value, "rank": ranks_of(value), "data": data,
                   "reason": _reasons(made, value, below, stage)}  # fmt: skip


def _reasons(made: Stages, value: Any, below: Sequence[int], stage: str) -> Any:
    """Why a value is missing: the unit is there twice, was screened out, the data or the denominator is missing."""
    later = stage not in ("raw", "denominated", "imputed")
    lost = np.isnan(made.denominated[:, below]) & ~np.isnan(made.raw[:, below])
    some = ~np.isnan(made.treated[:, below]).all(axis=1)
    said = np.select(
        [
            ~np.isnan(value),
            made.twice,
            ~made.stays & later,
            lost.all(axis=1) & (stage != "raw"),
            some & later,
        ],
        [None, "twice", "screened", "denominator", "least_data"],
        "missing",
    )
    return said.astype(object)


def _points(done: Treated, units: int) -> Any:
    """What was done to each unit's value."""
    note = np.full(units, None, dtype=object)
    note[list(done.high)] = "winsorised_high"
    note[list(done.low)] = "winsorised_low"
    if done.log:
        log: Any = done.log
        note = np.array([log if n is None else f"{n};{log}" for n in note.tolist()], dtype=object)
        note[np.isnan(done.values)] = None
    return note


def _treatment(node: Node, done: Treated) -> dict[str, Any]:
    """An indicator's row, of no unit: how many points were winsorised, and skewness and kurtosis before and after."""
    words = [
        f"{len(p)} {w}" for p, w in ((done.high, "winsorised_high"), (done.low, "winsorised_low")) if len(p)
    ]
    did = ";".join([*words, *([done.log] if done.log else [])]) or "untreated"
    measures = zip(("skewness", "kurtosis"), done.before, done.after, strict=True)
    moved = [f"{m} {a:.3f} to {b:.3f}" for m, a, b in measures if not np.isnan(a)]
    return {
        "unit": np.array([""], dtype=object),
        "stage": "treatment",
        "code": node.code,
        "name": node.name,
        "level": node.level,
        "value": np.array([float(len(done.high) + len(done.low))]),
        "note": ";".join([did, *moved]),
    }


def tells(made: Mapping[str, Any]) -> list[Text]:
    """Who leads, how many have an index, what stands on little data, what was treated."""
    top = made["stage"] == "index"
    if not top.any():
        return []
    units, values, ranks = made["unit"][top], made["value"][top], made["rank"][top]
    counted = int((~np.isnan(values)).sum())
    said = []
    if counted:
        lead = units[ranks == 1].tolist()
        name, name_zh = ", ".join(lead), "、".join(lead)
        score = float(values[ranks == 1][0])
        said.append(
            Text(
                f"{name} first of {counted} with {score:.1f}; how firm that is: composite.sensitivity",
                f"{counted} 个单位中{name_zh}居首（{score:.1f}）；是否稳健见 composite.sensitivity",
            )
        )
    if counted < len(units):
        n = len(units) - counted
        said.append(Text(f"{n} unit(s) have no index: see reason", f"{n} 个单位没有指数：见 reason"))
    said += _tells_of_data(made)
    report = made["stage"] == "treatment"
    did = [str(n) for n in made["note"][report].tolist()]
    won, logged = sum("winsorised" in d for d in did), sum("log_" in d for d in did)
    if won or logged:
        said.append(
            Text(
                f"outliers treated in {won + logged} indicator(s) ({won} winsorised, {logged} on a logarithm): stage treatment",
                f"对 {won + logged} 个指标作了异常值处理（缩尾 {won}，取对数 {logged}）：见 treatment 阶段",
            )
        )
    return said


def _tells_of_data(made: Mapping[str, Any]) -> Iterator[Text]:
    """What became of missing values, and which units have few others."""
    data = made["data"][made["stage"] == "index"]
    filled = int(((made["stage"] == "imputed") & (made["note"] == "imputed")).sum())
    some, few = int((data < 1).sum()), int((data < 2 / 3 - 1e-12).sum())
    lost = int(((made["stage"] == "denominated") & (made["reason"] == "denominator")).sum())
    stage = made["stage"] == "denominated"
    some_value = {*made["code"][stage & ~np.isnan(made["value"])].tolist()}
    if empty := [c for c in dict.fromkeys(made["code"][stage].tolist()) if c not in some_value]:
        yield Text(
            f"no unit has a value of {', '.join(empty)}: left out of the index",
            f"{'、'.join(empty)}没有任何单位有数值：未计入指数",
        )
    if lost:
        yield Text(
            f"{lost} value(s) are lost for want of a denominator: stage denominated",
            f"{lost} 个数值因缺少分母而缺失：见 denominated 阶段",
        )
    if filled:
        yield Text(
            f"{filled} missing value(s) were filled in: stage imputed",
            f"填补了 {filled} 个缺失值：见 imputed 阶段",
        )
    elif some and (made["stage"] == "imputed").any():
        yield Text(
            f"{some} unit(s) lack indicators: left out, the other weights stand for them",
            f"{some} 个单位缺少部分指标：已略去，由其余权重分担",
        )
    elif some:
        yield Text(
            f"{some} unit(s) lack indicators: see data, and the other stages for what became of them",
            f"{some} 个单位缺少部分指标：见 data；如何处理见其他阶段",
        )
    if few:
        yield Text(
            f"{few} unit(s) have less than two thirds of the indicators (data): screen=data leaves them out",
            f"{few} 个单位的指标不足三分之二（data）：screen=data 可将其排除",
        )
