"""The verbs of a submission: save, submit, approve, return, withdraw."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from qualicity.errors import Text, UsageError
from qualicity.evidence import Duty
from qualicity.evidence.duties import working_days_after
from qualicity.plan import Plan, Reporting
from qualicity.portal.workbench import queue
from qualicity.portal.workbench.actions.base import Action, ConflictError, Happened
from qualicity.portal.workbench.actions.files import require_kept
from qualicity.portal.workbench.models import Comment, Content, Entry, PlanChange, Submission
from qualicity.portal.workbench.rights import (
    Actor,
    Where,
    reporting_right,
    review_right,
    steps_of,
)
from qualicity.portal.workbench.states import OPEN, STATES, State, Verb, may_follow

SITTING = timedelta(hours=2)
"""So long what a form saves by itself is one entry of the log."""
TAKE_EFFECT = "take-effect"
"""The kind of the work that brings an approved submission into the evidence."""
WORKER = Actor("qualicity")
"""Who brings it in: no person."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends: the bytes of a file, its name, how many rows it has and how it came (form, excel, api, file)."""

    data: bytes
    name: str
    rows: int
    via: str = "form"


@dataclass(frozen=True)
class Save(Action[Submission]):
    """Keep what was typed or uploaded as the duty's draft; the first time the draft is made. Nothing is checked.

    What a form saves by itself (`automatic`) is one entry of the log for each sitting: the first of a person, anew after
    somebody else or `SITTING`. Each entry says what the draft was before (`was`), so that whatever another replaces,
    submits or goes on with later is in the log.

    `version` is that of the draft which was edited, 0 where there was none. `because` says of cells (`"ROW FIELD"`, rows
    counted from 0) why they differ from what is held elsewhere, `note` why what stands is corrected (None: as it was).
    """

    verb: ClassVar[str] = "submission.save"

    plan: Plan
    duty: Duty
    sent: Sent
    version: int = 0
    corrects: str = ""
    because: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    part: str = ""
    automatic: bool = False

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened | None]:
        """Errors: `ConflictError` where another has saved since."""
        where = Where(self.plan.id, self.duty.organisation)
        actor.require(*reporting_right(self.plan, self.duty.dataset, self.duty.organisation))
        content = keep(self.sent.data)
        found, was = _open(self.plan.id, self.duty, self.part), None
        last = _last_save(found) if found else None
        if found is None:
            found = self._begun(actor, at, content)
        else:
            if self.version != found.version:
                raise ConflictError
            _require_state(found, "save")
            was = found.content_id
            if (found.content_id, found.name, found.because, found.note) == (
                content.sha256, self.sent.name, dict(self.because), found.note if self.note is None else self.note,
            ):  # fmt: skip
                if self.automatic or last is None or last.said.get("sha256") == was:
                    return found, None
            else:
                change(found, content=content, **self._of_sent())
        if self.automatic and _one_sitting(last, actor, at):
            return found, None
        said = {"sha256": content.sha256, "rows": self.sent.rows, "via": self.sent.via}
        before = {"was": was} if was else {}
        because = {"because": dict(self.because)} if self.because else {}
        return found, Happened(_thing(found), where, said | before | because)

    def _begun(self, actor: Actor, at: datetime, content: Content) -> Submission:
        duty = self.duty
        return Submission.objects.create(
            id=uuid4().hex[:16], plan=self.plan.id, dataset=duty.dataset, organisation=duty.organisation,
            period=duty.period, part=self.part, by=actor.name, content=content, created=at,
            corrects_id=self.corrects or mended_by(self.plan.id, duty, self.part) or None,
            **self._of_sent(),
        )  # fmt: skip

    def _of_sent(self) -> dict[str, Any]:
        sent = self.sent
        said = {"name": sent.name, "rows": sent.rows, "via": sent.via, "because": dict(self.because)}
        return said if self.note is None else said | {"note": self.note}


@dataclass(frozen=True)
class OnSubmission(Action[Submission]):
    """A verb on a submission that is there: `version` is the one that was looked at."""

    plan: Plan
    id: str
    version: int

    way: ClassVar[Verb]

    def held(self) -> Submission:
        """The submission, which nobody else acts on meanwhile."""
        found = Submission.objects.select_for_update().filter(pk=self.id, plan=self.plan.id).first()
        if found is None:
            raise UsageError(Text(f"there is no submission {self.id}", f"没有编号为 {self.id} 的提交"))
        if found.version != self.version:
            raise ConflictError
        _require_state(found, self.way)
        return found

    def told(self, found: Submission, **said: Any) -> tuple[Submission, Happened]:
        """The submission, and what the log says of it."""
        said = {"state": found.state, "step": found.step, "sha256": found.content_id, **said}
        return found, Happened(_thing(found), Where(found.plan, found.organisation), said)


