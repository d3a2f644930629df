"""The verbs of a change of the plan: edit, propose, withdraw, return, approve, apply, begin again, commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.plan.edits import Edit
from qualicity.portal.workbench import queue
from qualicity.portal.workbench.actions.base import Action, ConflictError, Happened
from qualicity.portal.workbench.actions.submissions import change, keep
from qualicity.portal.workbench.models import PlanChange
from qualicity.portal.workbench.rights import Actor, Right, Where
from qualicity.portal.workbench.states import CHANGE_STATES, CHANGE_WAYS, ChangeState, ChangeVerb

APPLY = "apply-change"
"""The kind of the work that writes an approved change into the plan's folder."""
LONGEST = 5_000
"""Characters of a reason."""
Against: TypeAlias = Callable[[PlanChange], "Text | None"]
"""What stands against going on with a change: somebody else's edits of the same files, errors of the check."""


@dataclass(frozen=True)
class KeepEdits(Action[PlanChange]):
    """Keep the edits of a draft, whole; the first time the draft is made. `base` are the hashes of the files they touch.

    `number` and `version` are those of the draft that was looked at, 0 where there was none. Nothing is checked.
    """

    verb: ClassVar[str] = "plan.edit"

    plan: Plan
    edits: tuple[Edit, ...]
    base: Mapping[str, str]
    number: int = 0
    version: int = 0

    def effect(self, actor: Actor, at: datetime) -> tuple[PlanChange, Happened | None]:
        """Errors: `ConflictError` where it was changed since; `UsageError` for another person's."""
        actor.require("plan_propose", Where(self.plan.id))
        records = [e.record() for e in self.edits]
        if not self.number:
            found = PlanChange.objects.create(
                plan=self.plan.id, by=actor.name, created=at, edits=records, base=dict(self.base)
            )
            return found, _told(found)
        found = _held(self.plan, self.number, self.version, "edit")
        if found.by != actor.name:
            raise UsageError(
                Text(
                    "Only who began a change goes on with it: begin one of your own.",
                    "只有起草人可以继续编辑该修改：请另行起草。",
                )
            )
        if found.edits == records:
            return found, None
        change(found, edits=records, base={n: found.base.get(n, h) for n, h in self.base.items()})
        return found, _told(found)


@dataclass(frozen=True)
class OnChange(Action[PlanChange]):
    """A verb on a change that is there: `version` is the one that was looked at."""

    plan: Plan
    number: int
    version: int

    way: ClassVar[ChangeVerb]
    right: ClassVar[Right] = "plan_propose"

    def effect(self, actor: Actor, at: datetime) -> tuple[PlanChange, Happened]:
        """Errors: `ConflictError`; `UsageError` for what cannot be done now."""
        actor.require(self.right, Where(self.plan.id))
        found = _held(self.plan, self.number, self.version, self.way)
        state: ChangeState = found.state  # type: ignore[assignment]  # only our verbs write it
        said = self.done(found, actor, at)
        change(found, state=CHANGE_WAYS[state, self.way])
        return found, _told(found, **said)

    def done(self, found: PlanChange, actor: Actor, at: datetime) -> dict[str, Any]:
        """Do it, and say what the log is to hold."""
        raise NotImplementedError


@dataclass(frozen=True)
class ProposeChange(OnChange):
    """Hand it to a second person, with the reason."""

    verb: ClassVar[str] = "plan.propose"
    way: ClassVar[ChangeVerb] = "propose"
    reason: str = ""
    against: Against = lambda _: None

    def done(self, found: PlanChange, actor: Actor, at: datetime) -> dict[str, Any]:
        """Errors: `UsageError` without a reason, without an edit, or with what stands against it."""
        _require_own(found, actor)
        reason = self.reason.strip()
        if not reason or len(reason) > LONGEST:
            raise UsageError(
                Text(
                    f"Say why the plan is changed, in 1 to {LONGEST} characters.",
                    f"请说明修改理由（1 至 {LONGEST} 个字符）。",
                )
            )
        if not found.edits:
            raise UsageError(Text("Nothing is changed yet.", "尚未修改任何内容。"))
        _require_nothing(self.against(found))
        found.reason, found.proposed, found.note = reason, at, ""
        return {"reason": reason, "base": found.base, "edits": found.edits}


@dataclass(frozen=True)
class WithdrawChange(OnChange):
    """Take it back; it stays in the record. Any person of the office may: its author may have left."""

    verb: ClassVar[str] = "plan.withdraw"
    way: ClassVar[ChangeVerb] = "withdraw"

    def done(self, found: PlanChange, actor: Actor, at: datetime) -> dict[str, Any]:
        """Nothing else changes."""
        return {}


@dataclass(frozen=True)
class ReturnChange(OnChange):
    """Send it back with what is to be mended."""

    verb: ClassVar[str] = "plan.return"
    way: ClassVar[ChangeVerb] = "return"
    right: ClassVar[Right] = "plan_approve"
    note: str = ""

    def done(self, found: PlanChange, actor: Actor, at: datetime) -> dict[str, Any]:
        """Errors: `UsageError` without a word why, and for one's own."""
        _require_second(found, actor)
        note = self.note.strip()
        if not note or len(note) > LONGEST:
            raise UsageError(Text("Say what is to be mended.", "请说明需要修改之处。"))
        found.note, found.decided_by, found.decided = note, actor.name, at
        return {"note": note}


