"""`qualicity import-opensdg`: an Open SDG data repository becomes a plan folder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicity.cli.context import Context, JsonOption, LangOption, WorkspaceOption, problem_record, run
from qualicity.errors import Text

if TYPE_CHECKING:
    from qualicity.release.opensdg.importing import Imported

_SHOWN = 20


def import_opensdg(
    repo: Annotated[
        Path, typer.Argument(metavar="REPO", help="A clone of an Open SDG data repository / 数据仓库的克隆")
    ],
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan folder to make / 新方案文件夹")],
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="FILE", help="Its configuration (default: config_data.yml) / 配置文件"
        ),
    ] = None,
    translations: Annotated[
        Path | None,
        typer.Option(
            "--translations", metavar="DIR", help="A clone of its translations' repository / 翻译仓库的克隆"
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="The plan's title / 方案标题")
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", metavar="CODE=NAME", help="The area that it is of / 所属地区")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Take an Open SDG data repository over into a plan folder. / 将 Open SDG 数据仓库导入为方案文件夹。"""
    with run(lang, workspace, as_json) as context:
        from qualicity.release.opensdg.importing import import_repository

        made = import_repository(repo, plan, config=config, words=translations, title=title, place=place)
        _say(context, made)


def _say(context: Context, made: Imported) -> None:
    if context.as_json:
        context.json(
            {
                "plan": str(made.plan),
                "indicators": made.indicators,
                "observations": made.observations,
                "rows_set_aside": made.aside,
                "targets": made.targets,
                "progress": list(made.progress),
                "published_without_settings": made.alone,
                "notes": [problem_record(p, context.lang) for p in made.notes],
            }
        )
        return
    for problem in _one_of_each(made):
        context.say(problem)
    context.say(
        Text(
            f"{made.indicators} indicators, {made.observations} figures, {made.targets} targets; "
            f"{made.aside} rows set aside",
            f"{made.indicators} 个指标、{made.observations} 个数值、{made.targets} 项目标；另存 {made.aside} 行",
        )
    )
    same = Counter(p["equal"] for p in made.progress)
    if made.progress:
        context.say(
            Text(
                f"progress: {len(made.progress)} settings computed; {same[True]} equal the published status, "
                f"{same[False]} differ, {same[None]} have none published",
                f"进展：计算 {len(made.progress)} 项设定；{same[True]} 项与公布状态一致，{same[False]} 项不同，"
                f"{same[None]} 项未公布",
            )
        )
    for p in made.progress:
        if p["equal"] is False:
            context.say(f"  {p['target']}: {p['published']} → {p['computed']}")
    context.say(
        Text(f"all of it: {made.plan}/opensdg/report.csv", f"全部说明：{made.plan}/opensdg/report.csv")
    )


def _one_of_each(made: Imported) -> list[str]:
    """The first note of each file and kind with how many there are."""
    groups: dict[tuple[str, str], list[str]] = {}
    for p in made.notes:
        groups.setdefault((p.place.file, p.code), []).append(p.line())
    lines = [f"{told[0]}" + (f" (+{len(told) - 1})" if len(told) > 1 else "") for told in groups.values()]
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([f"… +{more}"] if more > 0 else [])
