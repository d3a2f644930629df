"""`qualicity release`, `releases` and `verify`: freeze a plan's figures, list what was frozen, check it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualicity.cli.compute import checked_plan, progress_bar
from qualicity.cli.context import (
    AsOfOption,
    Context,
    JsonOption,
    LangOption,
    PlanArgument,
    WorkspaceOption,
    day,
    now,
    run,
)
from qualicity.cli.tables import print_table
from qualicity.errors import Lang, Text, UsageError
from qualicity.plan import last_possible_day
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from qualicity.plan import Plan
    from qualicity.release.calendar import Calendar
    from qualicity.release.freeze import Difference, Frozen, Verified

EmbargoOption = Annotated[
    str | None,
    typer.Option(
        "--embargo",
        metavar="WHEN",
        help="Not shown before this day or UTC time (2021-03-01T09:00) / 此前不公开",
    ),
]


def release(
    plan: PlanArgument,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Such as 2020-final / 发布名称")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What it is / 说明")] = "",
    as_of: AsOfOption = None,
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who releases / 发布人")] = "",
    embargo: EmbargoOption = None,
    sign: Annotated[
        Path | None,
        typer.Option("--sign", metavar="KEY", help="Sign with this Ed25519 key (PEM) / 用此密钥签名"),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Freeze a plan's figures and verdicts with all that they come from. / 冻结方案的数值与结论并发布。"""
    with run(lang, workspace, as_json) as context:
        from qualicity.release.freeze import freeze
        from qualicity.release.freeze.freezing import refuse_name
        from qualicity.release.freeze.signature import read_private
        from qualicity.release.freeze.signature import sign as signed

        key = read_private(sign) if sign else None
        until = moment(embargo) if embargo else None
        refuse_name(context.workspace, name)
        read = checked_plan(plan)
        with progress_bar(context) as progress:
            made = freeze(
                read,
                context.workspace,
                name,
                day(as_of),
                now(),
                note=note,
                by=by,
                embargo=until,
                shown=str(plan),
                progress=progress,
            )
        signature = signed(made.file, key) if key else None
        if as_json:
            context.json(_record(made))
            return
        _say_made(context, made)
        if signature:
            context.say(Text(f"signed: {signature}", f"已签名：{signature}"))
        context.say(str(made.file))


def _say_made(context: Context, made: Frozen) -> None:
    lock = made.lock
    figures, verdicts = len(lock.parts["observations"]["rows"]), len(lock.parts["assessments"])
    tables, short = len(lock.parts["datasets"]), lock.checksum[:16]
    context.say(
        Text(
            f"release {lock.name} of {lock.plan}, as known on {lock.as_of}: {figures} observations, {verdicts} verdicts, "
            f"{tables} datasets; checksum {short}",
            f"{lock.plan} 的发布 {lock.name}，截至 {lock.as_of} 已知：{figures} 个数值、{verdicts} 项结论、{tables} 个数据集；"
            f"校验和 {short}",
        )
    )
    if lock.embargo:
        until = f"{lock.embargo:%Y-%m-%d %H:%M}"
        context.say(Text(f"embargo until {until} UTC", f"{until}（UTC）前不公开"))


