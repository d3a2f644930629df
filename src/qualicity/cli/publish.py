"""`qualicity publish`: the portal as files that need no server."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from qualicity.cli.context import (
    SHARED,
    AsOfOption,
    Context,
    JsonOption,
    LangOption,
    WorkspaceOption,
    day,
    now,
    run,
)
from qualicity.errors import QualicityError, Text, UsageError

if TYPE_CHECKING:
    from qualicity.portal.publish import Order, Published
    from qualicity.portal.publish.look import Look

LiveOption = Annotated[
    str,
    typer.Option("--live", metavar="URL", help="The live portal, where doubts are taken / 实时门户的网址"),
]
TranslationsOption = Annotated[
    Path | None,
    typer.Option(
        "--translations",
        metavar="DIR",
        help="With open-sdg, of a data repository: a clone of its translations / 翻译仓库的克隆",
    ),
]
_WITH_OPEN_SDG = Text(
    "--translations goes with --format open-sdg: leave it out, or name the format",
    "--translations 须与 --format open-sdg 一起使用：请去掉，或指定该形式",
)
_WATCHING = Text(
    "--watch follows the live state of a plan's site: leave out --release and --format, which do not change by themselves",
    "--watch 跟随方案网站的实时状态：请去掉 --release 与 --format，它们不会自行改变",
)
_NO_PLAN = Text(
    "name a plan and the folder to write: qualicity publish PLAN OUT",
    "请指定方案与输出文件夹：qualicity publish 方案 输出文件夹",
)


def publish(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PLAN … OUT", help="Plan folders, then the folder to write / 方案文件夹与输出文件夹"
        ),
    ],
    release: Annotated[
        str | None,
        typer.Option("--release", metavar="NAME", help="Publish this release, as it was frozen / 发布名称"),
    ] = None,
    live: LiveOption = "",
    reports: Annotated[
        bool,
        typer.Option(
            "--reports", help="With the live state's reports, set anew each time / 附实时状态的报告"
        ),
    ] = False,
    follow: Annotated[
        bool,
        typer.Option("--watch", help="Stay, and publish again after each change / 保持运行，变化后重新发布"),
    ] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="site|open-sdg", help="What is written / 输出形式")
    ] = "site",
    translations: TranslationsOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the portal as a static site that works from any place. / 将门户发布为静态网站。"""
    with run(lang, workspace, as_json) as context:
        if follow and (release or form != "site"):
            raise UsageError(_WATCHING)
        if form != "site":
            from qualicity.cli.publish_opensdg import publish_opensdg

            publish_opensdg(context, form, paths, release, as_of, translations)
            return
        if translations:
            raise UsageError(_WITH_OPEN_SDG)
        look = _look(paths[-1]) if SHARED.alone and not follow else None
        order = _order(context, paths, release, live, as_of, reports=reports)
        if follow:
            _follow(context, order, as_of)
        else:
            _once(context, order, look)


def _look(out: Path) -> Look:
    from qualicity.portal.publish.look import Look

    return Look(out.absolute())


def _order(
    context: Context, paths: list[Path], release: str | None, live: str, as_of: str | None, *, reports: bool
) -> Order:
    """What is to be written. Errors: `UsageError` where no plan is named; those of the plan's check."""
    from qualicity.cli.compute import checked_plan
    from qualicity.plan import keep_in
    from qualicity.portal.publish import Order, manifest

    *plans, out = paths
    portal = _address(live)
    known = day(as_of)
    if release:
        known = _date_of(context, release, plans, as_of)
    elif not plans:
        raise UsageError(_NO_PLAN)
    manifest.require_site(out)  # before anything is done
    keep_in(context.workspace.cache("plans"))
    for plan in () if release else plans:
        checked_plan(plan)
    return Order(
        () if release else tuple(plans),
        context.workspace,
        known,
        release or "",
        out.absolute(),
        live=portal,
        reports=reports,
    )


def _once(context: Context, order: Order, look: Look | None) -> None:
    from qualicity.cli.compute import progress_bar
    from qualicity.portal.publish import publish as written

    with progress_bar(context) as progress:
        made = written(order, progress=progress, fork=SHARED.alone, look=look)
    _say(context, order, made)
    if not context.as_json:
        context.say(str(order.out / "index.html"))


def _follow(context: Context, order: Order, as_of: str | None) -> None:
    """Publish until the command is ended (Ctrl-C); each publication is a line."""
    from qualicity.portal.publish.watch import watch

    def tell(what: Published | QualicityError) -> None:
        if isinstance(what, QualicityError):
            context.note(what.text)
        else:
            _say(context, order, what, f"{now():%Y-%m-%d %H:%M:%S} UTC  ")
        sys.stdout.flush()

    context.note(
        Text(
            f"publishing {order.out / 'index.html'}, and again after each change; Ctrl-C ends it",
            f"发布到 {order.out / 'index.html'}，其后每有变化即重新发布；按 Ctrl-C 结束",
        )
    )
    with suppress(KeyboardInterrupt):
        watch(lambda: replace(order, as_of=day(as_of)), tell, Event(), fork=SHARED.alone)


def _address(url: str) -> str:
    """An address without its last stroke.

    Errors: `UsageError` for what is none.
    """
    said = urlsplit(url)
    if url and (said.scheme not in ("http", "https") or not said.netloc or said.query or said.fragment):
        raise UsageError(
            Text(
                f"--live takes the address of a portal, such as https://portal.example.org: {url}",
                f"--live 须为门户网址，如 https://portal.example.org：{url}",
            )
        )
    return url.rstrip("/")


def _date_of(context: Context, release: str, plans: list[Path], as_of: str | None) -> date:
    """The date of a release; it is of one plan and one date, so that naming another is a mistake."""
    from qualicity.plan import read_plan
    from qualicity.release.freeze.shelf import open_release

    lock = open_release(context.workspace, release).lock
    if as_of:
        raise UsageError(
            Text(
                f"release '{release}' has its date, {lock.as_of}: leave out --as-of",
                f"发布“{release}”自有日期 {lock.as_of}：请勿使用 --as-of",
            )
        )
    for plan in plans:
        if (found := read_plan(plan).id) != lock.plan:
            raise UsageError(
                Text(
                    f"release '{release}' is of {lock.plan}, not of {found}",
                    f"发布“{release}”属于 {lock.plan}，而非 {found}",
                )
            )
    return lock.as_of


def _say(context: Context, order: Order, made: Published, at: str = "") -> None:
    if context.as_json:
        record: dict[str, Any] = {
            "out": str(order.out),
            "release": order.release or None,
            "pages": made.pages,
            "files": made.files,
            "written": made.written,
            "removed": made.removed,
            "first": str(order.out / "index.html"),
        }
        context.json(record)
        return
    context.say(
        Text(
            f"{at}{made.pages} pages, {made.files} files: {made.written} written, {made.removed} removed, "
            f"{made.files - made.written} as they were",
            f"{at}{made.pages} 个页面、{made.files} 个文件：写入 {made.written} 个，删除 {made.removed} 个，"
            f"未变 {made.files - made.written} 个",
        )
    )
