"""Tasks and programmes as plain records: the second light, for machines."""

from __future__ import annotations

from decimal import Decimal

from qualicity.assessment import ActionState, Delivery, Link, ProgrammeState, Standing, TaskBoard, Work
from qualicity.assessment.tasks.earned import EarnedMonth, EarnedSchedule
from qualicity.assessment.tasks.escalation import Raised
from qualicity.assessment.tasks.money import MoneyLine, MoneyState
from qualicity.assessment.tasks.programmes import QuotaState, StageState
from qualicity.assessment.tasks.reports import Confidence, Remark, Report, Supervised
from qualicity.release.records import Record, plain
from qualicity.release.text import both


def tasks(board: TaskBoard, delivered: tuple[Delivery, ...] = ()) -> Record:
    """A plan's tasks as JSON: `{"plan", "as_of", "reporting", "tally", "actions", "targets", "remarks"}`."""
    weights = board.weights()
    return {
        "plan": board.plan.id,
        "as_of": board.as_of.isoformat(),
        "reporting": board.reporting,
        "tally": board.tally(),
        "weights": None if weights is None else {light: _number(w) for light, w in weights.items()},
        "actions": [action(a) for a in board.actions],
        "targets": [delivery(d) for d in delivered if d.links],
        "remarks": [_remark(r) for r in board.remarks],
    }


def action(state: ActionState) -> Record:
    """One action with its light, its milestones, alarms, supervised items and people's judgement of delivery."""
    return {
        "action": state.action.id,
        "title": both(state.action.title),
        "mission": state.mission,
        "lead": state.action.lead,
        "supporting": list(state.action.supporting),
        "weight": _number(state.action.weight),
        "light": state.light,
        "days_late": state.days_late,
        "colour": state.colour,
        "reason": both(state.reason),
        "own": standing(state.own),
        "milestones": [standing(m) for m in state.milestones],
        "supervised": [_supervised(i) for i in state.supervised],
        "confidence": _confidence(state.confidence),
    }


def standing(s: Standing) -> Record:
    """A milestone, or an action by its own date."""
    return {
        "milestone": s.milestone,
        "title": both(s.title),
        "due": s.due.text if s.due else None,
        "light": s.light,
        "days": s.days,
        "slip": s.slip,
        "colour": s.colour,
        "reason": both(s.reason),
        "told": both(s.told),
        "report": _report(s.report) if s.report else None,
        "history": [_report(r) for r in s.history],
        "alarms": [_alarm(r) for r in s.log],
    }


def _report(r: Report) -> Record:
    return {
        "known": r.known.isoformat(),
        "by": r.handed_in_by,
        "reported": plain(r.reported),
        "forecast": plain(r.forecast),
        "actual": plain(r.actual),
        "progress": _number(r.progress),
        "reason": r.reason,
        "evidence": list(r.evidence),
    }


def _alarm(r: Raised) -> Record:
    return {
        "day": r.day.isoformat(),
        "colour": r.colour,
        "days_late": r.days_late,
        "rule": {"days": r.rule.days, "colour": r.rule.colour} if r.rule else None,
        "by": r.by,
        "reason": both(r.reason),
    }


def _supervised(i: Supervised) -> Record:
    return {
        "item": i.item,
        "milestone": i.milestone,
        "opened": i.opened.isoformat(),
        "by": i.by,
        "closed": plain(i.closed),
        "closing_evidence": i.closing_evidence,
        "note": i.note,
    }


def _confidence(c: Confidence | None) -> Record | None:
    if c is None:
        return None
    return {"rating": c.rating, "by": c.by, "date": plain(c.given), "reason": c.reason}


def _remark(r: Remark) -> Record:
    return {"about": r.about, "remark": both(r.text)}


def delivery(d: Delivery) -> Record:
    """What is meant to deliver a target: the results chain up to its goal, sizes, and the late actions."""
    return {
        "target": d.target.id,
        "goal": d.target.goal,
        "declared": _number(d.declared),
        "unsized": d.unsized,
        "gap": _number(d.gap),
        "left": _number(d.left),
        "share": _number(d.share),
        "reason": both(d.reason),
        "endangered_by": [a.action.id for a in d.endangered_by],
        "actions": [_link(link) for link in d.links],
    }


