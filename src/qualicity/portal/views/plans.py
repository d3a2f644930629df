"""All plans, and a plan's scorecard by goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qualicity import release
from qualicity.assessment import (
    STATUSES,
    Assessment,
    PlanSummaries,
    PlanView,
    Scorecard,
    Status,
)
from qualicity.errors import NotLoadedError, Text
from qualicity.plan import Plan, coverage, parse_period
from qualicity.plan.model import Goal
from qualicity.portal import catalogue, charts, sentences
from qualicity.portal.context import Here, InPlan
from qualicity.portal.pages import Page
from qualicity.portal.quotes import Quoted, quoted
from qualicity.portal.rows_kept import written
from qualicity.portal.views.releases import followed


@dataclass(frozen=True, slots=True)
class Count:
    """How many targets have a status."""

    status: Status
    n: int


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan on the first page; without its evidence it has a `command` instead of verdicts."""

    plan: Plan
    authority: Text
    url: str
    view: PlanView | None
    command: str

    @property
    def headline(self) -> Text | None:
        """The one sentence that sums the plan up."""
        return self.view.headline if self.view else None

    @property
    def promises(self) -> int:
        """How many targets it has; the headline counts only those that name a number."""
        return len(self.view.scorecard.assessments) if self.view else 0

    @property
    def tally(self) -> tuple[Count, ...]:
        """The statuses that any of its targets has."""
        return tuple(c for c in _tally(self.view.scorecard) if c.n) if self.view else ()


def plans(here: Here) -> Page:
    """Every plan that is served, with what became of its promises."""
    rows = [_plan_row(here, plan_id) for plan_id in catalogue.current().ids]

    def records() -> list[dict[str, Any]]:
        return [_plan_record(row) for row in rows]

    return Page(
        template="plans.html",
        title=_("Plans held to their own words"),
        record=lambda: {"as_of": here.as_of.day.isoformat(), "plans": records()},
        table=records,
        context={"rows": rows},
    )


def _plan_row(here: Here, plan_id: str) -> PlanRow:
    plans = catalogue.current()
    plan, view, command = plans.plan(plan_id), None, ""
    try:
        view = plans.open(plan_id, here.as_of.day).view
    except NotLoadedError:
        command = plans.load_command(plan_id)
    return PlanRow(plan, _authority(plan), here.to.scorecard(plan_id), view, command)


def _plan_record(row: PlanRow) -> dict[str, Any]:
    plan = row.plan
    return {
        "plan": plan.id,
        "title": release.both(plan.title),
        "place": release.both(plan.place.title),
        "authority": release.both(row.authority),
        "adopted": plan.adopted.isoformat(),
        "start": plan.period.start,
        "end": plan.period.end,
        "loaded": row.view is not None,
        "headline": release.both(row.headline),
        "tally": dict(row.view.scorecard.tally()) if row.view else None,
    }


def _authority(plan: Plan) -> Text:
    organisation = plan.organisation(plan.authority)
    return organisation.title if organisation else Text(plan.authority)


# -- the scorecard ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target in the scorecard."""

    a: Assessment
    url: str
    promised: str
    aside: str
    value: str
    unit: str
    figure_url: str
    about_figure: str
    sparkline: str
    ruling_url: str


@dataclass(frozen=True, slots=True)
class GoalBlock:
    """A goal with its words in the plan and its targets."""

    goal: Goal
    clauses: tuple[Quoted, ...]
    rows: tuple[SafeString, ...]
    summary: Text | None


def scorecard(here: InPlan) -> Page:
    """What became of every promise of a plan, by goal."""
    record = here.opened.keep(("scorecard",), lambda: release.scorecard(here.view, beside=False))
    return Page(
        template="scorecard.html",
        title=here.say(here.plan.title),
        record=lambda: record,
        table=lambda: record["targets"],
        section="scorecard",
        context=lambda: _shown(here),
    )


