"""`qualicity doubts`: what readers doubt, and the office's answers, until these are written in the workbench."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core
import yaml

from qualicity.cli.context import Context, JsonOption, LangOption, WorkspaceOption, now, run
from qualicity.cli.tables import print_table
from qualicity.errors import Text, UsageError
from qualicity.plan import read_plan

if TYPE_CHECKING:
    from qualicity.portal.doubts.actions import Answer, Notice
    from qualicity.portal.doubts.board import Case


class _ListByDefault(typer.core.TyperGroup):
    """`qualicity doubts PLAN` is `qualicity doubts list PLAN`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            args = ["list", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_ListByDefault,
    help="What readers doubt; answer it. / 读者的疑问及其答复。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The doubt's number / 疑问编号")]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers / 答复人")]


def _words(name: str, what: str) -> Any:
    return typer.Option(f"--{name}", metavar="TEXT", help=what)


FileOption = Annotated[
    Path | None,
    typer.Option("--file", metavar="YAML", help="The answer as a file (docs/doubts.md) / 以文件给出答复"),
]
TextEn = Annotated[str, _words("text-en", "The answer in English / 英文答复")]
TextZh = Annotated[str, _words("text-zh", "The answer in Chinese / 中文答复")]
WrongEn = Annotated[str, _words("wrong-en", "Correction: what was wrong / 更正：何处有误（英文）")]
WrongZh = Annotated[str, _words("wrong-zh", "Correction: what was wrong / 更正：何处有误（中文）")]
RightEn = Annotated[str, _words("right-en", "Correction: what is right / 更正：正确为何（英文）")]
RightZh = Annotated[str, _words("right-zh", "Correction: what is right / 更正：正确为何（中文）")]
Since = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Correction: wrong since / 更正：自何时起有误")
]
Corrected = Annotated[
    str, typer.Option("--corrected", metavar="DATE", help="Corrected on (today) / 更正日期")
]
InRelease = Annotated[
    list[str] | None,
    typer.Option("--in-release", metavar="NAME", help="A release that holds the wrong figure / 含误的发布"),
]
Upheld = Annotated[bool, typer.Option("--upheld", help="The figure was wrong / 属实：该数有误")]
NotUpheld = Annotated[bool, typer.Option("--not-upheld", help="The figure stands / 不属实：该数无误")]
Explained = Annotated[bool, typer.Option("--explained", help="A question, explained / 已说明")]


@app.command("list")
def list_doubts(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="A plan's folder or id / 方案文件夹或编号")],
    state: Annotated[
        str,
        typer.Option(
            "--state", metavar="STATE", help="open, upheld, not_upheld, explained, declined / 按状态筛选"
        ),
    ] = "",
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the doubts about a plan's figures, the oldest first. / 列出对方案数值的疑问。"""
    with _kept(lang, workspace, as_json) as context:
        from qualicity.portal.doubts.board import board
        from qualicity.portal.doubts.kinds import STATES

        if state and state not in STATES:
            raise UsageError(
                Text(f"state '{state}' is not one of {', '.join(STATES)}", f"状态须为：{'、'.join(STATES)}")
            )
        folder = Path(plan)
        plan_id = read_plan(folder).id if folder.is_dir() else plan
        found = [c for c in reversed(board([plan_id]).cases) if not state or c.state == state]
        if as_json:
            context.json({"plan": plan_id, "doubts": [_record(c) for c in found]})
            return
        if not found:
            context.say(Text("no doubts", "没有疑问"))
            return
        titles = Text("number|asked (UTC)|state|about|words", "编号|提出时间（UTC）|状态|涉及|内容")
        rows = [
            [
                str(c.number),
                f"{c.asked:%Y-%m-%d %H:%M}",
                STATES[c.state].get(context.lang),
                _about(context, c),
                c.text.replace("\n", " "),
            ]
            for c in found
        ]
        print_table(titles.get(context.lang).split("|"), rows, wide=(3, 4))


