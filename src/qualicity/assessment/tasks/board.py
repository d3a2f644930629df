"""The second light over a whole plan: where every action and milestone stands as known on a date.

An action's light is the worst of its milestones' and, where the plan gives it a date or somebody reported on the
action itself, of its own. Delivery confidence is a person's judgement: it stands beside and changes no light.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qualicity.assessment.tasks.escalation import Raised, alarm_log, standing_items
from qualicity.assessment.tasks.lights import LIGHTS, WORST_FIRST, Light, last_told, light_on, reason_of, slip
from qualicity.assessment.tasks.reports import (
    Confidence,
    Remark,
    Report,
    Said,
    Supervised,
    latest,
    said_of_tasks,
)
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore
from qualicity.plan import Action, Milestone, Period, Plan, parse_period
from qualicity.plan.tasks import COLOURS, Colour


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one milestone stands, or an action by its own date (`milestone` None).

    `days` is how late it is or was done, or, negative, how many days are left. `slip` is the forecast less the
    baseline in days. `told` says what was reported last where it is not done; `history` holds every report known,
    `report` the one that stands; `log` is that of alarms.
    """

    action: str
    milestone: str | None
    title: Text
    light: Light
    due: Period | None
    days: int | None
    slip: int | None
    reason: Text
    told: Text | None
    report: Report | None
    history: tuple[Report, ...]
    log: tuple[Raised, ...]

    @property
    def colour(self) -> Colour | None:
        """The colour of its alarm now."""
        return self.log[-1].colour if self.log else None


@dataclass(frozen=True, slots=True)
class ActionState:
    """Where an action stands. `own` is by its own date; `supervised` are the items on it, open or closed.

    `deciding` is the part that its light and reason are taken from: of the worst the one that is latest.
    """

    action: Action
    mission: str | None
    light: Light
    reason: Text
    deciding: Standing
    own: Standing
    milestones: tuple[Standing, ...]
    supervised: tuple[Supervised, ...]
    confidence: Confidence | None

    @property
    def late(self) -> bool:
        """Whether it, or one of its milestones, is late."""
        return self.light == "late"

    @property
    def days_late(self) -> int | None:
        """How many days its latest part is late, or was done late; None where none is or was."""
        late = [
            p.days
            for p in self.parts
            if p.light == self.light and p.light in ("late", "done_late") and p.days
        ]
        return max(late, default=None)

    @property
    def colour(self) -> Colour | None:
        """The highest colour among its parts."""
        return max((p.colour for p in self.parts if p.colour), key=COLOURS.index, default=None)

    @property
    def parts(self) -> tuple[Standing, ...]:
        """What its light is the worst of."""
        return (self.own, *self.milestones) if _counts(self.own, self.milestones) else self.milestones


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """All actions of a plan as known on a date; none before it was adopted. `remarks` tell what cannot be placed."""

    plan: Plan
    as_of: date
    reporting: bool
    actions: tuple[ActionState, ...]
    remarks: tuple[Remark, ...] = ()

    def of(self, action_id: str) -> ActionState | None:
        """The state of one action, or None."""
        return next((a for a in self.actions if a.action.id == action_id), None)

    def tally(self) -> dict[Light, int]:
        """How many actions have each light, all lights listed."""
        counted = Counter(a.light for a in self.actions)
        return {light: counted[light] for light in LIGHTS}

    def weights(self) -> dict[Light, Decimal] | None:
        """The weight of the actions with each light; None unless every action has a weight."""
        given = [a.action.weight for a in self.actions if a.action.weight is not None]
        if not given or len(given) < len(self.actions):
            return None
        found = dict.fromkeys(LIGHTS, Decimal(0))
        for a in self.actions:
            found[a.light] += a.action.weight or 0
        return found


def assess_tasks(plan: Plan, store: EvidenceStore, as_of: date) -> TaskBoard:
    """Where every action and milestone of a plan stands as known on a date, in the order of the plan."""
    said = said_of_tasks(store, as_of)
    if as_of < plan.adopted:
        return TaskBoard(plan, as_of, said.reporting, ())
    under = [(a, m.id) for m in plan.missions for a in m.actions] + [(a, None) for a in plan.actions]
    each, nothing = said.by_action(), Said(said.reporting)
    states = tuple(_state(plan, each.get(a.id, nothing), a, mission, as_of) for a, mission in under)
    remarks = dict.fromkeys(_remarks(plan, said, as_of))  # a row that was revised has the same fault again
    return TaskBoard(plan, as_of, said.reporting, states, tuple(remarks))


