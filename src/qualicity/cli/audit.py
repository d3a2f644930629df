"""`qualicity audit`: the workbench's log, checked and exported."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from qualicity.cli.context import Context, LangOption, WorkspaceOption, run
from qualicity.errors import Text

app = typer.Typer(
    help="The log of the workbench: check it, export it. / 工作台日志：核验与导出。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _ready(context: Context) -> None:
    from qualicity.portal import database
    from qualicity.portal.serve import ready

    ready(context.workspace)
    database.prepare()


@app.command()
def verify(
    head: Annotated[
        str,
        typer.Option(
            "--head", metavar="HASH", help="A hash noted before: it must still be there / 先前记下的哈希值"
        ),
    ] = "",
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Prove that the log is whole: no entry changed, taken out or put in. / 证明日志完整。"""
    with run(lang, workspace) as context:
        _ready(context)
        from qualicity.portal.workbench import audit

        n, broken = audit.verify()
        missing = head and not any(e["hash"] == head for e in audit.entries())
        for b in broken:
            context.say(Text(f"{b.place}: {b.why.en}", f"第 {b.place} 条：{b.why.get('zh')}"))
        if missing:
            context.say(
                Text(
                    f"no entry has the hash {head}: the log ended later before",
                    f"没有哈希为 {head} 的记录：日志曾被截短",
                )
            )
        if broken or missing:
            raise typer.Exit(1)
        last = next((e["hash"] for e in audit.entries(place=n)), audit.FIRST)
        context.say(Text(f"{n} entries, whole. Last hash: {last}", f"共 {n} 条记录，完整。末条哈希：{last}"))


@app.command()
def export(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="Of one plan only / 仅某方案")] = "",
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the entries, one JSON object a line. / 逐行输出 JSON 记录。"""
    with run(lang, workspace) as context:
        _ready(context)
        from qualicity.portal.workbench import audit

        for entry in audit.entries(**({"plan": plan} if plan else {})):
            print(json.dumps(entry, ensure_ascii=False, sort_keys=True))
