"""`qualicity explain`: how a figure came about, backwards to rows."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from qualicity.assessment import number
from qualicity.assessment.reasons import said
from qualicity.cli.context import (
    AsOfOption,
    Context,
    JsonOption,
    LangOption,
    PlanArgument,
    WorkspaceOption,
    day,
    run,
)
from qualicity.cli.show import open_view
from qualicity.cli.tables import print_table
from qualicity.errors import QualicityError, Text
from qualicity.indicators import Explanation, Link, Observation, Recomputed, find, recompute
from qualicity.indicators import explain as explain_figure
from qualicity.plan import Indicator
from qualicity.release import explanation, plain


def explain(
    plan: PlanArgument,
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="An indicator's id / 指标编号")],
    area: Annotated[str | None, typer.Option("--area", metavar="CODE", help="Area / 地区")] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Period (2016) / 时期")
    ] = None,
    definition: Annotated[
        str | None, typer.Option("--definition", metavar="ID", help="Definition / 口径")
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="CELL", help="A breakdown's cell (industry=C39) / 分组单元格")
    ] = "",
    rows: Annotated[
        int, typer.Option("--rows", min=0, help="Rows to print of each dataset / 每个数据集打印的行数")
    ] = 5,
    again: Annotated[
        bool,
        typer.Option("--recompute", help="Compute it anew from the pinned versions / 从固定版本重新计算"),
    ] = False,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, metavar="N", help="… with so many threads / 线程数")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """How a figure came about: definition, query, datasets with versions, rows. / 数值从何而来。"""
    with run(lang, workspace, as_json) as context:
        view = open_view(context, plan, day(as_of))
        judged = {a.target.indicator: a.definition for a in view.scorecard.assessments if a.figure}
        which = definition or (judged.get(indicator) if period is None and area is None else None)
        found = find(view.figures, indicator, area, period, which, by)
        declared = view.plan.indicator(indicator)
        if not found or declared is None:
            raise _nothing(indicator, day(as_of))
        answer = explain_figure(view.figures, found[0], rows)
        anew = recompute(view.figures, found[0], threads) if again or threads else None
        if as_json:
            record = {"plan": view.plan.id, "as_of": view.scorecard.as_of.isoformat()}
            record |= explanation(answer, declared.unit)
            context.json(record | ({"recompute": asdict(anew)} if anew else {}))
            return
        _print(context, declared, answer)
        _print_beside(context, anew, found[1:9])


def _print_beside(context: Context, anew: Recomputed | None, others: tuple[Observation, ...]) -> None:
    if anew:
        context.say("")
        context.say(_recomputed(anew))
    if others:
        named = ", ".join(f"{o.period_text or 'undated'} ({o.definition})" for o in others)
        context.say(Text(f"Also there: {named}", f"另有：{named}"))


def _nothing(indicator: str, known: date) -> QualicityError:
    return QualicityError(
        Text(f"no figure of '{indicator}' is known on {known}", f"截至 {known} 没有指标“{indicator}”的数值")
    )


def _recomputed(r: Recomputed) -> Text:
    pinned = ", ".join(f"{d} {v}" for d, v in r.pinned.items())
    value = number(r.recomputed) or "–"
    en = "the same" if r.equal else f"NOT the same as the stored {number(r.stored) or '–'}"
    zh = "与所存一致" if r.equal else f"与所存的 {number(r.stored) or '–'} 不一致"
    return Text(
        f"Computed anew from {pinned} with {r.threads} thread{'s' if r.threads != 1 else ''}: {value}, {en}.",
        f"以 {r.threads} 个线程从 {pinned} 重新计算：{value}，{zh}。",
    )


def _print(context: Context, indicator: Indicator, e: Explanation) -> None:
    lang, o = context.lang, e.observation
    value = (
        said(o, indicator).get(lang)
        if o.value is not None or o.grade
        else (o.reason.get(lang) if o.reason else "–")
    )
    definition = indicator.definition(o.definition)
    title = f" – {definition.title.get(lang)}" if definition and definition.title else ""
    context.say(f"{indicator.title.get(lang)}: {value}")
    _line(context, Text("definition", "口径"), f"{o.definition}{title}")
    if definition and definition.basis:
        _line(context, Text("basis", "依据"), "; ".join(f"{k}: {v}" for k, v in definition.basis.items()))
    _line(context, Text("area, period", "地区、时期"), f"{o.area}, {o.period_text}")
    known = o.vintage.isoformat() if o.vintage else "–"
    if not o.release_known:
        known += Text(" (its own date is unknown)", "（自身日期不详）").get(lang)
    _line(context, Text("cell", "分组"), o.breakdown)
    _line(context, Text("known from", "已知自"), known)
    if o.source:
        _line(context, Text("authority", "发布机构"), f"{o.authority} ({o.status})")
        _line(context, Text("source", "来源"), f"{o.source.title} {o.source.url or ''}")
        _line(context, Text("in its words", "原文"), f"“{o.source.quote}”")
        _line(context, Text("note", "备注"), o.note)
    _line(context, Text("expression", "算式"), e.expression)
    _line(context, Text("filter", "筛选"), e.filter)
    if o.denominator is not None:
        _line(context, Text("rests on", "基数"), number(o.denominator))
    for r in e.reconciliations:
        text = Text(
            f"computed {number(r.computed.value)}, published {number(r.published.value)}, difference {number(r.difference)}",
            f"计算值 {number(r.computed.value)}，公布值 {number(r.published.value)}，相差 {number(r.difference)}",
        )
        _line(context, Text("reconciliation", "核对"), text.get(lang))
    for other in e.others:
        word = Text(
            "revised" if other.authority == o.authority else "conflict",
            "修订" if other.authority == o.authority else "不一致",
        )
        _line(context, word, f"{number(other.value) or other.grade} – {other.authority}, {other.vintage}")
    _parts(context, e)
    if e.upstream and e.observation.origin == "formula":
        made = "; ".join(f"{u.indicator} ({u.definition}) {_value(u)}" for u in e.upstream)
        _line(context, Text("made from", "来自"), made)
    for link in e.links:
        _link(context, link)


_RULES = {
    "sum": Text("added up", "相加"),
    "mean": Text("their mean", "取平均"),
    "weighted": Text("their weighted mean", "加权平均"),
    "recompute": Text("counted anew from rows, not from these", "由原始行重新计算，而非由这些数值得出"),
    "never": Text("never added up: a whole is not made from these", "从不汇总：整体并非由它们相加"),
}


def _parts(context: Context, e: Explanation) -> None:
    """The figures of the areas that lie in this one, with the rule that adds them up, or does not."""
    if not e.parts:
        return
    rule = _RULES.get(e.rule or "", Text("no rule is stated", "未说明汇总规则"))
    listed = ", ".join(f"{p.area} {_value(p)}" for p in e.parts)
    _line(
        context, Text("parts", "组成地区"), f"{listed} – {rule.get(context.lang)}{_sum(e).get(context.lang)}"
    )


def _sum(e: Explanation) -> Text:
    """What parts that are added up come to, beside a figure that was not made from them."""
    values = [p.value for p in e.parts if p.value is not None]
    whole = e.observation.value
    if e.rule != "sum" or whole is None or len(values) != len({p.area for p in e.parts}):
        return Text("", "")
    total = float(f"{sum(values):.12g}")
    apart = float(f"{total - whole:.12g}")
    if not apart:
        return Text(f" to {number(total)}", f"为 {number(total)}")
    more = Text("more", "多") if apart > 0 else Text("less", "少")
    return Text(
        f" to {number(total)}, {number(abs(apart))} {more.en} than this figure",
        f"为 {number(total)}，比此数值{more.zh} {number(abs(apart))}",
    )


def _value(o: Observation) -> str:
    return number(o.value) if o.value is not None else (o.grade or "–")


def _line(context: Context, label: Text, value: str | None) -> None:
    if value:
        context.say(f"  {label.get(context.lang)}: {value}")


def _link(context: Context, link: Link) -> None:
    n = link.table.total
    if link.kind == "derived":
        how = f"{link.method} {link.parameters or ''}".strip()
        kind = Text(f"made by {how}, fingerprint {link.version}", f"由 {how} 生成，指纹 {link.version}")
    else:
        when = f"{link.committed:%Y-%m-%d %H:%M} UTC" if link.committed else "–"
        kind = Text(
            f"version {link.version}, from {len(link.submissions)} submissions",
            f"版本 {link.version}，来自 {len(link.submissions)} 次提交",
        )
    if link.kind == "entered" and len(link.submissions) < 2:
        kind = Text(
            f"version {link.version}, file {link.file}, SHA-256 {(link.sha256 or '–')[:16]}…, loaded {when} by {link.by}",
            f"版本 {link.version}，文件 {link.file}，SHA-256 {(link.sha256 or '–')[:16]}…，{when} 由 {link.by} 加载",
        )
    used = Text(f", {link.used} used", f"，使用 {link.used} 行") if link.used is not None else Text("", "")
    context.say("")
    context.say(
        Text(
            f"← {link.dataset}: {n} {'row' if n == 1 else 'rows'}{used.en}; {kind.en}",
            f"← {link.dataset}：{n} 行{used.get('zh')}；{kind.get('zh')}",
        )
    )
    for commit, n in link.submissions if len(link.submissions) > 1 else ():
        when = f"{commit.committed:%Y-%m-%d %H:%M} UTC"
        context.say(
            Text(
                f"  {n} from version {commit.version}, {commit.file}, {when}, {commit.by}: {commit.message}",
                f"  {n} 行来自版本 {commit.version}，{commit.file}，{when}，{commit.by}：{commit.message}",
            )
        )
    for why, n in link.excluded:
        context.say(Text(f"  not counted: {n} {why.en}", f"  未计入：{n}，{why.get('zh')}"))
    if link.table.rows:
        print_table(link.table.columns, [[_cell(v) for v in row] for row in link.table.rows])


def _cell(value: object) -> object:
    return number(round(value, 6)) if isinstance(value, float) else plain(value)