def _state(plan: Plan, said: Said, action: Action, mission: str | None, as_of: date) -> ActionState:
    """Where one action stands; `said` is what was said of it alone."""
    own = _standing(plan, said, action, None, as_of)
    milestones = tuple(_standing(plan, said, action, m, as_of) for m in action.milestones)
    parts = (own, *milestones) if _counts(own, milestones) else milestones
    worst = min((p.light for p in parts), key=WORST_FIRST.index)
    deciding = max((p for p in parts if p.light == worst), key=_latest_first)
    return ActionState(
        action=action,
        mission=mission,
        light=worst,
        reason=_reason(parts, deciding),
        deciding=deciding,
        own=own,
        milestones=milestones,
        supervised=standing_items(said.supervised, as_of),
        confidence=latest(sorted(said.confidence, key=lambda c: (c.given or c.known, c.known)), as_of),
    )


def _counts(own: Standing, milestones: Sequence[Standing]) -> bool:
    """Whether an action's own date is one of the parts that its light is the worst of."""
    return own.due is not None or own.report is not None or not milestones


def _standing(plan: Plan, said: Said, action: Action, milestone: Milestone | None, as_of: date) -> Standing:
    thing, name = milestone or action, milestone.id if milestone else None
    due = parse_period(thing.due) if thing.due else None
    history = tuple(r for r in said.reports if r.milestone == name)
    items = [i for i in said.supervised if i.milestone in (None, name)]
    report, soon = latest(history, as_of), plan.tasks.due_soon_days
    lit = light_on(as_of, due, report, soon, reporting=said.reporting)
    return Standing(
        action=action.id,
        milestone=name,
        title=thing.title,
        light=lit.light,
        due=due,
        days=lit.days,
        slip=slip(due, report),
        reason=reason_of(as_of, lit, due, report, soon),
        told=last_told(as_of, lit, due, report),
        report=report,
        history=history,
        log=alarm_log(due, history, items, plan.tasks, plan.adopted, as_of),
    )


def _latest_first(part: Standing) -> tuple[int, bool]:
    """The latest part counts most, and of equal ones the action itself."""
    return (part.days if part.days is not None else -(10**9), part.milestone is None)


def _reason(parts: Sequence[Standing], deciding: Standing) -> Text:
    """The reason of an action's light: which of its parts decides, and why that has its light."""
    why, n, word = deciding.reason, len(parts), LIGHTS[deciding.light]
    if deciding.milestone is None and n == 1:
        return why
    name = Text("its own date", "自身期限") if deciding.milestone is None else deciding.title
    if n == 1:
        return Text(f"{name.en}: {why.en}", f"{name.get('zh')}：{why.get('zh')}")
    same = sum(p.light == deciding.light for p in parts)
    if same == n:
        en = f"All {n} parts are “{word.en}”; the last of them, {name.en}: {why.en}"
        return Text(en, f"{n}项均为“{word.get('zh')}”；其中最晚一项，{name.get('zh')}：{why.get('zh')}")
    also, also_zh = (f" and {same - 1} more", f"等{same}项") if same > 1 else ("", "")
    en = f"The worst of {n} parts is “{word.en}”: {name.en}{also}. {why.en}"
    return Text(en, f"{n}项中最差为“{word.get('zh')}”：{name.get('zh')}{also_zh}。{why.get('zh')}")


# -- what a reader must know of the rows --------------------------------------------------------------------


def _remarks(plan: Plan, said: Said, as_of: date) -> Iterator[Remark]:
    yield from said.untaken
    known = {a.id: {m.id for m in a.milestones} for a in plan.all_actions()}
    for row in (*said.reports, *said.confidence, *said.supervised):
        milestone = row.milestone if isinstance(row, Report | Supervised) else None
        if row.action not in known:
            about = Text(f"the plan has no action '{row.action}'", f"方案中没有行动“{row.action}”")
            yield Remark(row.action, about)
        elif milestone is not None and milestone not in known[row.action]:
            about = Text(
                f"action '{row.action}' has no milestone '{milestone}'",
                f"行动“{row.action}”没有节点“{milestone}”",
            )
            yield Remark(f"{row.action} {milestone}", about)
    for r in said.reports:
        if r.stood(as_of) and r.progress is not None and not 0 <= r.progress <= 100:
            en, zh = (
                f"the progress {r.progress} is not between 0 and 100",
                f"进度 {r.progress} 不在0至100之间",
            )
            yield Remark(" ".join(filter(None, (r.action, r.milestone))), Text(en, zh))
    for item in standing_items(said.supervised, as_of):
        if item.closed_without_evidence(as_of):
            en = f"supervised item {item.item} is said to be closed, without evidence: it stays open"
            yield Remark(item.item, Text(en, f"督办事项 {item.item} 称已办结但无证据：仍视为未办结"))
