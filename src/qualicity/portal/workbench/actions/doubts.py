"""Answering readers on the workbench: the doubts' own verbs, for whoever has the right, told in the log too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from qualicity.portal.doubts import actions as doubts
from qualicity.portal.doubts.models import Doubt, Event, Sender
from qualicity.portal.workbench import queue
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.rights import Actor, NotHereError, Where

ANSWERED = "doubt-answered"
"""The kind of the work that tells a sender of the answer."""


@dataclass(frozen=True)
class _OnDoubt(Action[Doubt]):
    """A verb on a doubt of a plan; `by` is the name that the public reads: the office, not a person."""

    plan: str
    number: int
    by: str

    def effect(self, actor: Actor, at: datetime) -> tuple[Doubt, Happened]:
        """Errors: `NotHereError` for another plan's doubt; what the doubts' own verbs raise."""
        actor.require("answer", Where(self.plan))
        if not Doubt.objects.filter(pk=self.number, plan=self.plan).exists():
            raise NotHereError
        rights = frozenset({doubts.ANSWER, doubts.DECLINE, doubts.FORGET})
        doubt = self.inner().run(doubts.Actor(self.by, rights), at.astimezone(UTC).replace(tzinfo=None))
        self.after(at)
        return doubt, Happened(f"doubt {self.number}", Where(self.plan), self.told())

    def inner(self) -> doubts.Action:
        """The doubts' own verb."""
        raise NotImplementedError

    def after(self, at: datetime) -> None:
        """What follows from it."""

    def told(self) -> dict[str, Any]:
        """What the log says of it."""
        return {}


@dataclass(frozen=True)
class AnswerDoubt(_OnDoubt):
    """Answer it, or put another answer in place of one that was given; its sender is told."""

    verb: ClassVar[str] = "doubt.answer"

    answer: doubts.Answer

    def inner(self) -> doubts.Action:
        """Answer or amend."""
        return self.answer

    def after(self, at: datetime) -> None:
        """Ask for the letter, where there is still somebody to write to."""
        if Sender.objects.filter(pk=self.number).exists():
            place = Event.objects.filter(doubt=self.number).count()
            queue.ask(ANSWERED, f"{self.number} {place}", {"plan": self.plan, "number": self.number}, at)

    def told(self) -> dict[str, Any]:
        """The outcome, and whether it was amended."""
        return {"outcome": self.answer.outcome, "amends": isinstance(self.answer, doubts.Amend)}


@dataclass(frozen=True)
class DeclineDoubt(_OnDoubt):
    """Do not publish it, and say why."""

    verb: ClassVar[str] = "doubt.decline"

    reason: str

    def inner(self) -> doubts.Action:
        """Decline."""
        return doubts.Decline(self.number, self.reason)  # type: ignore[arg-type]  # it is checked there

    def told(self) -> dict[str, Any]:
        """The reason."""
        return {"reason": self.reason}


@dataclass(frozen=True)
class ForgetSender(_OnDoubt):
    """Erase who sent it. The log does not say who that was."""

    verb: ClassVar[str] = "doubt.forget"

    def inner(self) -> doubts.Action:
        """Forget."""
        return doubts.Forget(self.number)
