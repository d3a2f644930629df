"""`qualicity serve` and `qualicity demo`: the portal."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from qualicity.cli.context import Context, LangOption, WorkspaceOption, day, run
from qualicity.cli.load import load_plan
from qualicity.cli.show import open_view, print_scorecard
from qualicity.errors import Text, UsageError
from qualicity.plan import open_plan
from qualicity.workspace import Workspace

HOST = "127.0.0.1"
ADDRESS = "QUALICITY_ADDRESS"
"""Where people reach the portal: for `serve`, letters, feeds and invitations alike."""
DEMO = "QUALICITY_DEMO"
"""Set for a portal that only shows itself: the workbench's ready-made accounts may sign in."""
SAMPLE = Path("examples/sample-city")
"""The synthetic plan on which the workbench is shown."""
PORT = 8000

PortOption = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="Port (default: 8000, or the next free one) / 端口"),
]
LargestOption = Annotated[
    int,
    typer.Option(
        "--largest-body",
        metavar="MIB",
        min=1,
        max=2000,
        help="Of what a program sends at once / 程序一次可发送的大小",
    ),
]


def serve(
    plans: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PLAN …]", help="Plan folders (default: plans/*) / 方案文件夹"),
    ] = None,
    port: PortOption = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Processes, each with four threads / 进程数")
    ] = 1,
    no_limits: Annotated[
        bool, typer.Option("--no-limits", help="No rate limits: for benchmarks / 不限制请求频率")
    ] = False,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--trusted-proxy",
            metavar="ADDRESS",
            help="Take a reader's address from this proxy's X-Forwarded-For / 信任此代理所报的读者地址",
        ),
    ] = None,
    largest_body: LargestOption = 50,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="URL",
            envvar=ADDRESS,
            help="Where people reach it through a proxy; https: cookies only there / 经代理访问的网址",
        ),
    ] = "",
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Serve the portal on 127.0.0.1. / 启动门户网站。"""
    with run(lang, workspace) as context:
        os.environ[ADDRESS] = address
        _serve(context, plans or find_plans(), port, workers, no_limits, trusted_proxy or [], largest_body)


def demo(
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Print the scorecards and end / 不启动门户")
    ] = False,
    port: PortOption = None,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Load, compute, show and serve the plans in ./plans. / 演示：加载、计算、显示并启动门户。"""
    with run(lang, workspace) as context:
        plans = [*find_plans(), *(own_copy(p, context.workspace) for p in (SAMPLE,) if p.is_dir())]
        for plan in plans:
            context.note(Text(f"Loading {plan} …", f"正在加载 {plan} …"))
            load_plan(context, plan)
        for plan in plans:
            print_scorecard(context, open_view(context, plan, day(None)))
            context.say("")
        if not no_serve:
            _serve_afresh(context, plans, port)


def own_copy(plan: Path, workspace: Workspace) -> Path:
    """A copy of a plan's folder in the workspace, which the workbench may change: never what came with the program.

    A copy that is there stays with what was changed in it, until the plan itself is another.
    """
    copy = workspace.root / "demo" / plan.name
    mark, made_from = copy / ".made-from", _digest(plan)
    if not mark.is_file() or mark.read_text("utf-8") != made_from:
        workspace.make()
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(plan, copy)
        mark.write_text(made_from, "utf-8")
    return copy


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(f"{file.relative_to(folder)} {file.stat().st_size}\n".encode() + file.read_bytes())
    return found.hexdigest()


def _serve_afresh(context: Context, plans: list[Path], port: int | None) -> None:
    """Become `qualicity serve`: what has read tables must not fork, and the server forks its workers."""
    words = ["serve", *map(str, plans), "--lang", context.lang, "--workspace", str(context.workspace.root)]
    if port is not None:
        words += ["--port", str(port)]
    os.environ[DEMO] = "1"
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "qualicity", *words])


def find_plans() -> list[Path]:
    """The plan folders below ./plans: those with missions first, then the larger ones.

    Errors: `UsageError` when there are none.
    """

    def place(file: Path) -> tuple[bool, int, Path]:
        text = file.read_text("utf-8", errors="replace")
        return "\nmissions:" not in text, -len(text), file

    found = sorted(Path("plans").glob("*/plan.yaml"), key=place)
    if not found:
        raise UsageError(
            Text(
                "no plan folders in ./plans; name one: qualicity serve PATH",
                "./plans 中没有方案；请指定：qualicity serve 路径",
            )
        )
    return [p.parent for p in found]


def _serve(
    context: Context,
    plans: list[Path],
    port: int | None,
    workers: int,
    no_limits: bool,
    proxies: list[str],
    largest_body: int,
) -> None:
    from qualicity.portal.limits import Limits, networks
    from qualicity.portal.serve import serve as serve_portal  # Django is loaded only where people come

    limits = None if no_limits else Limits(networks(proxies))
    for plan in plans:
        open_plan(plan)  # a wrong path is told before anything starts
    chosen = free_port(PORT) if port is None else _require_free(port)
    address = f"http://{HOST}:{chosen}/"
    context.say(Text(f"Portal: {address}  (stop with Ctrl-C)", f"门户：{address}（按 Ctrl-C 停止）"))
    from qualicity.portal.accounts import demonstrating

    if demonstrating():
        _tell_accounts(context, address)
    serve_portal(
        plans,
        context.workspace,
        HOST,
        chosen,
        workers=workers,
        limits=limits,
        largest_body=largest_body * 2**20,
    )


def _tell_accounts(context: Context, address: str) -> None:
    """Say how to try the workbench."""
    from qualicity.portal.workbench.demo import ACCOUNTS, PASSWORD

    context.say(
        Text(
            f"Workbench: {address}en/work/  (synthetic Sample City; sign in as one of these, password {PASSWORD})",
            f"工作台：{address}zh/work/（虚构的示例市；以下账号的密码均为 {PASSWORD}）",
        )
    )
    for account in ACCOUNTS:
        context.say(
            Text(f"  {account.email:26} {account.who.en}", f"  {account.email:26} {account.who.get('zh')}")
        )


def free_port(first: int) -> int:
    """The first port from `first` on that nothing listens on."""
    return next((p for p in range(first, min(first + 200, 65536)) if _is_free(p)), 0)


def _require_free(port: int) -> int:
    if port and not _is_free(port):
        raise UsageError(
            Text(
                f"port {port} is taken; choose another with --port", f"端口 {port} 已被占用；请用 --port 另选"
            )
        )
    return port or free_port(PORT)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
