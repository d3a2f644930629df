"""`qualicity what-if`: the verdict on a supposed value, pace or scheme."""

from __future__ import annotations

from typing import Annotated

import typer

from qualicity.assessment import SCHEMES, Assessment, supposition
from qualicity.assessment import what_if as suppose
from qualicity.assessment.model import STATUSES
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
from qualicity.cli.show import MARKS, open_view
from qualicity.errors import Text
from qualicity.release import supposed


def what_if(
    plan: PlanArgument,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="A target's id / 目标编号")],
    value: Annotated[
        str | None, typer.Option("--value", metavar="X", help="A value at the due period / 到期数值")
    ] = None,
    pace: Annotated[
        str | None,
        typer.Option("--pace", metavar="X", help="A change per year from the last figure on / 每年变化"),
    ] = None,
    scheme: Annotated[
        str | None, typer.Option("--scheme", metavar="NAME", help=f"{', '.join(SCHEMES)} / 评判方法")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """What the verdict would be on a supposed value, pace or scheme. / 假设数值、进度或评判方法后的结论。"""
    with run(lang, workspace, as_json) as context:
        found = suppose(open_view(context, plan, day(as_of)), target, value, pace, scheme)
        if as_json:
            context.json(supposed(found))
            return
        context.say(found.target.title)
        _say(context, Text("Now", "现状"), found.now)
        _say(context, Text("Supposed (hypothetical)", "假设"), found.then)
        context.say(supposition(found))


def _say(context: Context, word: Text, a: Assessment) -> None:
    mark, _ = MARKS[a.status]
    status, reason = STATUSES[a.status], a.reason
    context.say(
        Text(
            f"{word.en}: {mark} {status.en}. {reason.en}",
            f"{word.get('zh')}：{mark} {status.get('zh')}。{reason.get('zh')}",
        )
    )
