"""`qualicity cascade`: how a plan stands to those above, beside and among others."""

from __future__ import annotations

from qualicity.assessment import Cascade, PossibleConflict
from qualicity.assessment import cascade as cascade_of
from qualicity.assessment.cascade import ClauseAbove, PlanAbove
from qualicity.cli.compute import checked_plan
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
from qualicity.cli.tables import print_table
from qualicity.errors import Text
from qualicity.release import cascade as record


def cascade(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Print what is taken over from the plans above, and possible conflicts. / 显示上位方案的承接与可能冲突。"""
    with run(lang, workspace, as_json) as context:
        found = cascade_of(checked_plan(plan), day(as_of))
        if as_json:
            context.json(record(found))
        else:
            _print(context, found)


def _print(context: Context, found: Cascade) -> None:
    lang = context.lang
    known = Text(f"as known on {found.as_of}", f"截至 {found.as_of} 已知")
    context.say(f"{found.plan.title.get(lang)} · {known.get(lang)}")
    if not found.above:
        context.say(Text("It names no plan above it.", "未列上位方案。"))
    for above in found.above:
        _print_above(context, above)
    if found.above and found.without:
        n, total = len(found.without), len(found.without) + _taking(found)
        context.say(
            Text(
                f"\n{n} of {total} targets here rest on no clause above that is known:",
                f"\n{total}项目标中，{n}项未见对应的上位条款：",
            )
        )
        for target in found.without:
            context.say(f"  {target.title.get(lang)}")
    if found.beside:
        context.say(Text("\nNamed beside it:", "\n方案提及的相关规划与政策："))
    for related in found.beside:
        ids, s = ", ".join(related.clauses), "s" if len(related.clauses) > 1 else ""
        where = Text(f" (clause{s} {ids})", f"（条款 {ids}）").get(lang) if ids else ""
        context.say(f"  {related.title.get(lang)}{where}")
    if found.conflicts:
        context.say(Text("\nPossible conflicts, not judged:", "\n可能冲突（不作判断）："))
    for conflict in found.conflicts:
        _print_conflict(context, conflict)


def _taking(found: Cascade) -> int:
    return len({t.target.id for p in found.above for c in p.clauses for t in c.taken})


def _print_above(context: Context, above: PlanAbove) -> None:
    parent, lang = above.parent, context.lang
    context.say(Text("\nIt carries out:", "\n上位方案："))
    adopted = parent.adopted or Text("day of adoption not known", "发布日期未知").get(lang)
    context.say(f"{parent.title.get(lang)} · {parent.authority.get(lang)} · {adopted}")
    context.say(above.words)
    titles = Text("Clause above|Asks|By|Taken over by|Difference", "上位条款|要求|期限|承接目标|差异")
    print_table(titles.get(lang).split("|"), [_row(context, c) for c in above.clauses], wide=(0, 4))


def _row(context: Context, c: ClauseAbove) -> list[str | None]:
    lang = context.lang
    none = Text("no target", "无").get(lang)
    taken = "; ".join(t.target.title.get(lang) for t in c.taken) or none
    differ = "; ".join(d.words.get(lang) for t in c.taken for d in t.differences)
    if c.taken and not differ:
        differ = Text("none in what both say", "双方均有说明之处无差异").get(lang)
    return [c.clause.text.get(lang), c.asks.get(lang), c.clause.due, taken, differ]


def _print_conflict(context: Context, conflict: PossibleConflict) -> None:
    lang = context.lang
    context.say(f"\n{conflict.topic.get(lang)}{Text(': ', '：').get(lang)}{conflict.words.get(lang)}")
    titles = Text("Promised by|Says|Asks|By|What is counted|Where", "所属方案|内容|要求|期限|口径|地区")
    here, unsaid = Text("this plan", "本方案").get(lang), Text("not stated", "未说明").get(lang)
    rows = [
        [
            s.promise.plan.get(lang) if s.promise else here,
            s.says.get(lang),
            s.terms.asks.get(lang),
            s.terms.due,
            s.terms.basis.get(lang) if s.terms.basis else unsaid,
            s.terms.place.get(lang) if s.terms.place else "",
        ]
        for s in conflict.sides
    ]
    print_table(titles.get(lang).split("|"), rows, wide=(0, 1, 4))
