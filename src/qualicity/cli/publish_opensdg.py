"""`qualicity publish --format open-sdg`: the files that Open SDG's sites read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualicity.cli.context import Context, day
from qualicity.errors import SHOWN, PlanError, Text, UsageError, did_you_mean

if TYPE_CHECKING:
    from qualicity.release.opensdg.harvest import Harvest
    from qualicity.release.opensdg.notes import Notes


def publish_opensdg(
    context: Context,
    form: str,
    paths: list[Path],
    release: str | None,
    as_of: str | None,
    translations: Path | None,
) -> None:
    """Write one plan's endpoints, or those of a data repository.

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
    notes = Notes()
    made = _harvest(context, plan, as_of, translations, notes)
    first, count = fill(made, out, notes)
    for problem in notes.problems[:SHOWN]:
        context.note(Text(problem.line("en"), problem.line("zh")))
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


def _harvest(
    context: Context, plan: Path, as_of: str | None, translations: Path | None, notes: Notes
) -> Harvest:
    """What is written: of an imported plan, of a data repository itself, or of any other plan."""
    from qualicity.release.opensdg.config import is_repository
    from qualicity.release.opensdg.stored import is_imported, read_stored

    imported, repository = is_imported(plan), is_repository(plan)
    if as_of and (imported or repository):
        raise UsageError(
            Text(
                "a repository is published as it stands: leave out --as-of",
                "仓库按现状发布：请勿使用 --as-of",
            )
        )
    if translations and not repository:
        raise UsageError(
            Text(
                "--translations is for a data repository; a plan has its words: leave it out",
                "--translations 用于数据仓库；方案自带文字：请勿使用",
            )
        )
    if imported:
        return read_stored(plan)
    if repository:
        from qualicity.release.opensdg.repository import read_repository

        made = read_repository(plan, notes, words=translations)[2]
        if notes.errors:
            raise PlanError(notes.problems)
        return made
    from qualicity.cli.compute import checked_plan, progress_bar
    from qualicity.release.exports.editions import live
    from qualicity.release.opensdg.anyplan import harvest_of

    read = checked_plan(plan)
    with progress_bar(context) as progress:
        return harvest_of(live(read, context.workspace, day(as_of), shown=str(plan), progress=progress))