@dataclass(frozen=True)
class Submit(OnSubmission):
    """Hand the draft in: from now on its reviewers have it. `fit` says whether its content passes the check.

    A correction of what has taken effect needs a reason: `note`, or the one that was given when it was begun.
    """

    verb: ClassVar[str] = "submission.submit"
    way: ClassVar[Verb] = "submit"
    note: str = ""
    fit: Callable[[Submission], bool] = lambda _: True
    key: str | None = None
    because: Mapping[str, str] | None = None
    """The reasons that stand in its file; None: those that it was saved with."""

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """Errors: `UsageError` for a draft that is empty or has errors."""
        found = self.held()
        actor.require(*reporting_right(self.plan, found.dataset, found.organisation))
        note = self.note.strip() or (found.note if found.corrects_id else "")
        if found.corrects_id and not note:
            raise UsageError(Text("Say why what was approved is corrected.", "请说明更正已通过数据的理由。"))
        if not found.rows or not self.fit(found):
            raise UsageError(
                Text(
                    "It has errors, or no rows yet: mend what is shown, then submit it.",
                    "尚有错误，或没有数据：请按提示修改后再提交。",
                )
            )
        look_by = _look_by(self.plan, found, at)
        read = {} if self.because is None else {"because": dict(self.because)}
        change(
            found, state="submitted", step=0, submitted=at, look_by=look_by, note=note, by=actor.name, **read
        )
        return self.told(found, note=note, **read)


@dataclass(frozen=True)
class Approve(OnSubmission):
    """Say yes: the next step's reviewers have it, or, after the last one, it takes effect.

    Where the dataset's `reporting` offers it, the last reviewer may name a moment (`embargo`) before which it does not.
    """

    verb: ClassVar[str] = "submission.approve"
    way: ClassVar[Verb] = "approve"
    note: str = ""
    embargo: datetime | None = None

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """Errors: `UsageError` for one's own submission, and for an embargo that is not offered."""
        found = self.held()
        _require_reviewer(self.plan, found, actor)
        require_kept(found)
        last = is_last_step(self.plan, found)
        if self.embargo and not (last and offers_embargo(self.plan, found)):
            raise UsageError(
                Text(
                    "Here nobody can say when it takes effect: it does once the last reviewer has approved it.",
                    "此处不能指定生效时间：最后一步审核通过后即生效。",
                )
            )
        if not last:
            change(found, step=found.step + 1, look_by=_look_by(self.plan, found, at))
            return self.told(found, note=self.note)
        embargo = self.embargo.replace(tzinfo=UTC) if self.embargo else None
        change(found, state="approved", embargo=embargo)
        said = {"plan": found.plan, "id": found.id}
        queue.ask(TAKE_EFFECT, f"{found.id} {found.version}", said, max(embargo or at, at))
        until = {"embargo": embargo.isoformat()} if embargo else {}
        return self.told(found, note=self.note, **until)


@dataclass(frozen=True)
class Return(OnSubmission):
    """Send it back with what is to be mended; everybody who touched it is told."""

    verb: ClassVar[str] = "submission.return"
    way: ClassVar[Verb] = "return"
    note: str = ""

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """Errors: `UsageError` without a word why, or a comment on a cell."""
        found = self.held()
        _require_reviewer(self.plan, found, actor)
        note = self.note.strip()
        if not note and not found.comments.filter(at__gte=found.submitted).exists():
            raise UsageError(
                Text(
                    "Say what is to be mended, here or at a cell.",
                    "请说明需要修改之处，可写在此处或单元格旁。",
                )
            )
        if note:
            Comment.objects.create(submission=found, version=found.version, text=note, by=actor.name, at=at)
        come_back(found, at)
        return self.told(found, note=note)


@dataclass(frozen=True)
class Withdraw(OnSubmission):
    """Take it back before it is approved; it stays in the record."""

    verb: ClassVar[str] = "submission.withdraw"
    way: ClassVar[Verb] = "withdraw"

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """The organisation's own people may."""
        found = self.held()
        actor.require(*reporting_right(self.plan, found.dataset, found.organisation))
        change(found, state="withdrawn")
        return self.told(found)