def _link(link: Link) -> Record:
    said = link.declared
    return {
        "action": link.state.action.id,
        "light": link.state.light,
        "size": _number(link.size),
        "confidence": said.confidence if said else None,
    }


def work(w: Work) -> Record:
    """What one organisation leads, supports and is asked for."""
    return {
        "organisation": w.organisation.id,
        "title": both(w.organisation.title),
        "leads_targets": [{"target": a.target.id, "status": a.status} for a in w.targets],
        "supports_targets": [{"target": a.target.id, "status": a.status} for a in w.supports_targets],
        "shares": [{"target": a.target.id, "area": s.area, "value": _number(s.value)} for a, s in w.shares],
        "leads_missions": [m.id for m in w.missions],
        "leads_actions": [{"action": a.action.id, "light": a.light} for a in w.actions],
        "supports_actions": [{"action": a.action.id, "light": a.light} for a in w.supports_actions],
        "leads_programmes": [p.id for p in w.programmes],
        "fields_asked": w.fields_asked,
        "datasets": [{"dataset": a.dataset.id, "required": a.required, "fields": a.fields} for a in w.asked],
    }


def programme(p: ProgrammeState) -> Record:
    """A programme as known on a date: its funnel, times, quotas, money and what is odd about its members."""
    return {
        "programme": p.programme.id,
        "title": both(p.programme.title),
        "as_of": p.as_of.isoformat(),
        "reporting": p.reporting,
        "members": len(p.members) if p.reporting else None,
        "unplaced": p.unplaced if p.reporting else None,
        "stages": [_stage(s) for s in p.stages],
        "quotas": [_quota(q) for q in p.quotas],
        "money": _all_money(p.money) if p.money else None,
        "earned_schedule": _earned(p.earned_schedule) if p.earned_schedule else None,
        "earned_schedule_reason": both(p.earned_schedule_reason),
        "remarks": [_remark(r) for r in p.remarks],
    }


def _stage(s: StageState) -> Record:
    return {
        "stage": s.stage.id,
        "title": both(s.stage.title),
        "now": s.now,
        "reached": s.reached,
        "days": {
            "over": s.time.over,
            "open": s.time.open,
            "undated": s.time.undated,
            "lower_quartile": s.time.lower,
            "median": s.time.median,
            "upper_quartile": s.time.upper,
            "reason": both(s.time.reason),
        },
    }


def _quota(q: QuotaState) -> Record:
    return {
        "stage": q.quota.stage,
        "at_least": q.quota.at_least,
        "due": q.quota.due,
        "target": q.quota.target,
        "status": q.status,
        "reached": q.reached,
        "when": plain(q.when),
        "reason": both(q.reason),
    }


def _all_money(money: MoneyState) -> Record:
    return {
        "unit": money.unit,
        "total": _money(money.total),
        "by_stage": [{"stage": m.key, **_money(m)} for m in money.by_stage],
        "by_period": [{"period": m.key, **_money(m)} for m in money.by_period],
    }


def _money(m: MoneyLine) -> Record:
    return {
        "planned": _number(m.planned),
        "spent": _number(m.spent),
        "without_planned": m.without_planned,
        "without_spent": m.without_spent,
    }


def _earned(found: EarnedSchedule) -> Record:
    return {
        "method": found.method,
        "said": both(found.said),
        "caution": both(found.caution),
        "budget": found.budget,
        "planned_months": found.planned_months,
        "latest": _earned_month(found.latest),
        "months": [_earned_month(m) for m in found.months],
    }


def _earned_month(m: EarnedMonth) -> Record:
    """A month with its sums up to then, and the measures under the method's own names."""
    sums = {"PV": _number(m.planned), "EV": _number(m.earned), "AC": _number(m.spent)}
    return {"month": m.month, **sums, **m.measures, "ends": m.ends, "reason": m.reason}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
