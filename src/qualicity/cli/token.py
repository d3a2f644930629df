"""`qualicity token`: by which a program of an organisation reports."""

from __future__ import annotations

from typing import Annotated

import typer

from qualicity.cli.context import LangOption, PlanArgument, WorkspaceOption, now, run
from qualicity.errors import Text
from qualicity.plan import read_plan


def token(
    plan: PlanArgument,
    organisation: Annotated[
        str, typer.Argument(metavar="ORGANISATION", help="Whose program it is / 所属机构")
    ],
    title: Annotated[str, typer.Option("--title", metavar="TITLE", help="Which program it is / 程序名称")],
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Make a token by which a program reports; it is printed once. / 生成供程序填报的令牌，仅显示一次。"""
    with run(lang, workspace) as context:
        opened = read_plan(plan)
        from qualicity.portal import database
        from qualicity.portal.serve import ready

        ready(context.workspace)
        database.prepare()
        from qualicity.portal.workbench.actions.tokens import MakeToken
        from qualicity.portal.workbench.rights import Actor, Held

        operator = Actor("operator", (Held("administrator", opened.id),))
        made = MakeToken(opened, organisation, title).run(operator, now())
        print(made.secret)
        context.note(
            Text(
                f"Token {made.token.pk} of {organisation}. It is kept nowhere: note it now.",
                f"{organisation} 的令牌 {made.token.pk}。令牌不保存，请立即记下。",
            )
        )
