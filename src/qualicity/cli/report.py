"""`qualicity report`: a plan's report for the council, the mayor or the public, as PDF or DOCX."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicity.cli.compute import checked_plan, progress_bar
from qualicity.cli.context import AsOfOption, Context, JsonOption, LangOption, WorkspaceOption, day, run
from qualicity.errors import Text, UsageError, did_you_mean

if TYPE_CHECKING:
    from qualicity.plan import Plan
    from qualicity.release.exports import Edition
    from qualicity.release.report import Audience, Report

_FORMATS = ("pdf", "docx")


def report(
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="A plan folder / 方案文件夹", show_default=False)
    ],
    audience: Annotated[
        str, typer.Option("--for", metavar="council|mayor|public", help="For whom it is written / 读者")
    ],
    release: Annotated[
        str | None,
        typer.Option("--release", metavar="NAME", help="Report this release, as it was frozen / 发布名称"),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE|RELEASE",
            help="What to compare with (default: the release before) / 对比的起点",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The file to write, .pdf or .docx / 输出文件")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="pdf|docx", help="Where --out does not say it / 格式")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a plan's report: two pages for the mayor, all for the council, plain for the public. / 生成方案报告。"""
    with run(lang, workspace, as_json) as context:
        from qualicity.release.report import fitted
        from qualicity.release.report import since as compared

        whom, suffix = _audience(audience), _suffix(out, form)
        edition = _edition(context, plan, release, as_of)
        made = fitted(edition, compared(edition, context.workspace, since), whom, context.lang)
        file = out or Path(f"{edition.name}-{whom}-{context.lang}{suffix}")
        _write(made, file, suffix)
        _say(context, edition, made, file)


def _audience(said: str) -> Audience:
    from qualicity.release.report import AUDIENCES

    for known in AUDIENCES:
        if said == known:
            return known
    near = did_you_mean(said, AUDIENCES)
    one_of = ", ".join(AUDIENCES)
    raise UsageError(
        Text(
            f"--for {said}: not one of {one_of}{near.en}",
            f"--for {said}：不在可选值内：{one_of}{near.get('zh')}",
        )
    )


def _suffix(out: Path | None, form: str | None) -> str:
    """`.pdf` or `.docx`. Errors: `UsageError` for another, where the two contradict, or a folder that is not there."""
    if form is not None and form not in _FORMATS:
        raise UsageError(
            Text(f"--format {form}: not one of pdf, docx", f"--format {form}：不在可选值内：pdf, docx")
        )
    suffix = out.suffix.lower() if out else f".{form or 'pdf'}"
    if suffix not in (".pdf", ".docx") or (form and suffix != f".{form}"):
        asked = f".{form}" if form else Text(".pdf or .docx", ".pdf 或 .docx")
        en, zh = (asked.en, asked.get("zh")) if isinstance(asked, Text) else (asked, asked)
        raise UsageError(Text(f"{out}: the file's name must end in {en}", f"{out}：文件名须以 {zh} 结尾"))
    if out and not out.absolute().parent.is_dir():
        raise UsageError(Text(f"{out.parent}: there is no such folder", f"{out.parent}：文件夹不存在"))
    return suffix


def _edition(context: Context, plan: Path, release: str | None, as_of: str | None) -> Edition:
    """What is reported. Errors: `UsageError` for a release with a date, or of another plan, or a day before all of it."""
    from qualicity.release.exports.editions import live, released

    read = checked_plan(plan)
    if release is None:
        asked = day(as_of)
        _require_begun(read, asked)
        with progress_bar(context) as progress:
            return live(read, context.workspace, asked, shown=str(plan), progress=progress)
    if as_of:
        raise UsageError(
            Text(
                f"release '{release}' has its own date: leave --as-of out",
                f"发布“{release}”自有日期：请勿再用 --as-of",
            )
        )
    edition = released(context.workspace, release)
    if edition.view.plan.id != read.id:
        of = edition.view.plan.id
        raise UsageError(
            Text(
                f"release '{release}' is of plan '{of}', not '{read.id}'",
                f"发布“{release}”属于方案“{of}”，而非“{read.id}”",
            )
        )
    return edition


def _require_begun(plan: Plan, asked: date) -> None:
    """Errors: `UsageError` for a day on which there was nothing to report."""
    from qualicity.release.report import first_day

    first = first_day(plan)
    if asked < first:
        raise UsageError(
            Text(
                f"--as-of {asked}: nothing of plan '{plan.id}' was known before {first}; name that day or a later one",
                f"--as-of {asked}：方案“{plan.id}”在 {first} 之前尚无任何内容；请指定该日或更晚的日期",
            )
        )


def _write(made: Report, file: Path, suffix: str) -> None:
    """Errors: `UsageError` where the file cannot be written, or has no font for its letters."""
    if suffix == ".pdf":
        from qualicity.release.report.pdf import pdf as written
    else:
        from qualicity.release.report.docx import docx as written
    content = written(made)
    try:
        file.write_bytes(content)
    except OSError as error:
        said = error.strerror or error
        raise UsageError(Text(f"{file}: cannot be written: {said}", f"{file}：无法写入：{said}")) from error


def _say(context: Context, edition: Edition, made: Report, file: Path) -> None:
    if context.as_json:
        release = edition.release
        context.json(
            {
                "plan": edition.view.plan.id,
                "release": release.name if release else None,
                "checksum": release.checksum if release else None,
                "as_of": edition.view.scorecard.as_of.isoformat(),
                "for": made.audience,
                "lang": made.lang,
                "file": str(file),
            }
        )
        return
    context.say(f"{made.title} · {made.over} · {made.state}")
    context.say(str(file))