@dataclass(frozen=True)
class ApproveChange(OnChange):
    """Say yes: it is written into the plan's folder. `before` and `after` are the texts of its files, by name."""

    verb: ClassVar[str] = "plan.approve"
    way: ClassVar[ChangeVerb] = "approve"
    right: ClassVar[Right] = "plan_approve"
    before: Mapping[str, str]
    after: Mapping[str, str]
    against: Against = lambda _: None

    def done(self, found: PlanChange, actor: Actor, at: datetime) -> dict[str, Any]:
        """Errors: `UsageError` for one's own, and with what stands against it."""
        _require_second(found, actor)
        _require_nothing(self.against(found))
        for text in self.before.values():
            keep(text.encode())
        found.after = {name: keep(text.encode()).sha256 for name, text in self.after.items()}
        found.decided_by, found.decided = actor.name, at
        queue.ask(APPLY, f"{found.pk} {found.version}", {"plan": found.plan, "number": found.pk}, at)
        return {"base": found.base, "after": found.after}


@dataclass(frozen=True)
class BeginAgain(OnChange):
    """Take the files as they are today for what its edits are made on; what was typed stays."""

    verb: ClassVar[str] = "plan.begin_again"
    way: ClassVar[ChangeVerb] = "begin_again"
    edits: tuple[Edit, ...]
    base: Mapping[str, str]

    def done(self, found: PlanChange, actor: Actor, at: datetime) -> dict[str, Any]:
        """Errors: `UsageError` for another person's."""
        _require_own(found, actor)
        found.edits, found.base, found.after = [e.record() for e in self.edits], dict(self.base), {}
        found.told = {}
        return {"base": found.base}


@dataclass(frozen=True)
class Applied(OnChange):
    """It is in the folder: no person's verb, the system's. `commit` and `told` as `PlanChange` has them."""

    verb: ClassVar[str] = "plan.apply"
    way: ClassVar[ChangeVerb] = "apply"
    commit: str = ""
    told: Text | None = None

    def effect(self, actor: Actor, at: datetime) -> tuple[PlanChange, Happened]:
        """Whoever runs the portal does it, for the two people who decided."""
        found = _held(self.plan, self.number, self.version, self.way)
        problem = _both(self.told)
        change(found, state="applied", applied=at, commit=self.commit, told=problem)
        return found, _told(found, after=found.after, commit=self.commit, **problem)


@dataclass(frozen=True)
class Failed(OnChange):
    """It could not be written: nothing of it is in the folder."""

    verb: ClassVar[str] = "plan.fail"
    way: ClassVar[ChangeVerb] = "fail"
    told: Text

    def effect(self, actor: Actor, at: datetime) -> tuple[PlanChange, Happened]:
        """As `Applied`."""
        found = _held(self.plan, self.number, self.version, self.way)
        change(found, state="failed", told=_both(self.told))
        return found, _told(found, **_both(self.told))


@dataclass(frozen=True)
class CommitChange(OnChange):
    """What came of committing an applied change once more."""

    verb: ClassVar[str] = "plan.commit"
    way: ClassVar[ChangeVerb] = "commit"
    right: ClassVar[Right] = "plan_approve"
    commit: str = ""
    told: Text | None = None

    def done(self, found: PlanChange, actor: Actor, at: datetime) -> dict[str, Any]:
        """The commit, or why there is none."""
        found.commit, found.told = self.commit, _both(self.told)
        return {"commit": self.commit, **_both(self.told)}


def _held(plan: Plan, number: int, version: int, verb: ChangeVerb) -> PlanChange:
    """The change, which nobody else acts on meanwhile."""
    found = PlanChange.objects.select_for_update().filter(pk=number, plan=plan.id).first()
    if found is None:
        raise UsageError(Text(f"there is no plan change {number}", f"没有第 {number} 号方案修改"))
    if found.version != version:
        raise ConflictError
    state: ChangeState = found.state  # type: ignore[assignment]  # only our verbs write it
    if (state, verb) not in CHANGE_WAYS:
        said = CHANGE_STATES[state]
        raise UsageError(
            Text(
                f"This cannot be done now: the change is in the state “{said.en}”.",
                f"目前不能进行此操作：该修改的状态为“{said.get('zh')}”。",
            )
        )
    return found


def _require_second(found: PlanChange, actor: Actor) -> None:
    if actor.name == found.by:
        raise UsageError(
            Text(
                "Nobody decides on a change that they have made themselves: a second person does.",
                "不得审批本人提出的修改：须由第二人审批。",
            )
        )


def _require_own(found: PlanChange, actor: Actor) -> None:
    if actor.name != found.by:
        raise UsageError(
            Text(
                "Only who made the change does that; you may return it with a word why.",
                "此操作只能由提出人进行；您可以注明理由退回。",
            )
        )


def _require_nothing(against: Text | None) -> None:
    if against is not None:
        raise UsageError(against)


def _both(text: Text | None) -> dict[str, str]:
    return {"en": text.en, "zh": text.get("zh")} if text else {}


def _told(found: PlanChange, **said: Any) -> Happened:
    return Happened(f"plan change {found.pk}", Where(found.plan), {"state": found.state, **said})
