"""The verbs of a file: attach it to a submission, take it off again, and what looking through it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from qualicity.errors import Text, UsageError
from qualicity.plan import Plan
from qualicity.portal.workbench import files, queue
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import Attachment, Comment, Submission
from qualicity.portal.workbench.rights import Actor, Where, reporting_right
from qualicity.workspace import Workspace

SCAN = "scan-file"
"""The kind of the work that has a file looked through."""
_MENDING = ("draft", "returned")


@dataclass(frozen=True)
class Attach(Action[Attachment]):
    """Put a file to a draft. Where files are looked through, nobody gets it before that."""

    verb: ClassVar[str] = "file.attach"

    plan: Plan
    id: str
    file: files.Taken
    workspace: Workspace
    about: str = ""

    def effect(self, actor: Actor, at: datetime) -> tuple[Attachment, Happened | None]:
        """Errors: `UsageError` for one too many, or when the submission is with its reviewers."""
        found = _draft(self.plan, self.id, actor)
        same = found.files.filter(about=self.about, sha256=self.file.digest).first()
        if same is not None:
            return same, None
        if found.files.count() >= files.MOST_FILES:
            raise UsageError(
                Text(
                    f"One submission takes {files.MOST_FILES} files.",
                    f"每次提交最多{files.MOST_FILES}个文件。",
                )
            )
        files.keep(self.workspace, self.file)
        made = Attachment.objects.create(
            id=uuid4().hex[:16], submission=found, about=self.about, sha256=self.file.digest, name=self.file.name,
            kind=self.file.kind, size=len(self.file.data), by=actor.name, at=at,
            state="waiting" if files.scans() else "kept",
        )  # fmt: skip
        if made.state == "waiting":
            queue.ask(SCAN, made.id, {"plan": self.plan.id}, at)
        return made, _told(made, "attached")


@dataclass(frozen=True)
class Detach(Action[Submission]):
    """Take a file off a draft; what was there stays in the log, the bytes stay where another holds them too."""

    verb: ClassVar[str] = "file.detach"

    plan: Plan
    id: str
    file: str
    workspace: Workspace

    def effect(self, actor: Actor, at: datetime) -> tuple[Submission, Happened | None]:
        """Errors: `UsageError` when the submission is with its reviewers."""
        found = _draft(self.plan, self.id, actor)
        held = found.files.filter(pk=self.file).first()
        if held is None:
            return found, None
        told = _told(held, "taken off")
        held.delete()
        return found, told


@dataclass(frozen=True)
class Looked(Action[Attachment | None]):
    """The worker's: a file was looked through. What is infected is deleted, and said at the submission."""

    verb: ClassVar[str] = "file.looked"

    id: str
    verdict: files.Verdict
    workspace: Workspace

    def effect(self, actor: Actor, at: datetime) -> tuple[Attachment | None, Happened | None]:
        """No person's verb: only the worker runs it."""
        found = Attachment.objects.select_for_update().filter(pk=self.id, state="waiting").first()
        if found is None:
            return None, None
        found.state = "infected" if self.verdict == "infected" else "kept"
        found.save(update_fields=["state"])
        if found.state == "infected":
            s = found.submission
            text = (
                f"The file {found.name} was refused: it holds something harmful. Take it off and send another. / "
                f"文件{found.name}含有有害内容，未予接收，请移除后重新上传。"
            )
            Comment.objects.create(submission=s, version=s.version, text=text, by=actor.name, at=at)
            files.place(self.workspace, found.sha256).unlink(missing_ok=True)
        return found, _told(found, self.verdict)


def require_kept(found: Submission) -> None:
    """Errors: `UsageError` while one of its files is held back."""
    if found.files.exclude(state="kept").exists():
        raise UsageError(
            Text(
                "One of its files is still being looked through, or was refused: it cannot be approved with that.",
                "其中有文件尚在查毒或未予接收，暂不能通过。",
            )
        )


def _draft(plan: Plan, id_: str, actor: Actor) -> Submission:
    """The submission, still being written, which nobody else acts on meanwhile."""
    found = Submission.objects.select_for_update().filter(pk=id_, plan=plan.id).first()
    if found is None:
        raise UsageError(Text(f"there is no submission {id_}", f"没有编号为 {id_} 的提交"))
    actor.require(*reporting_right(plan, found.dataset, found.organisation))
    if found.state not in _MENDING:
        raise UsageError(
            Text(
                "It is with its reviewers: files are added before it is submitted, or after it came back.",
                "已提交审核：文件须在提交之前或退回之后添加。",
            )
        )
    return found


def _told(file: Attachment, what: str) -> Happened:
    s = file.submission
    said = {"file": file.id, "sha256": file.sha256, "size": file.size, "what": what}
    return Happened(f"submission {s.pk}", Where(s.plan, s.organisation), said)
