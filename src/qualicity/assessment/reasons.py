"""The reason beside every verdict, in both languages: the arithmetic, or exactly what is missing."""

from __future__ import annotations

from qualicity.assessment.model import STATUSES, SchemeVerdict
from qualicity.assessment.operators import RELATIVE, distance, limits, met, number, wording
from qualicity.assessment.schemes import SCHEMES
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.methods.progress import REASONS
from qualicity.plan import UNITS, Base, Indicator, Ruling, Target, parse_period
from qualicity.plan.targets import plain

_STATUS_WORDS = {
    "preliminary": Text("preliminary", "初步数"),
    "estimate": Text("an estimate", "预计数"),
    "computed": Text("computed here", "由本系统计算"),
}
_QUALIFIERS = {
    "approx": Text("about ", "约"),
    "at_least": Text("at least ", "不少于"),
    "more_than": Text("more than ", "超过"),
    "at_most": Text("at most ", "不超过"),
    "less_than": Text("less than ", "低于"),
}


def unit(indicator: Indicator | None) -> Text:
    """The unit as it is written behind a number, with the space that it needs."""
    known = UNITS.get(indicator.unit) if indicator else None
    text = known or Text(indicator.unit if indicator else "")
    if not text.en or text.en.startswith("("):
        return Text("", "")
    zh = text.get("zh")
    return Text(f" {text.en}", zh if zh == "%" else f" {zh}")


def difference_unit(indicator: Indicator | None) -> Text:
    """The unit of a difference of two values: percentage points for percentages."""
    return Text(" percentage points", "个百分点") if indicator and indicator.unit == "%" else unit(indicator)


def said(figure: Observation, indicator: Indicator | None) -> Text:
    """`84.7 % for 2016`, `2016年为84.7%`."""
    period = figure.period
    when = period.title() if period else Text("an unknown period", "时期不明")
    if figure.value is None:
        return Text(f"“{figure.grade}” in {when.en}", f"{when.get('zh')}为“{figure.grade}”")
    q, u = _QUALIFIERS.get(figure.qualifier or "", Text("", "")), unit(indicator)
    x = number(figure.value)
    return Text(f"{q.en}{x}{u.en} for {when.en}", f"{when.get('zh')}为{q.get('zh')}{x}{u.get('zh')}")


def _standing(figure: Observation) -> Text:
    """` (preliminary)` where the figure is not final."""
    word = _STATUS_WORDS.get(figure.status)
    return Text(f" ({word.en})", f"（{word.get('zh')}）") if word else Text("", "")


def _also(figures: tuple[Observation, ...], indicator: Indicator | None) -> Text:
    if not figures:
        return Text("", "")
    en = "; ".join(f"{f.authority}: {said(f, indicator).en}" for f in figures)
    zh = "；".join(f"{f.authority}：{said(f, indicator).get('zh')}" for f in figures)
    return Text(
        f" Other authorities give other figures ({en}); the verdict is the same.",
        f"其他来源数值不同（{zh}），结论相同。",
    )


def met_at_due(
    target: Target, indicator: Indicator | None, figure: Observation, conflicts: tuple[Observation, ...]
) -> Text:
    """Achieved, by the due period's figure."""
    f, w, s, more, by = (
        said(figure, indicator),
        wording(target),
        _standing(figure),
        _also(conflicts, indicator),
        _by(target, indicator, figure),
    )
    slack = _tolerance(target, indicator)
    return Text(
        f"{f.en}{s.en}; promised was {w.en}{slack.en}{by.en}.{more.en}",
        f"{f.get('zh')}{s.get('zh')}；承诺为{w.get('zh')}{slack.get('zh')}{by.get('zh')}。{more.get('zh')}",
    )


def not_met(
    target: Target, indicator: Indicator | None, figure: Observation, conflicts: tuple[Observation, ...]
) -> Text:
    """Missed, on evidence."""
    f, w, s, more = said(figure, indicator), wording(target), _standing(figure), _also(conflicts, indicator)
    gap, slack, u = (
        distance(target, indicator, figure),
        _tolerance(target, indicator),
        difference_unit(indicator),
    )
    away = Text(f": {number(gap)}{u.en} away", f"，相差{number(gap)}{u.get('zh')}") if gap else Text("", "")
    return Text(
        f"{f.en}{s.en}, where {w.en} was promised{slack.en}{away.en}.{more.en}",
        f"{f.get('zh')}{s.get('zh')}，而承诺为{w.get('zh')}{slack.get('zh')}{away.get('zh')}。{more.get('zh')}",
    )


def _by(target: Target, indicator: Indicator | None, figure: Observation) -> Text:
    if target.tolerance is not None:
        return Text("", "")
    gap, u = distance(target, indicator, figure), difference_unit(indicator)
    ceiling = limits(target, indicator)[0] is None
    zh = "比上限低" if ceiling else "超出"
    return Text(f", met by {number(gap)}{u.en}", f"，{zh}{number(gap)}{u.get('zh')}") if gap else Text("", "")


