"""`qualicity show`: the scorecard."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from qualicity.assessment import (
    STATUSES,
    Assessment,
    PlanView,
    broken_claims,
    number,
    outlook_words,
    rollup_words,
    view_plan,
    wording,
)
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
from qualicity.errors import Text
from qualicity.plan import UNITS
from qualicity.release import scorecard

MARKS = {
    "achieved": ("●", "green"),
    "on_course": ("▲", "cyan"),
    "at_risk": ("◆", "yellow"),
    "off_course": ("▼", "red"),
    "missed": ("✕", "red"),
    "not_due": ("–", "dim"),
    "cannot_judge": ("○", "dim"),
}


def show(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the scorecard. / 显示记分卡。"""
    with run(lang, workspace, as_json) as context:
        view = open_view(context, plan, day(as_of))
        if as_json:
            context.json(scorecard(view))
        else:
            print_scorecard(context, view)
        if as_of is None:
            _tell_broken_claims(context, view)


def _tell_broken_claims(context: Context, view: PlanView) -> None:
    """What the plan's pages say and the figures do not: a release would be refused for it."""
    for problem in broken_claims(view):
        context.note(
            Text(f"{problem.place}: {problem.message.en}", f"{problem.place}: {problem.message.get('zh')}")
        )


def open_view(context: Context, path: Path, as_of: date) -> PlanView:
    """A plan's figures and verdicts as known on a date."""
    plan = checked_plan(path)
    with progress_bar(context) as tell:
        return view_plan(plan, context.workspace, as_of, tell, str(path), now())


def print_scorecard(context: Context, view: PlanView) -> None:
    """The scorecard as a table, with the sentence that sums it up."""
    lang, card = context.lang, view.scorecard
    known = Text(f"as known on {card.as_of}", f"截至 {card.as_of} 已知")
    context.say(f"{view.plan.title.get(lang)} · {view.plan.place.title.get(lang)} · {known.get(lang)}")
    context.say(view.headline)
    apart = view.natures
    if apart:
        context.say(apart)
    if not card.assessments:
        return
    titles = (
        Text("Target|Promised|Figure|Verdict|Chance|Reason", "目标|承诺|数值|结论|可能性|理由")
        .get(lang)
        .split("|")
    )
    rows = [_row(context, view, a) for a in card.assessments]
    if not any(row[_CHANCE] for row in rows):
        titles, rows = (without(_CHANCE, titles), [without(_CHANCE, row) for row in rows])
    print_table(titles, rows, wide=(0, len(titles) - 1))
    found = view.summaries
    colon = Text(": ", "：").get(lang)
    for summary in (*(s for s in found.goals if s.members or s.uncounted), found.plan):
        title = summary.title if summary.kind == "goal" else Text("The plan as a whole", "方案整体")
        context.say(f"{title.get(lang)}{colon}{rollup_words.line(summary).get(lang)}")


_CHANCE = 4


def without(place: int, row: list[Any]) -> list[Any]:
    """A row without the column that nobody has anything in."""
    return [*row[:place], *row[place + 1 :]]


def _row(context: Context, view: PlanView, a: Assessment) -> list[Any]:
    lang, figure = context.lang, a.figure
    indicator = view.plan.indicator(a.target.indicator)
    unit = UNITS.get(indicator.unit, Text(indicator.unit)).get(lang) if indicator else ""
    value = ""
    if figure and figure.period:
        said = number(figure.value) if figure.value is not None else f"“{figure.grade}”"
        value = f"{said} {unit if figure.value is not None else ''} ({figure.period.text})".replace("  ", " ")
    flag = "" if a.basis_stated else " " + Text("(basis not stated)", "（口径未说明）").get(lang)
    mark, colour = MARKS[a.status]
    status: Any = f"{mark} {STATUSES[a.status].get(lang)}"
    if sys.stdout.isatty():
        from rich.text import Text as Styled

        status = Styled(status, style=colour)
    title = a.target.title.get(lang) + flag
    probability = view.outlooks[a.target.id].chance.probability
    chance = "" if probability is None else outlook_words.percent(probability).get(lang)
    return [title, wording(a.target).get(lang), value, status, chance, a.reason.get(lang)]