def keep(data: bytes) -> Content:
    """What was sent, kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not Content.objects.filter(pk=sha256).exists():
        new = Content(sha256=sha256, size=len(data), packed=zlib.compress(data, 6))
        Content.objects.bulk_create([new], ignore_conflicts=True)  # another may send the same at once
    found: Content = Content.objects.get(pk=sha256)
    return found


def content_of(submission: Submission) -> bytes:
    """What was sent, as it was."""
    return unpacked(submission.content) if submission.content else b""


def unpacked(content: Content) -> bytes:
    """Its bytes."""
    return zlib.decompress(bytes(content.packed))


def _open(plan: str, duty: Duty, part: str = "") -> Submission | None:
    """The submission of a duty that is on its way, which nobody else acts on meanwhile."""
    return (
        Submission.objects.select_for_update()
        .filter(
            plan=plan,
            dataset=duty.dataset,
            organisation=duty.organisation,
            period=duty.period,
            part=part,
            state__in=OPEN,
        )
        .first()
    )


def mended_by(plan: str, duty: Duty, part: str = "") -> str:
    """The id of what took effect last for a duty, which a new submission corrects; "" without a period or such a one."""
    if not duty.period:
        return ""
    found = Submission.objects.filter(
        plan=plan,
        dataset=duty.dataset,
        organisation=duty.organisation,
        period=duty.period,
        part=part,
        state="effective",
    )
    return found.order_by("-effective").values_list("pk", flat=True).first() or ""


def _last_save(found: Submission) -> Entry | None:
    """What the log says of the submission last, if it is that somebody saved it."""
    last = Entry.objects.filter(thing=_thing(found)).order_by("-place").first()
    return last if last is not None and last.verb == Save.verb else None


def _one_sitting(last: Entry | None, actor: Actor, at: datetime) -> bool:
    """Whether the same person goes on with what the log says of them already."""
    return last is not None and last.by == actor.name and at - datetime.fromisoformat(last.at) < SITTING


def change(found: Submission | PlanChange, **fields: Any) -> None:
    """Change it; who has looked at an older version is told."""
    for name, value in fields.items():
        setattr(found, name, value)
    found.version += 1
    found.save()


def come_back(found: Submission, at: datetime) -> None:
    """It is its authors' again; everybody who touched it is told."""
    change(found, state="returned", step=0, embargo=None)
    queue.ask("returned", f"{found.id} {found.version}", {"plan": found.plan, "id": found.id}, at)


def is_last_step(plan: Plan, found: Submission) -> bool:
    """Whether an approval now would be the last one."""
    return found.step + 1 >= len(steps_of(plan, found.dataset))


def offers_embargo(plan: Plan, found: Submission) -> bool:
    """Whether its dataset lets the last reviewer say when it takes effect."""
    declared = plan.dataset(found.dataset)
    return bool(declared and declared.reporting and declared.reporting.embargo)


def _look_by(plan: Plan, found: Submission, at: datetime) -> date:
    """The working day by which a reviewer who has it now is to decide."""
    declared = plan.dataset(found.dataset)
    said = (declared.reporting if declared else None) or Reporting()
    return working_days_after(plan.day(at), said.look_within, said.working_days)


def _thing(found: Submission) -> str:
    return f"submission {found.id}"


def _require_state(found: Submission, verb: Verb) -> None:
    state: State = found.state  # type: ignore[assignment]  # only our verbs write it
    if not may_follow(state, verb):
        said = STATES[state]
        raise UsageError(
            Text(
                f"This cannot be done now: the submission is {said.en}.",
                f"目前不能进行此操作：该提交{said.get('zh')}。",
            )
        )


def _require_reviewer(plan: Plan, found: Submission, actor: Actor) -> None:
    right, where = review_right(plan, found.dataset, found.step, found.organisation)
    actor.require(right, where)
    if actor.name in authors(found):
        raise UsageError(
            Text(
                "Nobody approves or returns what they have submitted themselves: a second person does.",
                "不得审核本人提交的内容，须由他人审核。",
            )
        )


def touched(found: Submission) -> frozenset[str]:
    """Everybody who did anything with it."""
    said = Entry.objects.filter(thing=_thing(found)).values_list("by", flat=True)
    return (frozenset(said) | {found.by}) - {WORKER.name}


def authors(found: Submission) -> frozenset[str]:
    """Everybody who saved or submitted it."""
    verbs = (Save.verb, Submit.verb, "submission.correct")
    said = Entry.objects.filter(thing=_thing(found), verb__in=verbs).values_list("by", flat=True)
    return frozenset(said) | {found.by}
