"""What a plan owes in a span of time, and what it owed and did not do: targets, steps, tasks, quotas, releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from qualicity.assessment import PlanView, wording
from qualicity.errors import Text
from qualicity.plan import parse_period


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due: on what day, of what kind, and who answers for it (an organisation's id)."""

    day: date
    kind: Text
    title: Text
    lead: str | None


def due(view: PlanView, after: date, until: date | None) -> tuple[Due, ...]:
    """What is due after a day and not done, up to another day (None: ever), the earliest first."""
    found = (d for each in (_targets, _tasks, _quotas, _releases) for d in each(view))
    return tuple(
        sorted((d for d in found if after < d.day and (until is None or d.day <= until)), key=lambda d: d.day)
    )


def overdue(view: PlanView) -> tuple[Due, ...]:
    """The milestones and actions that are late."""
    day = view.scorecard.as_of
    parts = ((a, p) for a in view.board.actions for p in a.parts if p.light == "late" and p.due)
    found = (Due(p.due.last, _TASK, p.title, a.action.lead) for a, p in parts if p.due and p.due.last <= day)
    return tuple(sorted(found, key=lambda d: d.day))


_TASK = Text("Task", "任务")


def _targets(view: PlanView) -> Iterator[Due]:
    for a in view.scorecard.assessments:
        t = a.target
        yield Due(parse_period(t.due).last, Text("Target", "目标"), t.title, t.lead)
        for step in t.steps:
            said = wording(t.model_copy(update={"value": step.value}))
            title = Text(f"{t.title.en}: {said.en}", f"{t.title.get('zh')}：{said.get('zh')}")
            yield Due(parse_period(step.period).last, Text("Step", "年度节点"), title, t.lead)


def _tasks(view: PlanView) -> Iterator[Due]:
    for a in view.board.actions:
        for p in a.parts:
            if p.due and p.light not in ("done", "done_late"):
                yield Due(p.due.last, _TASK, p.title, a.action.lead)


def _quotas(view: PlanView) -> Iterator[Due]:
    for state in view.programmes:
        stages = {s.id: s.title for s in state.programme.stages}
        for q in (q.quota for q in state.quotas if q.status != "met"):
            stage, name = stages[q.stage], state.programme.title
            en = f"{name.en}: {q.at_least} to have reached “{stage.en}”"
            zh = f"{name.get('zh')}：{q.at_least}个达到“{stage.get('zh')}”"
            yield Due(parse_period(q.due).last, Text("Quota", "数量要求"), Text(en, zh), state.programme.lead)


def _releases(view: PlanView) -> Iterator[Due]:
    day = view.scorecard.as_of
    for r in view.plan.releases:
        if r.known <= day:
            said = [p.to for p in r.postponed if p.known <= day]
            last = datetime.fromisoformat(said[-1] if said else r.due).date()
            yield Due(last, Text("Release", "发布"), r.title, view.plan.authority)
