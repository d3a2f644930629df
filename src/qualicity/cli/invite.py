"""`qualicity invite`: the first administrator of a plan, and whoever has no other way in."""

from __future__ import annotations

from typing import Annotated

import typer

from qualicity.cli.context import LangOption, PlanArgument, WorkspaceOption, now, run
from qualicity.cli.serve import ADDRESS
from qualicity.errors import Text
from qualicity.plan import read_plan


def invite(
    plan: PlanArgument,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whom / 邀请对象的电子邮箱")],
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="ROLE",
            help="viewer, contributor, reviewer, office, auditor or administrator / 角色",
        ),
    ],
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="ID", help="Of the first three: whose / 所属机构")
    ] = "",
    portal: Annotated[
        str,
        typer.Option(
            "--portal", metavar="URL", envvar=ADDRESS, help="Where people reach the portal / 门户网址"
        ),
    ] = "http://127.0.0.1:8000/",
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Invite somebody to the workbench; prints the link, which counts once. / 邀请使用工作台，输出一次有效的链接。"""
    with run(lang, workspace) as context:
        opened = read_plan(plan)
        from qualicity.portal import database
        from qualicity.portal.serve import ready

        ready(context.workspace)
        database.prepare()
        from qualicity.portal.workbench.actions.people import Invite, operator
        from qualicity.portal.workbench.views.people import link_of, sent

        made = Invite(opened, email, role, organisation, context.lang).run(operator(opened), now())
        link = link_of(portal, made)
        print(link)
        if sent(opened, made.invitation, link):
            context.note(Text(f"A letter with it goes to {email}.", f"已向 {email} 发送邀请信。"))
        else:
            context.note(
                Text("No letter was sent: hand the link over yourself.", "未发送邮件：请自行转交该链接。")
            )
