"""What a summary says: how many were judged, the verdict with its arithmetic, its range, and what decides."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qualicity.assessment.operators import number
from qualicity.assessment.rollup import Summary, Variant
from qualicity.assessment.rollup_rules import RULES, Member, statuses
from qualicity.errors import Lang, Text

SHOWN_OF_A_PLAN = 5
"""So many of a plan's unjudged targets are named in its own summary; those of its goals name all of theirs."""

_NAMED = 4
"""So many are named where a summary hangs on many."""


def line(s: Summary) -> Text:
    """The whole summary: `2 of 9 judged; … Missed: 1 achieved, 1 missed; the rule is …`"""
    parts = [p for p in (counted(s), verdict(s), ranged(s), decided(s), missing(s)) if p.en]
    return Text(" ".join(p.en for p in parts), "".join(p.get("zh") for p in parts))


def counted(s: Summary) -> Text:
    """How many were judged, said before anything else: `2 of 9 judged, 1 of them by people; 7 cannot be judged.`"""
    if not s.members:
        return _nothing_to_count(s)
    n, m = len(s.judged), len(s.members)
    people = sum(x.by_people for x in s.judged)
    waiting = sum(x.status == "not_due" for x in s.unjudged)
    unable = len(s.unjudged) - waiting
    en, zh = [f"{n} of {m} judged"], [f"{m}项中已判定{n}项"]
    if people:
        en[0] += f", {people} of them by people (a ruling, not computed)"
        zh[0] += f"，其中{people}项由人裁定（非计算所得）"
    if unable:
        en.append(f"{unable} cannot be judged")
        zh.append(f"{unable}项无法判断")
    if waiting:
        en.append(f"{waiting} not due yet")
        zh.append(f"{waiting}项尚未到期")
    if s.uncounted:
        en.append(f"{len(s.uncounted)} not counted by the rule")
        zh.append(f"另有{len(s.uncounted)}项不在规则之内")
    return Text("; ".join(en) + ".", "；".join(zh) + "。")


def _nothing_to_count(s: Summary) -> Text:
    n = len(s.uncounted)
    if n:
        return Text(
            f"None of its {n} {_s('target', n)} is of the kind that the rule counts.",
            f"其{n}项目标均不在规则之内。",
        )
    return Text("No target belongs to it, so there is nothing to sum up.", "没有目标归于此项，无可汇总。")


def verdict(s: Summary) -> Text:
    """The verdict with its rule and arithmetic, or why there is none."""
    says = RULES[s.rule].says
    if s.outcome and s.arithmetic:
        return Text(
            f"{s.shown.en}, by {says.en}: {s.arithmetic.en}.",
            f"{s.shown.get('zh')}，规则为{says.get('zh')}：{s.arithmetic.get('zh')}。",
        )
    if not s.members:
        return Text("", "")
    least = _percent(s.least_judged)
    short = Text("no target was judged", "没有已判定的目标")
    if s.judged:
        seen = statuses(s.judged)
        short = Text(
            f"fewer than {least} % were judged ({seen.en})", f"已判定的不足{least}%（{seen.get('zh')}）"
        )
    return Text(
        f"{s.shown.en}: {short.en}; the rule would be {says.en}.",
        f"{s.shown.get('zh')}：{short.get('zh')}；规则本为{says.get('zh')}。",
    )


def ranged(s: Summary) -> Text:
    """Between what the summary lies on the other terms that were tried, and which these are."""
    low, high = s.lowest, s.highest
    if s.outcome is None:
        return Text("", "")
    if low is None or high is None:
        return Text(
            "With one target judged, weights make no difference.",
            "仅判定一项，权重不影响结果。",
        )
    tried = _tried(s)
    if low.outcome.value == high.outcome.value == s.outcome.value:
        return Text(f"The same {tried.en}.", f"{tried.get('zh')}，结果不变。")
    a, b = _terms(low), _terms(high)
    return Text(
        f"From {low.outcome.shown.en} ({a.en}) to {high.outcome.shown.en} ({b.en}) {tried.en}.",
        f"{tried.get('zh')}，介于{low.outcome.shown.get('zh')}（{a.get('zh')}）"
        f"与{high.outcome.shown.get('zh')}（{b.get('zh')}）之间。",
    )


