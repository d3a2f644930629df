"""Operating characteristics: how often a plan accepts a lot or a process of a given quality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualicity.errors import Lang, Text
from qualicity.methods.lazy import lazy_module
from qualicity.methods.sampling.acceptance.columns import (
    UNKNOWN,
    first_reason,
    needed,
    numbers,
    where_sound,
    words,
)

np = lazy_module("numpy")
stats = lazy_module("scipy.stats")
Array = Any

TYPES = ("binomial", "poisson", "hypergeom")
BINOMIAL, POISSON, HYPERGEOM = range(3)
TYPE_WORDS = {name: n for n, name in enumerate(TYPES)} | {
    "hypergeometric": HYPERGEOM,
    "二项": BINOMIAL,
    "二项分布": BINOMIAL,
    "泊松": POISSON,
    "泊松分布": POISSON,
    "超几何": HYPERGEOM,
    "超几何分布": HYPERGEOM,
}

LARGEST_LOT = 1_000_000_000
"""The hypergeometric distribution of a larger lot takes hours; the binomial is the same to many digits."""


def whole(lot: Array, pd: Array) -> Array:
    """Nonconforming items in a lot: N·pd to the nearest whole number, a half to the even one."""
    return np.rint(np.round(lot * pd, 9))


def acceptance(kind: int, lot: Array, n: Array, c: Array, pd: Array) -> Array:
    """Probability that a sample of n holds at most c nonconforming; `lot` counts only for `HYPERGEOM`."""
    if kind == BINOMIAL:
        return stats.binom.cdf(c, n, pd)
    if kind == POISSON:
        return stats.poisson.cdf(c, n * np.minimum(pd, 1e280))
    return stats.hypergeom.cdf(c, lot, whole(lot, pd), n)


def oc(
    columns: Mapping[str, Array],
    type: str = "binomial",
    N: str = "",  # noqa: N803 (the name that everybody gives a lot's size)
    n: str = "",
    c: str = "",
) -> dict[str, Array]:
    """Probability of acceptance of each row's plan (n, c) at the quality `pd`; N is the lot for `hypergeom`.

    Errors: `UsageError` where n or c are given nowhere, or hypergeom without N.
    """
    pd = columns["pd"]
    size = len(pd)
    for name, said in (("n", n), ("c", c)):
        if name not in columns and said in ("", None):
            raise needed(name, f"--set {name}=…")
    kind = words(columns, "type", type, TYPE_WORDS, size)
    lot, n_, c_ = (numbers(columns, name, said, size) for name, said in (("N", N), ("n", n), ("c", c)))
    if "N" not in columns and N in ("", None) and (kind == HYPERGEOM).any():
        raise needed("N", "--set N=…")
    finite = kind == HYPERGEOM
    reason = first_reason(
        size,
        (kind == UNKNOWN, "no such type"),
        (np.isnan(n_), "n is missing"),
        (np.isnan(c_), "c is missing"),
        (np.isnan(pd), "pd is missing"),
        ((n_ < 1) | (n_ % 1 != 0), "n is no whole number of at least 1"),
        (c_ % 1 != 0, "c is no whole number"),
        ((kind != POISSON) & (pd > 1), "pd is above 1"),
        (finite & np.isnan(lot), "N is missing"),
        (finite & (lot % 1 != 0), "N is no whole number"),
        (finite & (lot > LARGEST_LOT), f"N is above {LARGEST_LOT:,}"),
        (finite & (n_ > lot), "n is above N"),
    )
    paccept, used = np.full(size, np.nan), np.array(pd, dtype=float)
    for each in range(len(TYPES)):
        at = (kind == each) & np.equal(reason, None)
        paccept[at] = acceptance(each, lot[at], n_[at], c_[at], pd[at])
        if each == HYPERGEOM:
            used[at] = whole(lot[at], pd[at]) / lot[at]
    plan = _plans(kind, lot, n_, c_, reason)
    return where_sound(reason, paccept=np.clip(paccept, 0, 1), pd_used=used, plan=plan)


def _plans(kind: Array, lot: Array, n: Array, c: Array, reason: Array) -> Array:
    """Each row's plan in words, such as `hypergeom N=1000 n=80 c=2`."""
    made = np.full(len(kind), None, dtype=object)
    sound = np.flatnonzero(np.equal(reason, None))
    asked = np.column_stack([kind, np.where(kind == HYPERGEOM, lot, 0), n, c])[sound]
    plans, where = np.unique(asked, axis=0, return_inverse=True)
    said = [
        f"{TYPES[int(k)]} {f'N={lot:.15g} ' if k == HYPERGEOM else ''}n={n:.15g} c={c:.15g}"
        for k, lot, n, c in plans.tolist()
    ]
    made[sound] = np.array(said, dtype=object)[where.ravel()] if said else None
    return made


def draw_curve(made: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """The curves of the plans of a result, as Vega-Lite; the title says what the first still lets through."""
    there = made["paccept"] == made["paccept"]
    rows = [
        {"pd": float(pd), "paccept": float(pa), "plan": plan}
        for pd, pa, plan in zip(
            made["pd_used"][there], made["paccept"][there], made["plan"][there], strict=True
        )
    ]
    quality = Text("Quality submitted (nonconforming per item)", "提交检验的质量（每单位不合格）").get(lang)
    accepted = Text("Probability of acceptance", "接收概率").get(lang)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": _finding(rows).get(lang),
        "width": 520,
        "height": 300,
        "data": {"values": rows},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "pd", "type": "quantitative", "title": quality, "axis": {"format": "~p"}},
            "y": {
                **{"field": "paccept", "type": "quantitative", "title": accepted},
                **{"axis": {"format": "~p"}, "scale": {"domain": [0, 1]}},
            },
            "color": {"field": "plan", "type": "nominal", "title": Text("plan", "方案").get(lang)},
        },
    }


def _finding(rows: list[dict[str, Any]]) -> Text:
    """What the first plan still accepts one time in ten or more often, of the qualities that were asked for."""
    if not rows:
        return Text("No plan could be judged", "没有可计算的方案")
    plan = rows[0]["plan"]
    worst = max(
        (r for r in rows if r["plan"] == plan and r["paccept"] >= 0.1), key=lambda r: r["pd"], default=None
    )
    if worst is None:
        return Text(
            f"{plan}: all of these pass less than one time in ten", f"{plan}：所列质量的接收概率均低于10%"
        )
    pd, pa = f"{100 * worst['pd']:.3g} %", f"{100 * worst['paccept']:.0f} %"
    return Text(
        f"{plan}: with {pd} nonconforming it still passes in {pa} of cases",
        f"{plan}：不合格 {pd} 时仍有 {pa} 的机会通过",
    )
