"""What an estimate means, in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from qualicity.errors import Text


def tell_survey(made: Mapping[str, Any], *, share: bool) -> Sequence[Text]:
    """The design; the estimate of a single domain with its interval; how many domains have none, and why the first."""
    count = len(made["estimate"])
    if count == 0:
        return (
            Text(
                "no row says which domain it is of: there is nothing to estimate",
                "没有任何行给出 by：无可估计",
            ),
        )
    told = [Text(f"design: {made['design'][0]}", f"抽样设计：{made['design'][0]}")]
    if count == 1 and not made["reason"][0]:
        told.append(_told(made, share=share))
    missing = [i for i, reason in enumerate(made["reason"]) if reason]
    if missing:
        name, reason = made["domain"][missing[0]], made["reason"][missing[0]]
        which = (f"'{name}': ", f"“{name}”：") if count > 1 else ("", "")
        told.append(
            Text(
                f"{len(missing)} of {count} without an estimate; {which[0]}{reason}",
                f"{count} 项中 {len(missing)} 项没有估计值；{which[1]}{reason}",
            )
        )
    if count == 1 and made["note"][0]:
        told.append(Text(f"note: {made['note'][0]}", f"注：{made['note'][0]}"))
    return tuple(told)


def _told(made: Mapping[str, Any], *, share: bool) -> Text:
    what, zh = ("share", "占比") if share else ("mean", "均值")
    estimate, low, high = (_figure(float(made[n][0]), share=share) for n in ("estimate", "ci_low", "ci_high"))
    level = f"{100 * float(made['confidence'][0]):g} %"
    n, degrees = int(made["n"][0]), int(made["df"][0])
    return Text(
        f"{what} {estimate}, {level} interval {low} to {high} ({n:,} rows, {degrees:,} degrees of freedom)",
        f"{zh} {estimate}，{level} 置信区间 {low} 至 {high}（{n:,} 行，自由度 {degrees:,}）",
    )


def _figure(value: float, *, share: bool) -> str:
    if not math.isfinite(value):
        return "—"
    return f"{100 * value:.2f} %" if share else f"{value:.6g}"


tell_mean = partial(tell_survey, share=False)
tell_share = partial(tell_survey, share=True)
