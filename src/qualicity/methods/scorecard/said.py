"""What grades mean in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from qualicity.errors import Text
from qualicity.methods.scorecard.grading import WHO

_NAMED = 5


def tells(made: Mapping[str, Any]) -> tuple[Text, ...]:
    """How many have which grade, which by a veto, and which have none and why."""
    grades = Counter(g for g in made["grade"] if g is not None)
    n, graded = len(made["grade"]), sum(grades.values())
    listed = ", ".join(f"{g} {grades[g]}" for g in sorted(grades))
    listed_zh = "，".join(f"{g} 级 {grades[g]} 个" for g in sorted(grades))
    told = [
        Text(
            f"{graded} of {n} graded{': ' if graded else ''}{listed}.",
            f"{n} 个中评定 {graded} 个{'：' if graded else ''}{listed_zh}。",
        )
    ]
    for row in [r for r in range(n) if made["vetoes"][r]][:_NAMED]:
        who, why = _who(made, row), made["vetoes"][row].replace(";", ", ")
        told.append(
            Text(
                f"{who}: {made['grade'][row]} by veto: {why}.",
                f"{who}：一票否决，{made['grade'][row]} 级：{why}。",
            )
        )
    for row in [r for r in range(n) if made["grade"][r] is None][:_NAMED]:
        told.append(_ungraded(made, row))
    return tuple(told)


def _ungraded(made: Mapping[str, Any], row: int) -> Text:
    who, reason = _who(made, row), made["reason"][row]
    if reason.startswith("no_rules"):
        return Text(
            f"{who} is not graded: the rules do not have its year.", f"{who}未评级：规则中没有该年度。"
        )
    if reason.startswith("veto_unclear"):
        named = reason.partition(":")[2]
        en = f"{who} is not graded: whether there is a veto cannot be told from {named}."
        return Text(en, f"{who}未评级：无法确认是否属于一票否决：{named}。")
    missing, low, high = (made[n][row] for n in ("missing", "score_low", "score_high"))
    en = f"{who} is not graded: points are missing for {missing.replace(';', ', ')}; the score is from {low:.6g} to {high:.6g}"
    zh = f"{who}未评级：缺少 {missing.replace(';', '、')} 的得分；总分介于 {low:.6g} 与 {high:.6g} 之间"
    worst, best = made["grade_low"][row], made["grade_high"][row]
    return Text(f"{en} ({worst} to {best}).", f"{zh}（{worst} 至 {best} 级）。")


def _who(made: Mapping[str, Any], row: int) -> str:
    return " ".join(str(made[n][row]) for n in WHO if made[n][row] is not None) or "-"
