"""`qualicity changes`: why verdicts changed between two dates or releases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer

from qualicity.assessment import (
    PART_TITLES,
    STATUSES,
    Change,
    Side,
    number,
    require_order,
    sentence,
    view_plan,
)
from qualicity.assessment import changes as changes_between
from qualicity.cli.compute import checked_plan, progress_bar
from qualicity.cli.context import (
    Context,
    JsonOption,
    LangOption,
    PlanArgument,
    WorkspaceOption,
    day,
    now,
    run,
)
from qualicity.cli.show import MARKS
from qualicity.cli.tables import print_table
from qualicity.errors import Text
from qualicity.plan import Plan
from qualicity.release import verdict_changes
from qualicity.release.freeze import releases


def changes(
    plan: PlanArgument,
    first: Annotated[
        str,
        typer.Option("--from", metavar="DATE|NAME", help="The earlier date or release / 起始日期或发布名称"),
    ],
    last: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE|NAME",
            help="The later date or release (default: today) / 截止日期或发布名称",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the targets of which nothing changed / 含未变化的目标")
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Why verdicts changed between two dates: target, definition, revision, performance, time. / 结论变化的原因。"""
    with run(lang, workspace, as_json) as context:
        read = checked_plan(plan)
        named = {r.lock.name: r.lock.as_of for r in releases(context.workspace, read.id)}
        start, end = (named.get(said or "") or day(said) for said in (first, last))
        require_order(start, end)
        with progress_bar(context) as tell:
            before, after = (
                view_plan(read, context.workspace, d, tell, str(plan), now()) for d in (start, end)
            )
        found = changes_between(before, after)
        if as_json:
            context.json(verdict_changes(read.id, start, end, found))
        else:
            _print(context, read, (start, end), found, everything)


def _print(
    context: Context, plan: Plan, dates: tuple[date, date], found: tuple[Change, ...], everything: bool
) -> None:
    first, last = dates
    between = Text(f"from {first} to {last}", f"{first} 至 {last}")
    context.say(
        f"{plan.title.get(context.lang)} · {plan.place.title.get(context.lang)} · {between.get(context.lang)}"
    )
    changed = [c for c in found if c.changed]
    n, of = len(changed), len(found)
    context.say(
        Text(
            f"{n} of {of} targets changed in verdict or figure.", f"{of} 项目标中，{n} 项的结论或数值有变化。"
        )
    )
    shown = found if everything else changed
    if shown:
        titles = Text("Target|From|To", "目标|起|止").get(context.lang).split("|")
        parts = [t.get(context.lang) for t in PART_TITLES.values()]
        why = Text("Why", "原因").get(context.lang)
        print_table([*titles, *parts, why], [_row(context, c) for c in shown], wide=(0, 8))


def _row(context: Context, c: Change) -> list[Any]:
    new = Text("not known yet", "尚未公布").get(context.lang)
    return [
        c.target.title.get(context.lang),
        _side(context, c.before) if c.before else new,
        _side(context, c.after),
        *(_signed(p.amount) for p in c.parts),
        sentence(c).get(context.lang),
    ]


def _side(context: Context, side: Side) -> str:
    mark, _ = MARKS[side.status]
    figure = side.assessment.figure
    said = "" if figure is None else f" {number(figure.value) or figure.grade} ({figure.period_text})"
    return f"{mark} {STATUSES[side.status].get(context.lang)}{said}"


def _signed(amount: Decimal | None) -> str:
    if amount is None:
        return "–"
    return f"{'+' if amount > 0 else ''}{number(amount)}"