def releases(
    plan: Annotated[
        str | None, typer.Argument(metavar="[PLAN]", help="A plan's folder or id / 方案文件夹或编号")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the releases of a workspace; of a plan folder also what it announces. / 列出工作区中的发布与预告。"""
    with run(lang, workspace, as_json) as context:
        from qualicity.release.calendar import calendar, calendar_record
        from qualicity.release.freeze import releases as on_shelf

        read = _plan(plan)
        found = on_shelf(context.workspace, read.id if read else plan)
        ahead = calendar(read, found, now()) if read else None
        if as_json:
            context.json(
                {
                    "releases": [_record(f) for f in found],
                    "calendar": calendar_record(ahead) if ahead else None,
                }
            )
            return
        _say_releases(context, found)
        if ahead and ahead.entries:
            _say_calendar(context, ahead)


def _say_releases(context: Context, found: Sequence[Frozen]) -> None:
    if not found:
        context.say(
            Text(
                "no releases yet; make one: qualicity release PLAN --name NAME",
                "尚无发布；请运行：qualicity release",
            )
        )
        return
    titles = Text("release|plan|as known on|made (UTC)|note", "发布|方案|截至|发布时间（UTC）|说明")
    rows = [
        [f.lock.name, f.lock.plan, f.lock.head["as_of"], f"{f.lock.made:%Y-%m-%d %H:%M}", f.lock.head["note"]]
        for f in found
    ]
    print_table(titles.get(context.lang).split("|"), rows, wide=(4,))


def _say_calendar(context: Context, ahead: Calendar) -> None:
    """What was announced, and how often it came on time, as the public sees it."""
    from qualicity.release.calendar import RULE, standing_words

    titles = Text(
        "announced|title|due (UTC)|out (UTC)|standing", "预告|名称|预告时间（UTC）|发布时间（UTC）|状态"
    )
    context.say("")
    rows = [
        [
            e.announced.name,
            e.announced.title.get(context.lang),
            e.due.replace("T", " "),
            f"{e.out:%Y-%m-%d %H:%M}" if e.out else "",
            standing_words(e).get(context.lang),
        ]
        for e in ahead.entries
    ]
    print_table(titles.get(context.lang).split("|"), rows, wide=(1,))
    if ahead.words:
        gap = "" if context.lang == "zh" else " "
        context.say(f"{ahead.words.get(context.lang)}{gap}{RULE.get(context.lang)}")


def verify(
    lock: Annotated[Path, typer.Argument(metavar="LOCKFILE", help="releases/NAME.lock.json / 锁定文件")],
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="PLAN", help="The plan's folder today, compared too / 方案文件夹"),
    ] = None,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Leave out the plan's folder of today / 不比较现有方案文件夹")
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="KEY", help="The public key that signed it (PEM) / 签名公钥"),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Compute a release anew from its pinned evidence and hold every figure against it. / 重新计算并核对发布。"""
    with run(lang, workspace, as_json) as context:
        from qualicity.release.freeze import Difference, Frozen, read_lock
        from qualicity.release.freeze import verify as verified
        from qualicity.release.freeze.signature import read_public, unsigned

        public = read_public(key) if key else None
        shelf = Frozen(read_lock(lock), lock.absolute())
        folder = None if frozen else _folder(plan, str(shelf.lock.head["folder"]))
        why = unsigned(lock, public) if public else None
        with progress_bar(context) as progress:
            outcome = verified(shelf, _workspace(context, lock), folder, progress)
        differences = (*((Difference("signature", lock.name, why),) if why else ()), *outcome.differences)
        if as_json:
            context.json(_outcome(outcome, differences, context.lang))
        else:
            _say(context, outcome, differences)
            _advise(context, differences, _workspace(context, lock).root)
        if folder is None and not frozen:
            said = shelf.lock.head["folder"]
            context.note(
                Text(
                    f"the plan's folder was not compared: '{said}' is not here; name it with --plan",
                    f"未比较方案文件夹：此处没有“{said}”；请用 --plan 指定",
                )
            )
        if differences:
            raise typer.Exit(1)


def _outcome(outcome: Verified, differences: Sequence[Difference], lang: Lang) -> dict[str, Any]:
    return {
        "release": outcome.lock.name,
        "plan": outcome.lock.plan,
        "holds": not differences,
        "observations": outcome.observations,
        "assessments": outcome.assessments,
        "differences": [{"kind": d.kind, "name": d.name, "text": d.text.get(lang)} for d in differences],
        "notes": [n.get(lang) for n in outcome.notes],
    }


_SHOWN = 40
_KINDS = {
    "lock": Text("lock", "锁定文件"),
    "definition": Text("definition", "定义"),
    "table": Text("table", "数据表"),
    "figure": Text("figure", "数值"),
    "verdict": Text("verdict", "结论"),
    "page": Text("page", "页面"),
    "signature": Text("signature", "签名"),
}
_STORED = frozenset({"lock", "table", "page"})
"""What is a file of the workspace, and can be put back."""


def _say(context: Context, outcome: Verified, differences: Sequence[Difference]) -> None:
    name, figures, verdicts = outcome.lock.name, outcome.observations, outcome.assessments
    for note in outcome.notes:
        context.note(note)
    if not differences:
        context.say(
            Text(
                f"release {name} holds: all {figures} observations and {verdicts} verdicts came out again exactly, "
                "and nothing that they come from was touched",
                f"发布 {name} 核对无误：{figures} 个数值和 {verdicts} 项结论重新计算后完全一致，其来源均未被改动",
            )
        )
        return
    context.say(
        Text(
            f"release {name} does not hold: {len(differences)} difference(s)",
            f"发布 {name} 核对不符：{len(differences)} 处差异",
        )
    )
    for d in differences[:_SHOWN]:
        kind, colon = _KINDS[d.kind].get(context.lang), "：" if context.lang == "zh" else ": "
        context.say(f"  {kind} {d.name}{colon}{d.text.get(context.lang)}")
    if len(differences) > _SHOWN:
        more = len(differences) - _SHOWN
        context.say(Text(f"  and {more} more (all with --json)", f"  另有 {more} 处（--json 列出全部）"))


def _advise(context: Context, differences: Sequence[Difference], place: Path) -> None:
    """What to do about files of the workspace that are not as they were."""
    if any(d.kind in _STORED for d in differences):
        context.note(
            Text(
                f"put back what is named from a copy of the workspace {place}, and verify again; without a copy the "
                "release can no longer be proven: freeze anew under another name (qualicity release)",
                f"请从工作区 {place} 的备份中恢复上述内容，再次核对；没有备份则该发布已无从证明："
                "请另起名称重新冻结（qualicity release）",
            )
        )


def moment(said: str) -> datetime:
    """A day, or a day with a time in UTC. Errors: `UsageError` for anything else."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return datetime.combine(last_possible_day(said), time())
    if found.tzinfo is not None:
        raise UsageError(
            Text(f"'{said}': give the time in UTC, without a zone", f"“{said}”：请给出 UTC 时间，不带时区")
        )
    return found


def _record(release: Frozen) -> dict[str, Any]:
    head = {k: v for k, v in release.lock.head.items() if k != "lock"}
    return head | {"file": str(release.file), "checksum": release.lock.checksum}


def _plan(said: str | None) -> Plan | None:
    """The plan in a folder; None where an id is said, or nothing."""
    if said is None or not (Path(said) / "plan.yaml").is_file():
        return None
    from qualicity.plan import open_plan

    return open_plan(said).plan


def _folder(given: Path | None, said: str) -> Path | None:
    """The plan's folder: as given, or where it was at the release."""
    if given is not None:
        if not (given / "plan.yaml").is_file():
            raise UsageError(Text(f"no plan folder at {given}", f"{given} 处没有方案文件夹"))
        return given
    there = Path(said)
    return there if (there / "plan.yaml").is_file() else None


def _workspace(context: Context, lock: Path) -> Workspace:
    """The workspace that the lock lies in, else the one of the command."""
    place = lock.absolute().parent
    if place.name == "releases" and (place.parent / "plans").is_dir():
        return Workspace(place.parent, context.workspace.memory_limit)
    return context.workspace