def _shown(here: InPlan) -> dict[str, Any]:
    """What the page shows beside its records."""
    card, summaries = here.view.scorecard, here.view.summaries
    rows = _rows(here, card)
    blocks = [_block(here, goal, card, summaries, rows) for goal in here.plan.goals]
    unstated = sum(not a.basis_stated for a in card.assessments)
    stated = ngettext(
        "One target’s basis is not stated by the plan.",
        "%(n)s targets’ bases are not stated by the plan.",
        unstated,
    )
    return {
        "headline": here.view.headline,
        "qualitative": sentences.qualitative(card),
        "tally": _tally(card),
        "summary": sentences.together(summaries.plan),
        "unstated": stated % {"n": unstated} if unstated else "",
        "blocks": [b for b in blocks if b.rows or b.clauses] if card.assessments else [],
        "end": here.say(parse_period(here.plan.period.end).title()),
        "authority": _authority(here.plan),
        "authority_url": here.to.organisation(here.plan.authority),
        "coverage": coverage(here.plan),
        "counts": _counts(here),
        "followed": followed(here),
    }


def _tally(card: Scorecard) -> tuple[Count, ...]:
    return tuple(Count(status, n) for status, n in card.tally().items() if status in STATUSES)


def _counts(here: InPlan) -> dict[str, int]:
    figures = [o for i in here.plan.indicators for o in here.view.figures.of(i.id)]
    return {
        "missions": len(here.plan.missions),
        "actions": len(here.plan.all_actions()),
        "indicators": len(here.plan.indicators),
        "published": sum(not o.computed for o in figures),
        "computed": sum(o.computed for o in figures),
    }


_LONG = 500
"""Of what is longer (in letters) only the goal's own words stand above its targets; theirs are on their pages."""


def _rows(here: InPlan, card: Scorecard) -> dict[str, SafeString]:
    """The rows of all targets, written, by target."""
    judged = {a.target.id: a for a in card.assessments}
    about = {target: (a.target.indicator or "",) for target, a in judged.items()}
    return written(here, "scorecard", about, lambda target: _target_row(here, judged[target]))


def _block(
    here: InPlan, goal: Goal, card: Scorecard, summaries: PlanSummaries, rows: Mapping[str, SafeString]
) -> GoalBlock:
    judged = [a for a in card.assessments if a.target.goal == goal.id]
    clauses = quoted(here, {*goal.clauses, *(c for a in judged for c in a.target.clauses)})
    if goal.clauses and sum(len(q.text.en) for q in clauses) > _LONG:
        clauses = quoted(here, goal.clauses)
    summary, mine = summaries.goal(goal.id), tuple(rows[a.target.id] for a in judged)
    return GoalBlock(goal, clauses, mine, sentences.together(summary) if summary else None)


def _target_row(here: InPlan, a: Assessment) -> TargetRow:
    words, figure, target = here.words, a.figure, a.target
    aside = [_("by %(due)s") % {"due": here.words.due(target)}]
    if target.operator.startswith("strive_") and here.lang == "en":
        aside.append(_("striven for"))
    return TargetRow(
        a=a,
        url=here.to.target(target.id),
        promised=words.promised(target),
        aside=pgettext("list", ", ").join(aside),
        value=words.value(figure) if figure else "",
        unit=words.unit(here.plan.indicator(target.indicator)) if figure and figure.value is not None else "",
        figure_url=here.to.figure(figure, here.view.figures) if figure else "",
        about_figure=_about(here, a),
        sparkline=_sparkline(here, a),
        ruling_url=here.to.target(target.id, "ruling") if a.ruling else "",
    )


def _sparkline(here: InPlan, a: Assessment) -> str:
    """The small drawing of a target: it is drawn once, and said in each language."""
    drawn = here.opened.keep(("sparklines",), dict[str, charts.Sparkline | None])
    if a.target.id not in drawn:
        drawn[a.target.id] = charts.sparkline(here.view, a)
    line = drawn[a.target.id]
    return line.svg(here.lang) if line else ""


def _about(here: InPlan, a: Assessment) -> str:
    """Period and standing of the latest figure, or why there is none."""
    if a.figure is None:
        return _("no figure on this basis") if a.target.indicator else _("names no measure")
    said = [here.words.period(a.figure)]
    if a.figure.status != "final":
        said.append(here.words.standing(a.figure))
    return pgettext("list", ", ").join(said)
