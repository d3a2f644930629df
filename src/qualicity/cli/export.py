"""`qualicity export`: a plan's figures and verdicts, or a release's, as files that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualicity.cli.compute import checked_plan, progress_bar
from qualicity.cli.context import AsOfOption, Context, JsonOption, LangOption, WorkspaceOption, day, run
from qualicity.errors import Text, UsageError

if TYPE_CHECKING:
    from qualicity.release.exports import Edition, Form


def export(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="[PLAN] OUT",
            help="A plan folder, then the folder to write; with --release the folder alone / 方案文件夹与输出文件夹",
        ),
    ],
    form: Annotated[
        list[str] | None,
        typer.Option("--form", metavar="FORM", help="Only this form; may be repeated / 仅此格式，可重复"),
    ] = None,
    release: Annotated[
        str | None,
        typer.Option("--release", metavar="NAME", help="Export this release, as it was frozen / 发布名称"),
    ] = None,
    site: Annotated[
        str,
        typer.Option("--site", metavar="URL", help="Address of the portal that answers for it / 门户网址"),
    ] = "",
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a plan's figures and verdicts as open data. / 将方案的数值与结论导出为开放数据。"""
    with run(lang, workspace, as_json) as context:
        from qualicity.release.exports import FORMS
        from qualicity.release.exports import form as form_of
        from qualicity.release.exports.folder import require_export

        forms = [form_of(f) for f in dict.fromkeys(form)] if form else list(FORMS)
        *plans, out = paths
        if plans or release:
            require_export(out, [f.id for f in FORMS])
        edition = _edition(context, plans, release, as_of, site.rstrip("/"))
        _say(context, edition, out, {f.id: _written(f, edition, out) for f in forms})


def _edition(
    context: Context, plans: list[Path], release: str | None, as_of: str | None, site: str
) -> Edition:
    """What is exported.

    Errors: `UsageError` where it is not said which plan, or said twice.
    """
    from qualicity.release.exports.editions import live, released

    if release:
        if plans or as_of:
            raise UsageError(
                Text(
                    f"release '{release}' has its plan and date: name only the folder to write",
                    f"发布“{release}”自有方案与日期：只需指定输出文件夹",
                )
            )
        return released(context.workspace, release, site)
    if len(plans) != 1:
        raise UsageError(
            Text(
                "name one plan and the folder to write: qualicity export PLAN OUT",
                "请指定一个方案与输出文件夹：qualicity export 方案 输出文件夹",
            )
        )
    plan = checked_plan(plans[0])
    with progress_bar(context) as progress:
        return live(plan, context.workspace, day(as_of), site, shown=str(plans[0]), progress=progress)


def _written(form: Form, edition: Edition, out: Path) -> list[Path]:
    """The files of one form, in a folder of its name; what that folder had of a former export goes."""
    from qualicity.release.exports.folder import fill

    return fill(out / form.id, lambda folder: form.write(edition, folder))


def _say(context: Context, edition: Edition, out: Path, written: dict[str, list[Path]]) -> None:
    if context.as_json:
        record: dict[str, Any] = {
            "plan": edition.view.plan.id,
            "release": edition.release.name if edition.release else None,
            "as_of": edition.view.scorecard.as_of.isoformat(),
            "out": str(out),
            "forms": {form: [str(path) for path in paths] for form, paths in written.items()},
        }
        context.json(record)
        return
    for form, paths in written.items():
        context.say(Text(f"{form}: {len(paths)} files", f"{form}：{len(paths)} 个文件"))
        context.say(f"  {paths[0]}")
