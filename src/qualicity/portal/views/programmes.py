"""Programmes: members on their way through stages, as a funnel with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.assessment import Assessment, ProgrammeState
from qualicity.assessment.tasks.earned import EarnedSchedule
from qualicity.assessment.tasks.money import MoneyLine
from qualicity.assessment.tasks.programmes import Member
from qualicity.errors import Text
from qualicity.plan import parse_period
from qualicity.plan.model import Organisation
from qualicity.portal import failures
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.quotes import Quoted, quoted
from qualicity.portal.words import number


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme with its words in the plan and the targets that it serves; `withheld`: its numbers are too small to show."""

    state: ProgrammeState
    clauses: tuple[Quoted, ...]
    targets: tuple[Assessment, ...]
    lead: Organisation | None
    withheld: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member: the stage that it is in now, and since when."""

    member: Member
    stage: Text | None


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Sums of a stage or a period as they are written."""

    title: str
    planned: str
    spent: str
    gaps: int


@dataclass(frozen=True, slots=True)
class EarnedRow:
    """What was planned, earned and spent up to the end of a month, and how many months that is behind."""

    title: str
    planned: str
    earned: str
    spent: str
    behind: str


def programmes(here: InPlan) -> Page:
    """Every programme, with what became of its quotas."""
    rows = [_row(here, p) for p in here.view.programmes]

    def records() -> list[dict[str, Any]]:
        return [_record(here, r) for r in rows]

    return Page(
        template="programmes.html",
        title=_("Programmes"),
        record=lambda: {"plan": here.plan.id, "as_of": here.as_of.day.isoformat(), "programmes": records()},
        table=records,
        section="programmes",
        context={"rows": rows},
    )


def programme(here: InPlan, programme: str) -> Page:
    """One programme: its quotas, its funnel, the time in each stage, its money and its members."""
    if all(p.id != programme for p in here.plan.programmes):
        ids = [p.id for p in here.plan.programmes]
        raise failures.MissingError(
            Text("programme", "专项工程"), programme, ids, "programme", (here.plan.id,)
        )
    declared = next(p for p in here.plan.programmes if p.id == programme)
    state = next((p for p in here.view.programmes if p.programme.id == programme), None)
    row = _row(here, state) if state else None
    record = {"plan": here.plan.id, "as_of": here.as_of.day.isoformat()}
    return Page(
        template="programme.html",
        title=here.say(declared.title),
        record=lambda: record | (_record(here, row) if row else {"programme": programme}),
        table=lambda: _record(here, row)["stages"] if row else [],
        section="programmes",
        context={"declared": declared, "row": row} | (_context(here, row) if row else {}),
    )


def _row(here: InPlan, state: ProgrammeState) -> ProgrammeRow:
    declared = state.programme
    judged = (here.view.scorecard.of(t) for t in declared.targets)
    return ProgrammeRow(
        state=state,
        clauses=quoted(here, declared.clauses),
        targets=tuple(a for a in judged if a),
        lead=here.plan.organisation(declared.lead),
        withheld=_withheld(here, state),
    )


def _withheld(here: InPlan, state: ProgrammeState) -> bool:
    """Whether a stage has so few members that the numbers of all are kept back, as those of any breakdown."""
    dataset = here.plan.dataset(state.programme.dataset)
    least = dataset.smallest_cell if dataset else 0
    counts = [n for s in state.stages for n in (s.now, s.reached) if n is not None]
    return any(0 < n < least for n in (*counts, state.unplaced))


def _context(here: InPlan, row: ProgrammeRow) -> dict[str, Any]:
    state, stages = row.state, row.state.programme.stages
    members = [MemberRow(m, None if m.now is None else stages[m.now].title) for m in state.members]
    public = here.is_public(state.programme.dataset)
    money = state.money if state.money and here.is_public(_money_dataset(state)) else None
    titles = {s.id: here.say(s.title) for s in stages}
    return {
        "state": state,
        "members": members if public else [],
        "remarks": state.remarks if public else (),
        "quotas": [(q, here.say(parse_period(q.quota.due).title())) for q in state.quotas],
        "money": money,
        "money_unit": here.words.unit_title(money.unit) if money and money.unit else "",
        "by_stage": _money(here, money.by_stage, titles) if money else [],
        "by_period": _money(here, money.by_period, {}) if money else [],
        "earned": money and state.earned_schedule,
        "earned_months": _earned(here, state.earned_schedule) if money and state.earned_schedule else [],
        "total": _money(here, (money.total,), {}) if money else [],
    }


def _earned(here: InPlan, found: EarnedSchedule) -> list[EarnedRow]:
    return [
        EarnedRow(
            here.say(parse_period(m.month).title()),
            number(m.planned) or "–",
            number(m.earned) or "–",
            number(m.spent) or "–",
            "–" if behind is None else number(round(-behind, 2)),
        )
        for m, behind in ((m, m.measures["SVt"]) for m in found.months)
    ]


def _money_dataset(state: ProgrammeState) -> str | None:
    return state.programme.money.dataset if state.programme.money else None


def _money(here: InPlan, lines: Sequence[MoneyLine], titles: dict[str, str]) -> list[MoneyRow]:
    return [
        MoneyRow(
            titles.get(m.key or "", m.key or _("in no stage that is known")),
            number(m.planned) or "–",
            number(m.spent) or "–",
            m.without_spent,
        )
        for m in lines
    ]


def _record(here: InPlan, row: ProgrammeRow) -> dict[str, Any]:
    """The programme as a record, without what its datasets keep to themselves."""
    found = release.programme(row.state)
    if row.withheld:
        kept = ("members", "unplaced", "stages", "quotas", "money", "remarks", "earned_schedule")
        return {**{k: v for k, v in found.items() if k not in kept}, "stages": [], "withheld": True}
    if not here.is_public(row.state.programme.dataset):
        found["remarks"] = []
    if not here.is_public(_money_dataset(row.state)):
        found |= {"money": None, "earned_schedule": None, "earned_schedule_reason": None}
    return {**found, "withheld": False}
