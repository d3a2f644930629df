"""Missions, and the actions of the plan with the targets that they serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.assessment import Assessment, summarise
from qualicity.errors import Text
from qualicity.plan import Action, Mission
from qualicity.plan.model import Organisation
from qualicity.portal import failures, sentences
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page
from qualicity.portal.quotes import Quoted, quoted


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with its words in the plan and the targets that it serves."""

    action: Action
    clauses: tuple[Quoted, ...]
    targets: tuple[Assessment, ...]
    lead: Organisation | None
    supporting: tuple[Organisation, ...]


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
    summary = summarise(here.view.scorecard).mission(found.id)
    return Page(
        template="mission.html",
        title=here.say(found.title),
        record=lambda: {
            "plan": here.plan.id,
            **_mission_record(found),
            "note": release.both(found.note),
            "summary": release.summary(summary) if summary else None,
            "actions": [_action_record(a, found.id) for a in found.actions],
        },
        table=lambda: [_action_record(a, found.id) for a in found.actions],
        section="missions",
        context={
            "row": _mission_row(here, found),
            "summary": sentences.together(summary) if summary else None,
        },
    )


def actions(here: InPlan) -> Page:
    """Every action: those under a mission, and those that the plan puts under none."""
    plan = here.plan

    def records() -> list[dict[str, Any]]:
        under = [_action_record(a, m.id) for m in plan.missions for a in m.actions]
        return under + [_action_record(a, None) for a in plan.actions]

    return Page(
        template="actions.html",
        title=_("Actions"),
        record=lambda: {"plan": plan.id, "actions": records()},
        table=records,
        section="actions",
        context={
            "missions": [r for r in (_mission_row(here, m) for m in plan.missions) if r.actions],
            "loose": [_action_row(here, a) for a in plan.actions],
        },
    )


def _mission_row(here: InPlan, mission: Mission) -> MissionRow:
    return MissionRow(
        mission,
        quoted(here, mission.clauses),
        tuple(_action_row(here, a) for a in mission.actions),
        here.plan.organisation(mission.lead),
    )


def _action_row(here: InPlan, action: Action) -> ActionRow:
    judged = (here.view.scorecard.of(t) for t in action.targets)
    supporting = (here.plan.organisation(o) for o in action.supporting)
    return ActionRow(
        action,
        quoted(here, action.clauses),
        tuple(a for a in judged if a),
        here.plan.organisation(action.lead),
        tuple(o for o in supporting if o),
    )


def _mission_record(mission: Mission) -> dict[str, Any]:
    return {
        "mission": mission.id,
        "title": release.both(mission.title),
        "clauses": list(mission.clauses),
        "clause_ids": " ".join(mission.clauses),
        "lead": mission.lead,
        "action_count": len(mission.actions),
    }


def _action_record(action: Action, mission: str | None) -> dict[str, Any]:
    return {
        "action": action.id,
        "mission": mission,
        "title": release.both(action.title),
        "clauses": list(action.clauses),
        "clause_ids": " ".join(action.clauses),
        "targets": list(action.targets),
        "target_ids": " ".join(action.targets),
        "lead": action.lead,
        "due": action.due,
    }