@app.command("show")
def show(
    number: NumberArgument,
    contact: Annotated[
        bool, typer.Option("--contact", help="Print the sender's name and e-mail address too / 显示联系方式")
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show one doubt as it was sent, and what became of it. / 显示一条疑问及其处理。"""
    with _kept(lang, workspace, as_json) as context:
        from qualicity.portal.doubts.board import email_of

        case = _case(number)
        name, email = email_of(number) if contact else ("", "")
        if as_json:
            context.json(_record(case) | ({"sender": {"name": name, "email": email}} if contact else {}))
            return
        context.say(f"{case.number}  {_about(context, case)}  {case.asked:%Y-%m-%d %H:%M} UTC")
        for line in (case.text, case.evidence, f"{name} <{email}>" if contact else ""):
            if line:
                context.say(line)
        for a in case.answers:
            context.say(f"— {a.by}, {a.at:%Y-%m-%d %H:%M} UTC, {a.outcome}\n{a.text.get(context.lang)}")


def _replying(verb: str) -> Callable[..., None]:
    """The command that answers, and the one that puts another answer in its place: they take the same."""

    def replied(
        number: NumberArgument,
        by: ByOption = "",
        text_en: TextEn = "",
        text_zh: TextZh = "",
        file: FileOption = None,
        upheld: Upheld = False,
        not_upheld: NotUpheld = False,
        explained: Explained = False,
        wrong_en: WrongEn = "",
        wrong_zh: WrongZh = "",
        right_en: RightEn = "",
        right_zh: RightZh = "",
        since: Since = "",
        corrected: Corrected = "",
        in_release: InRelease = None,
        as_json: JsonOption = False,
        lang: LangOption = None,
        workspace: WorkspaceOption = None,
    ) -> None:
        with _kept(lang, workspace, as_json) as context:
            _answer(context, verb, number, locals())

    return replied


app.command(
    "answer",
    help="Answer a doubt in public; one that is upheld with a correction notice. / 公开答复；属实者附更正说明。",
)(_replying("answer"))
app.command(
    "amend", help="Replace an answer by another; the former one stays readable. / 修改答复；原答复仍可查阅。"
)(_replying("amend"))


@app.command("decline")
def decline(
    number: NumberArgument,
    reason: Annotated[
        str,
        typer.Option("--reason", metavar="WHY", help="abuse, personal_data, off_topic, duplicate / 理由"),
    ],
    by: ByOption = "",
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Do not publish a doubt; the reason is published. / 不予公开，仅公开理由。"""
    with _kept(lang, workspace, as_json) as context:
        from qualicity.portal.doubts.actions import Decline, operator

        Decline(number, reason.replace("-", "_")).run(operator(by), now())  # type: ignore[arg-type]  # it is checked there
        _done(context, number)


@app.command("forget")
def forget(
    number: NumberArgument,
    by: ByOption = "",
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Erase the name and e-mail address of a doubt's sender, for good. / 永久删除提出人的姓名与邮箱。"""
    with _kept(lang, workspace, as_json) as context:
        from qualicity.portal.doubts.actions import Forget, operator

        Forget(number).run(operator(by), now())
        _done(context, number)


@contextmanager
def _kept(lang: str | None, workspace: Path | None, as_json: bool) -> Iterator[Context]:
    """A command on the database of doubts."""
    with run(lang, workspace, as_json) as context:
        from qualicity.portal import database
        from qualicity.portal.serve import ready

        ready(context.workspace)
        if not database.there():
            raise UsageError(
                Text(
                    f"no doubts are kept in {context.workspace.root}; they come with the portal: qualicity serve",
                    f"{context.workspace.root} 中没有疑问记录；启动门户后方有：qualicity serve",
                )
            )
        database.prepare()
        yield context


def _answer(context: Context, verb: str, number: int, given: dict[str, Any]) -> None:
    from qualicity.portal.doubts.actions import Amend, Answer, operator

    said = _of_file(given["file"]) if given["file"] else _of_options(given)
    kind: type[Answer] = Amend if verb == "amend" else Answer
    action = kind(number, said["text"], said["outcome"], said["notice"])
    action.run(operator(given["by"] or said["by"]), now())
    _done(context, number)


def _of_options(given: dict[str, Any]) -> dict[str, Any]:
    from qualicity.portal.doubts.kinds import Said

    chosen = [k for k in ("upheld", "not_upheld", "explained") if given[k]]
    if len(chosen) != 1:
        raise UsageError(
            Text(
                "say one of --upheld, --not-upheld, --explained",
                "请选择 --upheld、--not-upheld、--explained 之一",
            )
        )
    wrong, right = (Said(given[f"{k}_en"], given[f"{k}_zh"]) for k in ("wrong", "right"))
    notice = _notice(wrong, right, given["since"], given["corrected"], given["in_release"] or [])
    return {
        "text": Said(given["text_en"], given["text_zh"]),
        "outcome": chosen[0],
        "notice": notice,
        "by": "",
    }


def _of_file(file: Path) -> dict[str, Any]:
    """An answer that was written as a file.

    Errors: `UsageError` when there is none, or it says something else.
    """
    from qualicity.portal.doubts.kinds import Said

    try:
        said = yaml.safe_load(file.read_text("utf-8"))
        fixed = said.get("correction")
        notice = fixed and _notice(
            Said.of(fixed["wrong"]),
            Said.of(fixed["right"]),
            str(fixed["since"]),
            str(fixed.get("corrected") or ""),
            [str(r) for r in fixed.get("releases") or ()],
        )
        return {
            "text": Said.of(said["text"]),
            "outcome": said["outcome"],
            "notice": notice or None,
            "by": said.get("by") or "",
        }
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(Text(f"{file} cannot be read: {error}", f"无法读取 {file}：{error}")) from None
    except (KeyError, AttributeError, TypeError):
        raise UsageError(
            Text(
                f"{file}: an answer has 'outcome', 'text: {{en, zh}}' and, where upheld, "
                "'correction: {wrong, right, since}'",
                f"{file}：答复须含 outcome、text: {{en, zh}}；属实者另含 correction: {{wrong, right, since}}",
            )
        ) from None


def _notice(wrong: Any, right: Any, since: str, corrected: str, releases: list[str]) -> Notice | None:
    from qualicity.portal.doubts.actions import Notice

    if not (wrong or right or since):
        return None
    if not since:
        raise UsageError(
            Text("say since when it was wrong: --since DATE", "请注明自何时起有误：--since 日期")
        )
    return Notice(wrong, right, since, corrected, tuple(releases))


def _case(number: int) -> Case:
    from qualicity.portal.doubts.board import board
    from qualicity.portal.doubts.models import Doubt

    doubt = Doubt.objects.filter(pk=number).first()
    case = board([doubt.plan]).about(number) if doubt else None
    if case is None:
        raise UsageError(Text(f"there is no doubt {number}", f"没有编号为 {number} 的疑问"))
    return case


def _done(context: Context, number: int) -> None:
    case = _case(number)
    if context.as_json:
        context.json(_record(case))
        return
    context.say(
        Text(f"doubt {number} of {case.plan}: {case.state}", f"{case.plan} 的疑问 {number}：{case.state}")
    )


def _about(context: Context, case: Case) -> str:
    title, value = case.shown["title"], case.shown["value"]
    named = title.get(context.lang) or title["en"]
    return " ".join(x for x in (named, case.shown["of"].get(context.lang), value.get(context.lang)) if x)


def _record(case: Case) -> dict[str, Any]:
    """For whoever answers: with the words, without the sender."""
    notice = case.notice
    return {
        "number": case.number,
        "plan": case.plan,
        "state": case.state,
        "kind": case.kind,
        "about": case.about.query,
        "shown": case.shown,
        "asked": case.asked,
        "text": case.text,
        "evidence": case.evidence or None,
        "lang": case.lang,
        "answers": [
            {"at": a.at, "by": a.by, "outcome": a.outcome, "text": a.text.record()} for a in case.answers
        ],
        "declined": case.declined[0] if case.declined else None,
        "correction": {
            "wrong": notice.wrong.record(),
            "right": notice.right.record(),
            "since": notice.since,
            "corrected": notice.corrected,
            "releases": list(notice.releases),
        }
        if notice
        else None,
    }
