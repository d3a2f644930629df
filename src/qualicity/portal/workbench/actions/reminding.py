"""The plan office's verb: remind everybody who is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.portal.workbench import queue
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import Job
from qualicity.portal.workbench.reminding import REMIND_LATE
from qualicity.portal.workbench.rights import Actor, Where


@dataclass(frozen=True)
class RemindLate(Action[Job]):
    """Write to those who report for every organisation that is late, beside the letters of every day."""

    verb: ClassVar[str] = "late.remind"

    plan: Plan

    def effect(self, actor: Actor, at: datetime) -> tuple[Job, Happened]:
        """Errors: `UsageError` the second time on a day."""
        where = Where(self.plan.id)
        actor.require("remind", where)
        key = f"{self.plan.id} {at:%Y-%m-%d}"
        if Job.objects.filter(key=f"{REMIND_LATE} {key}").exists():
            raise UsageError(
                Text("They were reminded today already: once a day is enough.", "今日已催报，每日一次即可。")
            )
        job = queue.ask(REMIND_LATE, key, {"plan": self.plan.id}, at)
        return job, Happened(f"plan {self.plan.id}", where, {"day": f"{at:%Y-%m-%d}"})
