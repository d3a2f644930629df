"""The verb of an uploaded file: saying what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from qualicity.errors import Text, UsageError
from qualicity.portal.workbench.actions.base import Happened
from qualicity.portal.workbench.actions.submissions import OnSubmission, change
from qualicity.portal.workbench.models import Columns, Submission
from qualicity.portal.workbench.rights import Actor, Where
from qualicity.portal.workbench.states import Verb


@dataclass(frozen=True)
class NameColumns(OnSubmission):
    """Say which field each column of a draft's file holds. The file's bytes stay as they came."""

    verb: ClassVar[str] = "submission.columns"
    way: ClassVar[Verb] = "save"
    said: Mapping[str, str] = field(default_factory=dict)

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened]:
        """Errors: `UsageError` where the same file is on its way already: what was said of it then stands."""
        del at
        found = self.held()
        actor.require("report", Where(found.plan, found.organisation))
        same = Submission.objects.filter(content=found.content_id, dataset=found.dataset)
        if same.exclude(state__in=("draft", "returned", "withdrawn")).exists():
            raise UsageError(
                Text(
                    "The same file was submitted already: what its columns hold cannot be changed any more. Change the file, "
                    "then upload it again.",
                    "同一文件已提交，其列的对应关系不能再更改。请修改文件后重新上传。",
                )
            )
        Columns.objects.create(content=found.content, dataset=found.dataset, said=dict(self.said))
        change(found)
        return self.told(found, columns=dict(self.said))
