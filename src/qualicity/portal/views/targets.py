"""One target: the promise, the verdict with its reason, and the way of the number behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import pgettext

from qualicity import release
from qualicity.assessment import Assessment, Delivery, served
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Action, Dataset, Definition, Target, parse_period
from qualicity.portal import charts, failures, sentences
from qualicity.portal.beside import beside
from qualicity.portal.citing import cite
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.quotes import in_context
from qualicity.portal.tables import FigureRow, figure_rows, observations
from qualicity.portal.taking import Taking, answer, behind, taking
from qualicity.portal.views.cascade import about_target, target_record
from qualicity.portal.views.verdicts import since_midterm
from qualicity.portal.way import way_of
from qualicity.portal.whatif import supposing
from qualicity.portal.words import day, number


@dataclass(frozen=True, slots=True)
class Apart:
    """Figures on another definition, shown beside and never joined."""

    definition: Definition
    rows: tuple[FigureRow, ...]


def target(here: InPlan, target: str) -> Page:
    """A target with its verdict."""
    a = assessment(here, target)
    promise, indicator = a.target, here.plan.indicator(a.target.indicator)
    definition = indicator.definition(a.definition) if indicator and a.definition else None
    goal = next(g for g in here.plan.goals if g.id == promise.goal)
    shown, what_if = [*a.history, *a.apart], supposing(here, a)
    drawn = _drawn(here, a)
    return Page(
        template="target.html",
        title=here.say(promise.title),
        record=lambda: record(here, a) | (what_if.record if what_if else {}),
        table=lambda: observations(here.plan, shown),
        section="scorecard",
        context=lambda: {
            "a": a,
            "target": promise,
            "goal": goal,
            "indicator": indicator,
            "definition": definition,
            "beside": beside(here, a),
            "verdict": sentences.verdict(here, a),
            "how": sentences.how_judged(here, a),
            "known_since": here.words.known_since(a.figure) if a.figure else "",
            "chart": drawn,
            "way": way_of(here, a.figure, a) if a.figure else (),
            "rows": figure_rows(here, a.history, a.figure),
            "apart": _apart(here, a.apart),
            "conflicts": figure_rows(here, a.conflicts),
            "promise": in_context(here, promise.clauses),
            "promised_words": here.words.promise(promise),
            "due": here.words.due(promise),
            "nature": _nature(promise),
            "unit": here.words.unit_title(indicator.unit) if indicator else "",
            "lead": here.plan.organisation(promise.lead),
            "supporting": [o for o in map(here.plan.organisation, promise.supporting) if o],
            "tolerance": number(promise.tolerance * 100) if promise.tolerance else "",
            "apart_count": len(a.apart),
            "take": _take(here, promise, drawn),
            "supposing": what_if,
            "since": since_midterm(here, promise.id),
            "delivery": _delivery(here, promise),
            "cite": cite(here, here.say(promise.title)),
            **_parts(here, a),
            **about_target(here, promise),
        },
    )


def assessment(here: InPlan, target: str) -> Assessment:
    """The verdict on a target of that id.

    Errors: `MissingError` with what is near; `NotYetError` when the target was not known on the date.
    """
    found = here.view.scorecard.of(target)
    if found is not None:
        return found
    declared = here.plan.target(target)
    if declared is None:
        ids = [t.id for t in here.plan.targets]
        raise failures.MissingError(Text("target", "目标"), target, ids, "target", (here.plan.id,))
    raise failures.NotYetError(
        Text(
            f"The target “{declared.title.en}” became known on {day(declared.known, 'en')}, "
            f"after {day(here.as_of.day, 'en')}.",
            f"目标“{declared.title.get('zh')}”于{day(declared.known, 'zh')}公布，晚于{day(here.as_of.day, 'zh')}。",
        )
    )


def _drawn(here: InPlan, a: Assessment) -> charts.Chart | None:
    """The target's chart: of the page and of its files."""
    asked = ("target chart", a.target.id, here.lang)
    return here.opened.keep(asked, lambda: charts.target_chart(here.view, a, here.lang))


def chart(here: InPlan, target: str, form: str) -> HttpResponse:
    """The target's chart as a file."""
    a = assessment(here, target)
    return answer(here, _drawn(here, a), form, _data(here, a.target))


def _take(here: InPlan, target: Target, drawn: charts.Chart | None) -> Taking | None:
    def of_release(other: InPlan) -> charts.Chart | None:
        known = other.view.scorecard.of(target.id)
        return _drawn(other, known) if known else None

    return taking(here, "target", (target.id,), drawn, of_release) if drawn else None


def _data(here: InPlan, target: Target) -> tuple[Dataset, ...]:
    indicator = here.plan.indicator(target.indicator)
    return behind(here.plan, *(d.from_ for d in indicator.definitions)) if indicator else ()


def record(here: InPlan, a: Assessment) -> dict[str, Any]:
    """A target as a record: its row of the scorecard, and everything that the verdict rests on."""
    ruling = a.ruling
    return {
        "plan": here.plan.id,
        "as_of": here.as_of.day.isoformat(),
        **release.target(here.view, a),
        "goal": a.target.goal,
        "clauses": [
            {"clause": c.id, "text": release.both(c.text)}
            for c in here.plan.clauses
            if c.id in a.target.clauses
        ],
        "ruling": ruling
        and {
            "id": ruling.id,
            "definition": ruling.definition,
            "status": ruling.status,
            "grade": release.both(ruling.grade),
            "evidence": [s.model_dump(mode="json", exclude_none=True) for s in ruling.evidence],
            "by": release.both(ruling.by),
            "official": ruling.official,
            "date": ruling.date.isoformat(),
            "reason": release.both(ruling.reason),
        },
        "lead": a.target.lead,
        "supporting": list(a.target.supporting),
        "actions": [x.id for x in actions_for(here, a.target)],
        "history": observations(here.plan, a.history),
        "apart": observations(here.plan, a.apart),
        "conflicts": observations(here.plan, a.conflicts),
        **target_record(here, a.target),
    }


def actions_for(here: InPlan, target: Target) -> tuple[Action, ...]:
    """The actions that serve a target."""
    return tuple(a for a in here.plan.all_actions() if target.id in served(a))


def _parts(here: InPlan, a: Assessment) -> dict[str, Any]:
    """The target's steps by period and the areas' shares by name, each with its verdict."""
    steps, shares = here.view.steps[a.target.id], here.view.shares[a.target.id]
    return {
        "steps": [(here.say(parse_period(v.target.due).title()), v) for v in steps],
        "shares": [(here.words.area(v.target.area), v) for v in shares],
    }


def _delivery(here: InPlan, target: Target) -> Delivery:
    """The actions that are meant to deliver a target, with the second light."""
    return next(d for d in here.view.deliveries if d.target.id == target.id)


def _nature(target: Target) -> str:
    known = {"binding": pgettext("nature", "binding"), "anticipatory": pgettext("nature", "anticipatory")}
    return known.get(target.nature or "", "")


def _apart(here: InPlan, figures: Iterable[Observation]) -> tuple[Apart, ...]:
    by_definition: dict[str, list[Observation]] = {}
    for o in figures:
        by_definition.setdefault(o.definition, []).append(o)
    found = []
    for listed in by_definition.values():
        indicator = here.plan.indicator(listed[0].indicator)
        definition = indicator.definition(listed[0].definition) if indicator else None
        if definition is not None:
            found.append(Apart(definition, figure_rows(here, listed)))
    return tuple(found)