def _tried(s: Summary) -> Text:
    """`with equal weights, with the declared weights and with each left out in turn`."""
    terms = dict.fromkeys(v.terms for v in s.variants)
    en = {
        "equal": "equal weights",
        "declared": "the plan’s weights",
        "without": "each of them left out in turn",
    }
    zh = {"equal": "按等权", "declared": "按方案权重", "without": "依次剔除各项"}
    return Text("with " + _and([en[t] for t in terms]), "、".join(zh[t] for t in terms) + "试算")


def _terms(v: Variant) -> Text:
    if v.without is not None:
        title = v.without.title
        return Text(f"without “{title.en}”", f"剔除“{title.get('zh')}”")
    if v.terms == "equal":
        return Text("equal weights", "等权")
    return Text("the plan’s weights", "方案权重")


def decided(s: Summary) -> Text:
    """The members on which the summary hangs, by name; nothing where there is no verdict."""
    if s.outcome is None:
        return Text("", "")
    names, n = names_of(s.decide, _NAMED), len(s.decide)
    if s.rule in ("worst", "binding_share") and s.outcome.value == 100:
        either = ("", "either of ", "any of ")[min(n, 3) - 1]
        return Text(
            f"It would fall with {either}{names.en}.", f"其中任一项变差，综合结论即下降：{names.get('zh')}。"
        )
    if s.rule == "worst" and n > 1:
        return Text(
            f"It hangs on {names.en}: it rises only when all of these do.",
            f"取决于{names.get('zh')}：均有改善方可上升。",
        )
    if s.rule == "worst":
        return Text(f"It hangs on {names.en} alone.", f"仅取决于{names.get('zh')}。")
    if s.rule == "binding_share":
        return Text(f"Held down by {names.en}.", f"拉低者：{names.get('zh')}。")
    if n == len(s.judged) > 1:
        return Text("All of them move it alike.", "各项影响相同。")
    return Text(f"Moved most by {names.en}.", f"影响最大者：{names.get('zh')}。")


def missing(s: Summary) -> Text:
    """The members that have no verdict, by name."""
    if not s.unjudged:
        return Text("", "")
    most = SHOWN_OF_A_PLAN if s.kind == "plan" else len(s.unjudged)
    names, more = names_of(s.unjudged[:most]), len(s.unjudged) - most
    if more <= 0:
        return Text(f"Not judged: {names.en}.", f"未判定：{names.get('zh')}。")
    return Text(
        f"Not judged: {', '.join(_quoted(s.unjudged[:most], 'en'))} and {more} more, named under their goals.",
        f"未判定：{names.get('zh')}等{len(s.unjudged)}项，见各目标分组。",
    )


def names_of(members: Sequence[Member], most: int | None = None) -> Text:
    """Their titles in quotation marks, as an enumeration; with `most` only so many, and how many more."""
    if most and len(members) > most + 1:
        more = len(members) - most
        en, zh = (_quoted(members[:most], lang) for lang in ("en", "zh"))
        return Text(f"{', '.join(en)} and {more} more", f"{'、'.join(zh)}等{len(members)}项")
    return Text(_and(_quoted(members, "en")), "、".join(_quoted(members, "zh")))


def _quoted(members: Sequence[Member], lang: Lang) -> list[str]:
    return [f"“{m.target.title.get(lang)}”" for m in members]


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def _s(word: str, n: int) -> str:
    return word if n == 1 else f"{word}s"


def _percent(share: Decimal) -> str:
    return number(share * 100)
