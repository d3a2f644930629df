"""`qualicity publish --format open-sdg`: the files that Open SDG's sites read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualicity.cli.context import Context, day
from qualicity.errors import Text, UsageError, did_you_mean

if TYPE_CHECKING:
    from qualicity.release.opensdg.harvest import Harvest


def publish_opensdg(
    context: Context, form: str, paths: list[Path], release: str | None, as_of: str | None
) -> None:
    """Write one plan's endpoints.

    Errors: `UsageError` for another format, a release, or other than one plan and a folder.
    """
    if form != "open-sdg":
        near = did_you_mean(form, ["site", "open-sdg"])
        raise UsageError(
            Text(
                f"unknown format '{form}'{near.en}: site or open-sdg", f"未知的形式“{form}”：site 或 open-sdg"
            )
        )
    if release or len(paths) != 2:
        raise UsageError(
            Text(
                "name one plan and the folder to write: qualicity publish --format open-sdg PLAN OUT (a release is not "
                "written in this format)",
                "请指定一个方案与输出文件夹：qualicity publish --format open-sdg 方案 输出文件夹（此形式不支持发布版本）",
            )
        )
    from qualicity.release.opensdg.folder import fill
    from qualicity.release.opensdg.notes import Notes

    plan, out = paths
    made = _harvest(context, plan, as_of)
    notes = Notes()
    first, count = fill(made, out, notes)
    if context.as_json:
        context.json(
            {"out": str(out), "indicators": len(made.indicators), "files": count, "first": str(first)}
        )
        return
    context.say(
        Text(
            f"{len(made.indicators)} indicators, {count} files",
            f"{len(made.indicators)} 个指标、{count} 个文件",
        )
    )
    context.say(str(first))


def _harvest(context: Context, plan: Path, as_of: str | None) -> Harvest:
    from qualicity.release.opensdg.stored import is_imported, read_stored

    if is_imported(plan):
        if as_of:
            raise UsageError(
                Text(
                    "an imported repository is published as it stands: leave out --as-of",
                    "导入的仓库按现状发布：请勿使用 --as-of",
                )
            )
        return read_stored(plan)
    from qualicity.cli.compute import checked_plan, progress_bar
    from qualicity.release.exports.editions import live
    from qualicity.release.opensdg.anyplan import harvest_of

    read = checked_plan(plan)
    with progress_bar(context) as progress:
        return harvest_of(live(read, context.workspace, day(as_of), shown=str(plan), progress=progress))
