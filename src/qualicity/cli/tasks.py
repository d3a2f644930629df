"""`qualicity tasks` and `qualicity programmes`: the second light, and members on their way through stages."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from qualicity import release
from qualicity.assessment import (
    COLOUR_WORDS,
    LIGHTS,
    QUOTA_STATUSES,
    STATUSES,
    ActionState,
    PlanView,
    ProgrammeState,
    TaskBoard,
    Work,
    number,
    served,
    work_of,
)
from qualicity.assessment.tasks.lights import Light
from qualicity.assessment.tasks.reports import Remark
from qualicity.cli.context import (
    AsOfOption,
    Context,
    JsonOption,
    LangOption,
    PlanArgument,
    WorkspaceOption,
    day,
    run,
)
from qualicity.cli.show import open_view
from qualicity.cli.tables import print_table
from qualicity.errors import Lang, Text, UsageError, did_you_mean
from qualicity.plan import UNITS
from qualicity.plan.model import Organisation

MARKS: dict[Light, tuple[str, str]] = {
    "late": ("▶", "red"),
    "due_soon": ("◔", "yellow"),
    "on_time": ("▷", "cyan"),
    "done": ("✓", "green"),
    "done_late": ("✓", "yellow"),
    "no_date": ("·", "dim"),
    "not_reported": ("□", "dim"),
}


def tasks(
    plan: PlanArgument,
    organisation: Annotated[
        str | None,
        typer.Option("--organisation", metavar="ID", help="Only what it answers for / 仅该机构负责的"),
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Actions and milestones: late or not, and which targets a late one endangers. / 行动进展与逾期情况。"""
    with run(lang, workspace, as_json) as context:
        view = open_view(context, plan, day(as_of))
        board = view.board
        asked = _organisation(view, organisation)
        work = work_of(asked, board, view.scorecard) if asked else None
        if as_json and work:
            record = {"plan": view.plan.id, "as_of": board.as_of.isoformat(), **release.work(work)}
            states = (*work.actions, *work.supports_actions)
            context.json(record | {"actions": [release.action(a) for a in states]})
        elif as_json:
            context.json(release.tasks(board, view.deliveries))
        elif work:
            _print_work(context, board, work)
        else:
            _print_board(context, board)


