"""Revisions as people read them: the triangle, what it comes to, and who contradicts whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualicity.assessment import PlanView, number
from qualicity.cli.context import Context
from qualicity.cli.tables import print_table
from qualicity.errors import Text
from qualicity.indicators import Observation, Revisions
from qualicity.indicators.revisions import Key, Revised
from qualicity.methods.revisions import RevisionStatistics
from qualicity.plan import UNITS

_SHOWN = 4
"""So many vintages of a figure have a column each; of more the first two and the last are shown."""
_SIGNS = {"approx": "≈ ", "at_least": "≥ ", "more_than": "> ", "at_most": "≤ ", "less_than": "< "}
_NTH = Text("first|second|third|fourth", "首次|第二次|第三次|第四次")
_NONE = Text("No figure was revised, and no authorities contradict each other.", "没有修订，也没有不一致。")


def print_triangle(context: Context, view: PlanView, r: Revisions) -> None:
    """The triangle of one indicator, its statistics and its conflicts."""
    declared = view.plan.indicator(r.indicator)
    if declared is not None:
        unit = view.plan.units.get(declared.unit) or UNITS.get(declared.unit, Text(declared.unit))
        comma = Text(", ", "，").get(context.lang)
        context.say(f"{declared.title.get(context.lang)} ({r.indicator}){comma}{unit.get(context.lang)}")
    if not r.revised and not r.conflicts:
        context.say(_NONE)
    if r.revised:
        context.say("")
        _table(context, view, r.revised)
        context.say("")
    for statistics, whose in (
        (r.statistics, Text("published", "已公布")),
        (r.computed, Text("computed here", "本系统计算")),
    ):
        if statistics.n:
            context.say(_sentence(statistics, whose, r.unit))
    if r.conflicts:
        if r.revised:
            context.say("")
        _conflicts(context, view, r)


def print_summary(context: Context, view: PlanView, found: Sequence[Revisions]) -> None:
    """One line for each indicator that was revised or that authorities contradict each other on."""
    if not found:
        context.say(_NONE)
        return
    titles = Text(
        "indicator|revised|unit|mean|mean absolute|s.d.|t|largest revision|conflicts",
        "指标|修订|单位|平均|平均绝对值|标准差|t|最大修订|不一致",
    )
    rows = []
    for r in found:
        for s, kind in ((r.statistics, False), (r.computed, True)):
            mine = [x for x in r.revised if (x.authority is None) == kind]
            if s.n or (not kind and r.conflicts):
                name = r.indicator + (Text(" (computed)", "（计算值）").get(context.lang) if kind else "")
                conflicts = str(len(r.conflicts) or "") if not kind else ""
                rows.append(
                    [
                        name,
                        s.n or "",
                        _unit(r.unit).get(context.lang) if s.n else "",
                        *_four(s),
                        _largest(mine),
                        conflicts,
                    ]
                )
    print_table(titles.get(context.lang).split("|"), rows, wide=(0, 7))
    context.say("")
    context.say(
        Text(
            "qualicity revisions PLAN INDICATOR prints an indicator's triangle.",
            "qualicity revisions PLAN INDICATOR 可打印某一指标的修订表。",
        )
    )


def _table(context: Context, view: PlanView, revised: Sequence[Revised]) -> None:
    most = max(len(x.vintages) for x in revised)
    nth = _NTH.get(context.lang).split("|")
    if most <= _SHOWN:
        vintages = nth[:most]
    else:
        vintages = [
            *nth[:2],
            Text("between", "其间").get(context.lang),
            Text("last", "最近").get(context.lang),
        ]
    key_titles, keys = _keys(context, view, [x.key for x in revised])
    titles = Text("authority|revision|%", "发布机构|修订|%").get(context.lang).split("|")
    rows = [
        [
            *key,
            x.authority or Text("computed here", "本系统计算").get(context.lang),
            *_cells(context, x.vintages, len(vintages)),
            _signed(x.revision),
            _signed(round(x.percent, 2)) if x.percent is not None else "",
        ]
        for key, x in zip(keys, revised, strict=True)
    ]
    columns = [*key_titles, titles[0], *vintages, *titles[1:]]
    print_table(columns, rows, wide=(len(key_titles),))


def _cells(context: Context, vintages: Sequence[Observation], columns: int) -> list[str]:
    if len(vintages) <= columns:
        cells = [f"{_value(o)}\n{_known(o)}" for o in vintages]
        return cells + [""] * (columns - len(cells))
    between = len(vintages) - 3
    shown = [f"{_value(o)}\n{_known(o)}" for o in (vintages[0], vintages[1], vintages[-1])]
    return [*shown[:2], Text(f"{between} more", f"另 {between} 次").get(context.lang), shown[2]]


def _keys(context: Context, view: PlanView, keys: Sequence[Key]) -> tuple[list[str], list[list[str]]]:
    """The columns that tell figures apart: definition, area and cell only where they are not all one."""
    titles = Text("definition|area|period|cell", "口径|地区|时期|分组").get(context.lang).split("|")
    home = view.plan.place
    shown = [
        (k[0], home.title.get(context.lang) if k[1] == home.code else str(k[1]), k[2], k[3]) for k in keys
    ]
    wanted = [
        len({k[0] for k in keys}) > 1,
        any(k[1] != home.code for k in keys),
        True,
        any(k[3] for k in keys),
    ]
    rows = [[cell for cell, want in zip(row, wanted, strict=True) if want] for row in shown]
    return [t for t, want in zip(titles, wanted, strict=True) if want], rows


def _conflicts(context: Context, view: PlanView, r: Revisions) -> None:
    context.say(Text("Authorities that contradict each other:", "各机构数据不一致："))
    key_titles, keys = _keys(context, view, [c.key for c in r.conflicts])
    rows = []
    for key, conflict in zip(keys, r.conflicts, strict=True):
        for n, o in enumerate(sorted(conflict.figures, key=lambda o: str(o.vintage))):
            rows.append([*(key if n == 0 else [""] * len(key)), _value(o), o.authority, _known(o)])
    titles = Text("figure|authority|known from", "数值|发布机构|已知自").get(context.lang).split("|")
    print_table([*key_titles, *titles], rows)


def _sentence(s: RevisionStatistics, whose: Text, unit: str) -> Text:
    mean, absolute, sd, t = _four(s)
    said = _unit(unit)
    return Text(
        f"{s.n} {whose.en} {'figure was' if s.n == 1 else 'figures were'} revised. Revisions in {said.en}: mean {mean}, "
        f"mean absolute {absolute}, standard deviation {sd}, t {t}.",
        f"{whose.zh}数据修订 {s.n} 项。修订幅度（{said.zh}）：平均 {mean}，平均绝对值 {absolute}，标准差 {sd}，t 值 {t}。",
    )


def _four(s: RevisionStatistics) -> list[str]:
    shown = [round(x, 3) if x is not None else None for x in (s.mean, s.mean_absolute, s.sd, s.t)]
    return [_signed(shown[0]), *(number(x) if x is not None else "–" for x in shown[1:3]), _signed(shown[3])]


def _largest(revised: Iterable[Revised]) -> str:
    found = max(revised, key=lambda x: abs(x.percent or 0), default=None)
    if found is None:
        return ""
    return f"{_value(found.vintages[0])} → {_value(found.vintages[-1])} ({found.key[2]})"


def _unit(unit: str) -> Text:
    return Text("%", "%") if unit == "%" else Text("points", "百分点")


def _value(o: Observation) -> str:
    return f"{_SIGNS.get(o.qualifier or '', '')}{number(o.value)}"


def _known(o: Observation) -> str:
    return str(o.vintage) if o.vintage and o.release_known else "?"


def _signed(x: float | None) -> str:
    if x is None:
        return "–"
    return f"{'+' if x > 0 else ''}{number(x)}".replace("-", "−")
