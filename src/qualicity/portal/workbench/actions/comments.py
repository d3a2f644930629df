"""The verb of a comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import Comment, Submission
from qualicity.portal.workbench.rights import Actor, NotAllowedError, Where, reporting_right, review_right

LONGEST = 5_000
"""Characters of a comment."""


@dataclass(frozen=True)
class Say(Action[Comment]):
    """Comment on a submission, one of its rows, or a cell."""

    verb: ClassVar[str] = "submission.comment"

    plan: Plan
    id: str
    text: str
    row: int | None = None
    field: str = ""

    def effect(self, actor: Actor, at: datetime) -> tuple[Comment, Happened]:
        """Whoever reports or reviews it may."""
        found = Submission.objects.filter(pk=self.id, plan=self.plan.id).first()
        if found is None:
            raise UsageError(Text(f"there is no submission {self.id}", f"没有编号为 {self.id} 的提交"))
        where = Where(found.plan, found.organisation)
        right, there = review_right(self.plan, found.dataset, found.step, found.organisation)
        if not actor.may(*reporting_right(self.plan, found.dataset, found.organisation)) and not actor.may(
            right, there
        ):
            raise NotAllowedError("review")
        if not self.text.strip() or len(self.text) > LONGEST:
            raise UsageError(
                Text(f"A comment has 1 to {LONGEST} characters.", f"意见须为 1 至 {LONGEST} 个字符。")
            )
        comment: Comment = Comment.objects.create(
            submission=found, version=found.version, row=self.row, field=self.field, text=self.text.strip(),
            by=actor.name, at=at,
        )  # fmt: skip
        said = {"row": self.row, "field": self.field, "text": self.text.strip(), "sha256": found.content_id}
        return comment, Happened(f"submission {found.pk}", where, said)