def _tolerance(target: Target, indicator: Indicator | None) -> Text:
    if target.tolerance is None or target.value is None:
        return Text("", "")
    x, slack = number(target.tolerance * 100), abs(target.value) * target.tolerance
    low, high = number(target.value - slack), number(target.value + slack)
    match indicator.better if indicator else None:
        case "lower":
            read = Text(f"at most {high}", f"不高于{high}")
        case "higher":
            read = Text(f"at least {low}", f"不低于{low}")
        case _:
            read = Text(f"{low} to {high}", f"{low}至{high}")
    return Text(f", read as {read.en} (a tolerance of {x} %)", f"，解读为{read.get('zh')}（容差{x}%）")


def broken(target: Target, indicator: Indicator | None, figure: Observation) -> Text:
    """Missed: a level that was to hold every year did not hold in one."""
    f, w = said(figure, indicator), wording(target)
    return Text(f"It was to be {w.en} every year; it was {f.en}.", f"应每年{w.get('zh')}；{f.get('zh')}。")


def authorities_disagree(
    target: Target, indicator: Indicator | None, figures: tuple[Observation, ...]
) -> Text:
    """Cannot be judged: the answer depends on whom one believes."""
    en = "; ".join(f"{f.authority}: {said(f, indicator).en}" for f in figures)
    zh = "；".join(f"{f.authority}：{said(f, indicator).get('zh')}" for f in figures)
    w = wording(target)
    return Text(
        f"Authorities give figures on both sides of {w.en} ({en}), and neither supersedes the other.",
        f"不同来源的数值分居{w.get('zh')}两侧（{zh}），互不取代。",
    )


def vague_figure(target: Target, indicator: Indicator | None, figure: Observation) -> Text:
    """Cannot be judged: the figure is only a bound, or no number at all."""
    f, w = said(figure, indicator), wording(target)
    if plain(target.operator) in RELATIVE and (target.base is None or target.base.value is None):
        return Text(
            f"{f.en}; promised was {w.en}, and there is no figure on this definition to count from.",
            f"{f.get('zh')}；承诺为{w.get('zh')}，但没有此口径的起点数值。",
        )
    if figure.value is None:
        return Text(
            f"The figure is no number ({f.en}) and does not tell whether {w.en} was reached.",
            f"数据不是数值（{f.get('zh')}），无法判断是否达到{w.get('zh')}。",
        )
    return Text(
        f"The figure is only a bound ({f.en}) and does not tell whether {w.en} was reached.",
        f"数值只是一个界限（{f.get('zh')}），无法判断是否达到{w.get('zh')}。",
    )


def met_early(target: Target, indicator: Indicator | None, figure: Observation) -> Text:
    """On course or achieved: the level is reached before its date."""
    f, w, due = said(figure, indicator), wording(target), parse_period(target.due).title()
    return Text(
        f"{f.en} already meets {w.en}, promised for {due.en}.",
        f"{f.get('zh')}，已达到{due.get('zh')}的目标（{w.get('zh')}）。",
    )


def not_due(target: Target, indicator: Indicator | None, known: Observation | None) -> Text:
    """Nothing is due and nothing has been published since the start."""
    due = parse_period(target.due)
    start = said(known, indicator) if known else None
    if start:
        return Text(
            f"Due for {due.title().en}; nothing later than the starting point, {start.en}, is known.",
            f"期限为{due.title().get('zh')}；尚无晚于起点（{start.get('zh')}）的数值。",
        )
    return Text(
        f"Due for {due.title().en}; no figure on this definition is known yet.",
        f"期限为{due.title().get('zh')}；尚无此口径的数值。",
    )


def not_due_judged(target: Target) -> Text:
    """A qualitative target before its date."""
    due = parse_period(target.due).title()
    return Text(f"Judged by people, after {due.en}.", f"由人评判，期限为{due.get('zh')}。")


def nobody_judged(target: Target) -> Text:
    """A qualitative target after its date, without a ruling."""
    return _with_sought(
        Text(
            "The promise names no measure, and no ruling on it is recorded.",
            "承诺未给出衡量标准，也没有记录在案的裁定。",
        ),
        target,
    )


def by_ruling(ruling: Ruling) -> Text:
    """Decided by people."""
    return Text(
        f"Ruled by {ruling.by.en} on {ruling.date.isoformat()}: {ruling.reason.en}",
        f"{ruling.by.get('zh')}于{ruling.date.isoformat()}裁定：{ruling.reason.get('zh')}",
    )


