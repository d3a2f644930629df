"""The verb of work that failed: try it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import Job
from qualicity.portal.workbench.rights import Actor, Where


@dataclass(frozen=True)
class Retry(Action[Job]):
    """Let a worker take it again at once, as if it had never been tried."""

    verb: ClassVar[str] = "job.retry"

    plan: Plan
    id: int

    def effect(self, actor: Actor, at: datetime) -> tuple[Job, Happened]:
        """Errors: `UsageError` for work that is not there, is done, or has not failed."""
        where = Where(self.plan.id)
        actor.require("jobs", where)
        job = Job.objects.select_for_update().filter(pk=self.id, said__plan=self.plan.id).first()
        if job is None or job.done is not None or not job.tries:
            raise UsageError(Text("This work has not failed.", "该任务没有失败。"))
        tried, job.tries, job.due = job.tries, 0, at
        job.save(update_fields=["tries", "due"])
        return job, Happened(
            f"job {job.pk}", where, {"key": job.key, "tries": tried, "error": job.error[:500]}
        )
