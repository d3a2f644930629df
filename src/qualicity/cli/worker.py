"""`qualicity worker`: the work that waits behind the workbench."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from qualicity.cli.context import LangOption, WorkspaceOption, run
from qualicity.cli.serve import find_plans
from qualicity.errors import Text


def worker(
    plans: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PLAN …]", help="Plan folders (default: plans/*) / 方案文件夹"),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Do what is due and end / 处理到期事项后退出")] = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Bring approved submissions into the evidence, and send letters. / 将已通过的填报入库并发送通知。"""
    with run(lang, workspace) as context:
        from qualicity.portal import database
        from qualicity.portal.serve import configure

        configure(plans or find_plans(), context.workspace)
        database.prepare()
        from qualicity.portal.workbench import queue
        from qualicity.portal.workbench import worker as work
        from qualicity.portal.workbench.reminding import ask_daily

        if once:
            ask_daily(work.clock())
            done = queue.work(work.KINDS, work.clock)
            context.say(Text(f"{done} done.", f"已处理 {done} 项。"))
            return
        stop = Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        context.note(Text("Waiting for work (stop with Ctrl-C)", "等待任务（按 Ctrl-C 停止）"))
        work.run(stop)
