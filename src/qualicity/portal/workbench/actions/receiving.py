"""What a program sends: kept and handed in, once for a key of its choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from qualicity.errors import Text, UsageError
from qualicity.evidence import Duty
from qualicity.plan import Plan
from qualicity.portal.workbench.actions.base import Action, ConflictError, Happened
from qualicity.portal.workbench.actions.submissions import Save, Sent, Submit
from qualicity.portal.workbench.models import Answered, ApiToken, Submission
from qualicity.portal.workbench.rights import Actor


class KeyReusedError(UsageError):
    """A key under which something else was asked before."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Another request was made with this Idempotency-Key: take a new key for new content.",
                "此 Idempotency-Key 已用于另一请求：新内容请使用新的键。",
            )
        )


@dataclass(frozen=True, slots=True)
class Key:
    """A program's word for one request, and the digest of all that was asked under it."""

    token: ApiToken
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program is told: status, JSON, and the version of the submission; `again`: it was told so before."""

    status: int
    text: str
    version: int
    again: bool = False


@dataclass(frozen=True)
class Receive(Action[Answer]):
    """Save, and with `submit` hand in: both or neither. `answer` writes what the program is told of it.

    Saving and handing in are entries of the log, each by its own verb; this adds none.
    """

    verb: ClassVar[str] = "submission.receive"

    plan: Plan
    duty: Duty
    sent: Sent
    version: int
    submit: bool
    note: str
    answer: Callable[[Submission], tuple[int, str]]
    key: Key | None = None
    corrects: str = ""
    because: Mapping[str, str] = field(default_factory=dict)

    def effect(self, actor: Actor, at: datetime) -> tuple[Answer, Happened | None]:
        """Errors: those of `Save` and `Submit`."""
        kept = None
        if self.key is not None:  # first: who asks the same at once waits here, and then is told the same
            kept = Answered.objects.create(
                token=self.key.token, key=self.key.name, digest=self.key.digest, at=at
            )
        now = at.replace(tzinfo=None)
        save = Save(self.plan, self.duty, self.sent, self.version, self.corrects, because=self.because)
        found = save.run(actor, now)
        if self.submit:
            found = Submit(self.plan, found.id, found.version, note=self.note).run(actor, now)
        status, text = self.answer(found)
        if kept is not None:
            kept.status, kept.answer, kept.version = status, text, found.version
            kept.save()
        return Answer(status, text, found.version), None

    def late(self) -> Answer:
        """Somebody else was faster: perhaps with the same key."""
        found = answered(self.key) if self.key is not None else None
        if found is None:
            raise ConflictError
        return found


def answered(key: Key) -> Answer | None:
    """What was told under a key before.

    Errors: `KeyReusedError` where something else was asked.
    """
    found = Answered.objects.filter(token=key.token, key=key.name).first()
    if found is None:
        return None
    if found.digest != key.digest:
        raise KeyReusedError
    return Answer(found.status, found.answer, found.version, again=True)
