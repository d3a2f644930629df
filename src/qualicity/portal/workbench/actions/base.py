"""What every verb has: a right, an effect and a log entry, all or nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db import IntegrityError, transaction

from qualicity.errors import Text, UsageError
from qualicity.portal.workbench import audit
from qualicity.portal.workbench.rights import Actor, Where

Result = TypeVar("Result")


class ConflictError(UsageError):
    """Somebody else has changed the same thing meanwhile; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Somebody else has changed this meanwhile. Nothing of either is lost: look at it again, then decide.",
                "他人刚刚修改了此内容。双方的内容都未丢失：请重新查看后再决定。",
            )
        )


@dataclass(frozen=True, slots=True)
class Happened:
    """What the log is to say of an action: on which thing, in which plan and organisation, and what of it.

    `by` is who did it where the actor had no name yet.
    """

    thing: str
    where: Where
    said: dict[str, Any]
    by: str = ""


class Action(ABC, Generic[Result]):
    """One verb. `verb` is its name in the log (`submission.approve`)."""

    verb: ClassVar[str]

    def run(self, actor: Actor, now: datetime) -> Result:
        """Do it at a moment (in UTC, without zone).

        Errors: `NotAllowedError`; `ConflictError` when somebody else was faster; `UsageError` for what cannot be done.
        """
        at = now.replace(tzinfo=UTC)
        try:
            with transaction.atomic():
                result, happened = self.effect(actor, at)
                if happened is not None:
                    where = happened.where
                    audit.append(
                        at,
                        happened.by or actor.name,
                        self.verb,
                        happened.thing,
                        where.plan,
                        where.organisation,
                        happened.said,
                    )
                return result
        except IntegrityError:
            return self.late()

    @abstractmethod
    def effect(self, actor: Actor, at: datetime) -> tuple[Result, Happened | None]:
        """Look whether the actor may, do it, and say what happened; None: nothing has changed."""

    def late(self) -> Result:
        """What if another was faster."""
        raise ConflictError