def programmes(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Programmes: members by stage, quotas, money. / 专项工程：各阶段成员、数量要求与资金。"""
    with run(lang, workspace, as_json) as context:
        view = open_view(context, plan, day(as_of))
        found = view.programmes
        if as_json:
            record = {"plan": view.plan.id, "as_of": view.scorecard.as_of.isoformat()}
            context.json(record | {"programmes": [release.programme(p) for p in found]})
            return
        if not found:
            none = Text("No programme was known on this date.", "在此日期尚无已知的专项工程。")
            context.say(none)
        for state in found:
            _print_programme(context, state)


def _organisation(view: PlanView, asked: str | None) -> Organisation | None:
    if asked is None:
        return None
    found = view.plan.organisation(asked)
    if found is None:
        near = did_you_mean(asked, [o.id for o in view.plan.organisations])
        raise UsageError(Text(f"unknown organisation '{asked}'{near.en}", f"未知的机构“{asked}”{near.zh}"))
    return found


# -- tasks ------------------------------------------------------------------------------------------------


def _print_board(context: Context, board: TaskBoard) -> None:
    known = Text(f"as known on {board.as_of}", f"截至 {board.as_of} 已知")
    lang = context.lang
    context.say(f"{board.plan.title.get(lang)} · {board.plan.place.title.get(lang)} · {known.get(lang)}")
    if not board.actions:
        context.say(Text("No action was known on this date.", "在此日期尚无已知的行动。"))
        return
    told = (f"{LIGHTS[light].get(lang)} {n}" for light, n in board.tally().items() if n)
    context.say(" · ".join(told))
    _print_actions(context, board.actions)
    _print_remarks(context, board.remarks)


def _print_actions(context: Context, states: tuple[ActionState, ...]) -> None:
    titles = Text(
        "Action|Light|Alarm|Serves|Confidence (a person's)|Reason",
        "行动|进展|预警|服务目标|交付信心（人工判断）|理由",
    ).get(context.lang)
    rows = [_row(context, a) for a in states]
    print_table(titles.split("|"), rows, wide=(0, 5))


def _row(context: Context, a: ActionState) -> list[Any]:
    lang = context.lang
    mark, colour = MARKS[a.light]
    light: Any = f"{mark} {LIGHTS[a.light].get(lang)}"
    if sys.stdout.isatty():
        from rich.text import Text as Styled

        light = Styled(light, style=colour)
    said = a.confidence
    return [
        a.action.title.get(lang),
        light,
        COLOUR_WORDS[a.colour].get(lang) if a.colour else "",
        ", ".join(served(a.action)),
        f"{said.rating} ({said.by}, {said.given or said.known})" if said else "",
        a.reason.get(lang) + _then(a.deciding.told, lang),
    ]


def _then(text: Text | None, lang: Lang) -> str:
    """What follows a sentence: after a blank, where the language sets one."""
    if text is None:
        return ""
    return text.get(lang) if lang == "zh" else f" {text.get(lang)}"


def _print_work(context: Context, board: TaskBoard, work: Work) -> None:
    lang = context.lang
    context.say(f"{work.organisation.title.get(lang)} · {board.plan.title.get(lang)}")
    asked = Text(
        f"The plan asks it for {work.fields_asked} fields in {len(work.asked)} datasets.",
        f"方案要求其填报 {len(work.asked)} 个数据集中的 {work.fields_asked} 个字段。",
    )
    context.say(asked)
    leads = Text("leads", "牵头"), Text("supports", "配合")
    for word, judged in zip(leads, (work.targets, work.supports_targets), strict=True):
        for a in judged:
            context.say(f"{word.get(lang)}: {a.target.title.get(lang)} · {STATUSES[a.status].get(lang)}")
    for word, states in zip(leads, (work.actions, work.supports_actions), strict=True):
        if states:
            context.say(f"{word.get(lang)}:")
            _print_actions(context, states)


def _print_remarks(context: Context, remarks: tuple[Remark, ...]) -> None:
    for r in remarks:
        context.say(f"{r.about}: {r.text.get(context.lang)}")


# -- programmes -------------------------------------------------------------------------------------------


def _print_programme(context: Context, p: ProgrammeState) -> None:
    lang = context.lang
    members = Text(f"{len(p.members)} members", f"{len(p.members)} 个成员")
    unknown = Text("members not reported", "成员未报告")
    context.say(f"{p.programme.title.get(lang)} · {(members if p.reporting else unknown).get(lang)}")
    for q in p.quotas:
        context.say(f"{QUOTA_STATUSES[q.status].get(lang)}: {q.reason.get(lang)}")
    if p.reporting:
        titles = Text("Stage|Now|Reached|Median days|Still in it", "阶段|当前|已达到|停留天数中位数|仍在其中")
        rows = [[s.stage.title.get(lang), s.now, s.reached, s.time.median, s.time.open] for s in p.stages]
        print_table(titles.get(lang).split("|"), rows)
    if p.money:
        total = p.money.total
        unit = UNITS.get(p.money.unit or "", Text(p.money.unit or "")).get(lang)
        spent, planned, gaps = number(total.spent) or "–", number(total.planned) or "–", total.without_spent
        missing = (
            Text(f" ({gaps} rows do not say what was spent)", f"（{gaps} 行未报支出）")
            if gaps
            else Text("", "")
        )
        context.say(
            Text(
                f"Spent {spent} of {planned} planned, {unit}{missing.en}",
                f"计划 {planned}，已支出 {spent}（{unit}）{missing.get('zh')}",
            )
        )
        _print_earned(context, p)
    _print_remarks(context, p.remarks)


def _print_earned(context: Context, p: ProgrammeState) -> None:
    """Months behind by earned schedule, or why it cannot be said."""
    lang, found = context.lang, p.earned_schedule
    told = _then(found.caution, lang) if found else ""
    word = Text("Earned schedule: ", "挣得进度：").get(lang)
    said = found.said if found else p.earned_schedule_reason
    context.say(f"{word}{said.get(lang) if said else ''}{told}")
