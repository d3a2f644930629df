"""The worker's verbs: what is approved takes effect, or comes back where it no longer fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from qualicity.portal.workbench.actions.base import Happened
from qualicity.portal.workbench.actions.submissions import WORKER, OnSubmission, change, come_back
from qualicity.portal.workbench.models import Comment, Submission
from qualicity.portal.workbench.rights import Actor, NotAllowedError
from qualicity.portal.workbench.states import Verb


@dataclass(frozen=True)
class TakeEffect(OnSubmission):
    """The worker's: the rows are in the evidence; `said` tells the commit."""

    verb: ClassVar[str] = "submission.take_effect"
    way: ClassVar[Verb] = "take_effect"
    said: dict[str, Any] = field(default_factory=dict)

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """Errors: `NotAllowedError` for a person."""
        _require_worker(actor)
        found = self.held()
        change(found, state="effective", effective=at)
        return self.told(found, **self.said)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot take effect: of a row (counted from 1) and field, or of all of it."""

    text: str
    row: int | None = None
    field: str = ""


@dataclass(frozen=True)
class Refuse(OnSubmission):
    """The worker's: what others brought meanwhile does not go with it, so it comes back with the reasons at their cells."""

    verb: ClassVar[str] = "submission.refuse"
    way: ClassVar[Verb] = "refuse"
    reasons: tuple[Reason, ...] = ()

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """Errors: `NotAllowedError` for a person."""
        _require_worker(actor)
        found = self.held()
        for r in self.reasons:
            Comment.objects.create(
                submission=found, version=found.version, row=r.row, field=r.field, text=r.text, by=actor.name, at=at
            )  # fmt: skip
        come_back(found, at)
        return self.told(found, note="\n".join(r.text for r in self.reasons[:3]))


def _require_worker(actor: Actor) -> None:
    if actor != WORKER:
        raise NotAllowedError("review")