def on_ruling(text: Text, indicator: Indicator | None, ruling: Ruling) -> Text:
    """The reason, and that people chose the definition that it rests on."""
    title = _titles(indicator, [ruling.definition or ""])
    return Text(
        f"{text.en} The definition ({title.en}) was chosen by ruling of {ruling.by.en}.",
        f"{text.get('zh')}所用口径（{title.get('zh')}）由{ruling.by.get('zh')}裁定。",
    )


def _titles(indicator: Indicator | None, definitions: list[str]) -> Text:
    """Definitions by their titles, else by their ids."""
    found = [indicator.definition(d) if indicator else None for d in definitions]
    titles = [d.title if d and d.title else Text(i, i) for d, i in zip(found, definitions, strict=True)]
    return Text("; ".join(t.en for t in titles), "；".join(t.get("zh") for t in titles))


def no_definition(indicator: Indicator, apart: tuple[Observation, ...], target: Target) -> Text:
    """The plan does not say what it counts, and no ruling does."""
    names = sorted({o.definition for o in apart})
    titles = _titles(indicator, names)
    en = f" Figures exist on: {titles.en}." if names else ""
    zh = f"现有数值的口径：{titles.get('zh')}。" if names else ""
    return Text(
        f"The plan does not say on which definition it counts, and no ruling names one.{en}",
        f"方案未说明按何种口径，也没有裁定指明口径。{zh}",
    )


def nothing_at_due(
    target: Target,
    indicator: Indicator | None,
    last: Observation | None,
    inside: Observation | None,
    after: Observation | None,
) -> Text:
    """The date has passed and its own figure was not found; what exists instead."""
    due = parse_period(target.due).title()
    en = [f"No figure for {due.en} itself was found on this definition."]
    zh = [f"未找到此口径{due.get('zh')}本身的数值。"]
    if last:
        f, w = said(last, indicator), wording(target)
        meets = {
            True: Text(f", which would meet the promise: {w.en}", f"，可达到承诺：{w.get('zh')}"),
            False: Text(f", which would not meet the promise: {w.en}", f"，达不到承诺：{w.get('zh')}"),
            None: Text("", ""),
        }[met(target, indicator, last)]
        en.append(f"The last before it is {f.en}{meets.en}.")
        zh.append(f"此前最近：{f.get('zh')}{meets.get('zh')}。")
    if inside:
        f = said(inside, indicator)
        en.append(f"{f.en[0].upper()}{f.en[1:]} is only a part of it.")
        zh.append(f"{f.get('zh')}，只是其中一部分。")
    if after:
        f = said(after, indicator)
        en.append(f"The next is {f.en}.")
        zh.append(f"其后：{f.get('zh')}。")
    if not (last or inside or after):
        en[0] = f"Nothing was found on this definition, for {due.en} or any other period."
        zh[0] = f"未找到此口径在{due.get('zh')}或其他任何时期的数值。"
    return _with_sought(Text(" ".join(en), "".join(zh)), target)


def _with_sought(text: Text, target: Target) -> Text:
    """The rule's sentence, then what the plan's editors looked for and found instead."""
    if target.sought is None:
        return text
    return Text(f"{text.en} {target.sought.en}", f"{text.get('zh')}{target.sought.get('zh')}")


def undefined(
    base: Base | None, indicator: Indicator | None, figure: Observation, found: SchemeVerdict
) -> Text:
    """The scheme's arithmetic has no result: there is no base, or the base leaves no way to go."""
    f, title, why = said(figure, indicator), SCHEMES[found.scheme].title, found.arithmetic
    if base is None and why == REASONS["no_base"]:
        why = Text(
            "there is no figure on this definition from before the plan to count from",
            "方案开始前没有此口径的数值作为起点",
        )
    elif base is not None:
        x = f"{number(base.value)} ({base.period})"
        why = Text(f"from {x} on, {why.en}", f"自{x}起，{why.get('zh')}")
    return Text(
        f"{f.en}; cannot be judged by {title.en}: {why.en}.",
        f"{f.get('zh')}；无法按“{title.get('zh')}”判断：{why.get('zh')}。",
    )


def by_scheme(found: SchemeVerdict) -> Text:
    """The scheme's class with its arithmetic, and the status that the class stands for (the scheme's `map`)."""
    info, a = SCHEMES[found.scheme], found.arithmetic
    status = STATUSES[found.status] if found.status else Text("no verdict", "无结论")
    score = "" if found.score is None else number(round(found.score, 2))
    en, zh = (f", score {score}", f"，得分{score}") if score else ("", "")
    return Text(
        f"{info.title.en}: {found.native.en}; {a.en}{en}. (“{found.native.en}” counts as {status.en.lower()}.)",
        f"{info.title.get('zh')}：{found.native.get('zh')}；{a.get('zh')}{zh}。（“{found.native.get('zh')}”计为“{status.get('zh')}”。）",
    )
