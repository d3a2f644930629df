"""Missions, and the actions of the plan with the targets that they serve."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.assessment import LIGHTS, ActionState, Assessment, Light, served
from qualicity.errors import Text
from qualicity.plan import Action, Mission, parse_period
from qualicity.plan.model import Organisation
from qualicity.portal import failures, sentences
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.proof import Proof, proofs, share
from qualicity.portal.quotes import Quoted, quoted
from qualicity.portal.words import signed


@dataclass(frozen=True, slots=True)
class Serves:
    """A target that an action serves; `size` is what it is said to add to it, and `sure` how surely."""

    a: Assessment
    size: str
    sure: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with its words in the plan, the targets that it serves, and its light; None: not known yet."""

    action: Action
    clauses: tuple[Quoted, ...]
    targets: tuple[Serves, ...]
    lead: Organisation | None
    supporting: tuple[Organisation, ...]
    due: str
    state: ActionState | None
    proof: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class LightCount:
    """How many actions have a light."""

    light: Light
    n: int


@dataclass(frozen=True, slots=True)
class MissionRow:
    """A mission with its words in the plan and its actions."""

    mission: Mission
    clauses: tuple[Quoted, ...]
    actions: tuple[ActionRow, ...]
    lead: Organisation | None


def missions(here: InPlan) -> Page:
    """The principal tasks of the plan."""
    rows = [_mission_row(here, m) for m in here.plan.missions]

    def records() -> list[dict[str, Any]]:
        return [_mission_record(m) for m in here.plan.missions]

    return Page(
        template="missions.html",
        title=_("Missions"),
        record=lambda: {"plan": here.plan.id, "missions": records()},
        table=records,
        section="missions",
        context={"rows": rows, "loose": len(here.plan.actions)},
    )


def mission(here: InPlan, mission: str) -> Page:
    """One mission with its actions."""
    found = next((m for m in here.plan.missions if m.id == mission), None)
    if found is None:
        ids = [m.id for m in here.plan.missions]
        raise failures.MissingError(Text("mission", "任务"), mission, ids, "mission", (here.plan.id,))
    summary = here.view.summaries.mission(found.id)
    return Page(
        template="mission.html",
        title=here.say(found.title),
        record=lambda: {
            "plan": here.plan.id,
            **_mission_record(found),
            "note": release.both(found.note),
            "summary": release.summary(summary) if summary else None,
            "actions": [_action_record(here, a, found.id) for a in found.actions],
        },
        table=lambda: [_action_record(here, a, found.id) for a in found.actions],
        section="missions",
        context={
            "row": _mission_row(here, found, proofs(here)),
            "summary": sentences.together(summary) if summary else None,
            **shown(here),
        },
        keep=not share(here),
    )


def actions(here: InPlan) -> Page:
    """Every action: those under a mission, and those that the plan puts under none."""
    plan, found = here.plan, proofs(here)

    def records() -> list[dict[str, Any]]:
        under = [_action_record(here, a, m.id) for m in plan.missions for a in m.actions]
        return under + [_action_record(here, a, None) for a in plan.actions]

    return Page(
        template="actions.html",
        title=_("Actions"),
        record=lambda: {
            "plan": plan.id,
            "actions": records(),
            **({"proof": [asdict(p) | {"url": here.to.proof(p.id)} for p in found]} if found else {}),
        },
        table=records,
        section="actions",
        context={
            "missions": [r for r in (_mission_row(here, m, found) for m in plan.missions) if r.actions],
            "loose": [_action_row(here, a, found) for a in plan.actions],
            "tally": [LightCount(light, here.view.board.tally()[light]) for light in LIGHTS],
            "remarks": here.view.board.remarks if here.is_public(plan.tasks.reports) else (),
            **shown(here),
        },
        keep=not share(here),
    )


def shown(here: InPlan) -> dict[str, bool]:
    """What a page may show of tasks: whether there are reports at all, and which rows are public."""
    tasks = here.plan.tasks
    return {
        "reporting": here.view.board.reporting,
        "show_reports": here.is_public(tasks.reports),
        "show_confidence": here.is_public(tasks.confidence),
        "show_supervised": here.is_public(tasks.supervised),
    }


def _mission_row(here: InPlan, mission: Mission, found: tuple[Proof, ...] = ()) -> MissionRow:
    return MissionRow(
        mission,
        quoted(here, mission.clauses),
        tuple(_action_row(here, a, found) for a in mission.actions),
        here.plan.organisation(mission.lead),
    )


def _action_row(here: InPlan, action: Action, shown_proof: tuple[Proof, ...] = ()) -> ActionRow:
    serves = (_serves(here, action, t) for t in served(action))
    supporting = (here.plan.organisation(o) for o in action.supporting)
    return ActionRow(
        action,
        quoted(here, action.clauses),
        tuple(s for s in serves if s),
        here.plan.organisation(action.lead),
        tuple(o for o in supporting if o),
        here.say(parse_period(action.due).title()) if action.due else "",
        here.view.board.of(action.id),
        tuple(p for p in shown_proof if p.action == action.id),
    )


def _serves(here: InPlan, action: Action, target: str) -> Serves | None:
    judged = here.view.scorecard.of(target)
    if judged is None:
        return None
    said = next((c for c in action.contributes if c.target == target), None)
    sure = {"high": _("sure"), "medium": _("fairly sure"), "low": _("unsure")}
    size = ""
    if said and said.size is not None:
        indicator = here.plan.indicator(judged.target.indicator)
        size = here.words.with_unit(signed(said.size), indicator)
    return Serves(judged, size, sure.get(said.confidence or "", "") if said else "")


def _mission_record(mission: Mission) -> dict[str, Any]:
    return {
        "mission": mission.id,
        "title": release.both(mission.title),
        "clauses": list(mission.clauses),
        "clause_ids": " ".join(mission.clauses),
        "lead": mission.lead,
        "action_count": len(mission.actions),
    }


def _action_record(here: InPlan, action: Action, mission: str | None) -> dict[str, Any]:
    state, tasks = here.view.board.of(action.id), here.plan.tasks
    public = all(d is None or here.is_public(d) for d in (tasks.reports, tasks.confidence, tasks.supervised))
    return {
        "action": action.id,
        "mission": mission,
        "title": release.both(action.title),
        "clauses": list(action.clauses),
        "clause_ids": " ".join(action.clauses),
        "targets": list(served(action)),
        "target_ids": " ".join(served(action)),
        "lead": action.lead,
        "due": action.due,
        "light": state.light if state else None,
        "days_late": state.days_late if state else None,
        "colour": state.colour if state else None,
        "light_reason": release.both(state.reason) if state else None,
        "task": [release.action(state)] if state and public else [],
    }
