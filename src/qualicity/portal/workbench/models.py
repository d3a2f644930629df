"""What the workbench keeps: people's roles, submissions with what was sent, the log of all that happened, and work to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qualicity.portal.added import Added
from qualicity.portal.workbench.states import OPEN

_ID = 200
"""Characters of an id of the plan folder."""


class Role(models.Model):
    """A role of a person in a plan: for one organisation, or ("") for the plan as a whole."""

    user: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles"
    )
    plan: models.CharField[str, str] = models.CharField(max_length=_ID)
    organisation: models.CharField[str, str] = models.CharField(max_length=_ID, blank=True)
    role: models.CharField[str, str] = models.CharField(max_length=20)
    objects: ClassVar[models.Manager[Role]] = models.Manager()

    class Meta:
        app_label = "workbench"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "plan", "organisation", "role"], name="one_role_once")
        ]


class Invitation(models.Model):
    """A link by which somebody becomes a member; only its hash is kept, it counts once and for some days."""

    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    email: models.EmailField[str, str] = models.EmailField()
    plan: models.CharField[str, str] = models.CharField(max_length=_ID)
    organisation: models.CharField[str, str] = models.CharField(max_length=_ID, blank=True)
    role: models.CharField[str, str] = models.CharField(max_length=20)
    lang: models.CharField[str, str] = models.CharField(max_length=2, default="en")
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    until: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    accepted: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    objects: ClassVar[models.Manager[Invitation]] = models.Manager()

    class Meta:
        app_label = "workbench"


class Content(Added):
    """What was sent, byte for byte, compressed; named by the SHA-256 of its bytes."""

    sha256: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    size: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    packed: models.BinaryField[bytes, bytes] = models.BinaryField()

    class Meta:
        app_label = "workbench"


class Submission(models.Model):
    """Rows on their way into a dataset: what an organisation sends for a period, and where it stands.

    `version` counts its changes: who acts on an older one is told what another did meanwhile. `step` is the place in the
    dataset's review. `via` is how it came (form, excel, api), `name` its file's name. `key` is what a program sent to say
    that two requests are one. `corrects` is the effective submission that it mends, `note` says why,
    and `because` of cells ("ROW FIELD", rows counted from 0) why they differ from what another dataset holds.
    `part` is the action, item or ruling that it is about, where several of one dataset may be on their way at once.
    """

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=16)
    plan: models.CharField[str, str] = models.CharField(max_length=_ID)
    dataset: models.CharField[str, str] = models.CharField(max_length=_ID)
    organisation: models.CharField[str, str] = models.CharField(max_length=_ID)
    period: models.CharField[str, str] = models.CharField(max_length=40, blank=True)
    part: models.CharField[str, str] = models.CharField(max_length=_ID, blank=True, default="")
    state: models.CharField[str, str] = models.CharField(max_length=10, default="draft")
    step: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    via: models.CharField[str, str] = models.CharField(max_length=10, default="form")
    name: models.CharField[str, str] = models.CharField(max_length=200, default="form.csv")
    content: models.ForeignKey[Content | None, Content | None] = models.ForeignKey(
        Content, models.PROTECT, null=True
    )
    rows: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    note: models.TextField[str, str] = models.TextField(blank=True)
    because: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    key: models.CharField[str | None, str | None] = models.CharField(max_length=300, null=True, unique=True)
    corrects: models.ForeignKey[Submission | None, Submission | None] = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrected_by"
    )
    embargo: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    created: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    submitted: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    look_by: models.DateField[date | None, date | None] = models.DateField(null=True)
    effective: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    objects: ClassVar[models.Manager[Submission]] = models.Manager()
    content_id: str | None
    corrects_id: str | None
    comments: models.Manager[Comment]
    files: models.Manager[Attachment]

    class Meta:
        app_label = "workbench"
        indexes: ClassVar = [models.Index(fields=["plan", "state"]), models.Index(fields=["organisation"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "dataset", "organisation", "period", "part"],
                condition=Q(state__in=OPEN),
                name="one_open_submission_of_a_duty",
            )
        ]


class Columns(Added):
    """Which field each column of a file holds, as a person has said; of a file and a dataset the last one counts."""

    content: models.ForeignKey[Content, Content] = models.ForeignKey(Content, models.PROTECT)
    dataset: models.CharField[str, str] = models.CharField(max_length=_ID)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        app_label = "workbench"


class Checked(models.Model):
    """The answer of a check that was done in the background, and the file's first rows; `key` says what it depends on."""

    key: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    content: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    dataset: models.CharField[str, str] = models.CharField(max_length=_ID)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    objects: ClassVar[models.Manager[Checked]] = models.Manager()

    class Meta:
        app_label = "workbench"


class Comment(Added):
    """What somebody says of a submission, of one of its rows (counted from 1) or of a cell."""

    submission: models.ForeignKey[Submission, Submission] = models.ForeignKey(
        Submission, models.PROTECT, related_name="comments"
    )
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    row: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    field: models.CharField[str, str] = models.CharField(max_length=_ID, blank=True)
    text: models.TextField[str, str] = models.TextField()
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        app_label = "workbench"


class Attachment(models.Model):
    """A file that goes with a submission as its proof; its bytes lie in the workspace by their hash (`files.py`).

    `about` is the milestone that it is for. `state`: `kept`; `waiting` to be looked through, or found `infected`: neither
    is given to anybody.
    """

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=16)
    submission: models.ForeignKey[Submission, Submission] = models.ForeignKey(
        Submission, models.PROTECT, related_name="files"
    )
    about: models.CharField[str, str] = models.CharField(max_length=_ID, blank=True)
    sha256: models.CharField[str, str] = models.CharField(max_length=64)
    name: models.CharField[str, str] = models.CharField(max_length=200)
    kind: models.CharField[str, str] = models.CharField(max_length=10)
    size: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    state: models.CharField[str, str] = models.CharField(max_length=10, default="kept")
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    objects: ClassVar[models.Manager[Attachment]] = models.Manager()

    class Meta:
        app_label = "workbench"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "about", "sha256"], name="one_file_once")
        ]


class Entry(Added):
    """One thing that happened. `hash` is of all its other fields, `before` the hash of the entry at the place before."""

    place: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(primary_key=True)
    at: models.CharField[str, str] = models.CharField(max_length=40)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    verb: models.CharField[str, str] = models.CharField(max_length=60)
    thing: models.CharField[str, str] = models.CharField(max_length=300)
    plan: models.CharField[str, str] = models.CharField(max_length=_ID, blank=True)
    organisation: models.CharField[str, str] = models.CharField(max_length=_ID, blank=True)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)
    before: models.CharField[str, str] = models.CharField(max_length=64)
    hash: models.CharField[str, str] = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "workbench"
        indexes: ClassVar = [models.Index(fields=["thing"]), models.Index(fields=["plan", "organisation"])]


class Job(models.Model):
    """Work to be done apart from any request. `key` is unique: the same work asked for twice is one.

    `due` is when it may begin; a worker that takes it moves that ahead, so that what a killed worker leaves is taken again.
    """

    key: models.CharField[str, str] = models.CharField(max_length=300, unique=True)
    kind: models.CharField[str, str] = models.CharField(max_length=40)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)
    due: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    tries: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    done: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    error: models.TextField[str, str] = models.TextField(blank=True)
    objects: ClassVar[models.Manager[Job]] = models.Manager()

    class Meta:
        app_label = "workbench"
        indexes: ClassVar = [models.Index(fields=["done", "due"])]


class PlanChange(models.Model):
    """A change of the plan's own folder: `edits` of its fields, and where they stand. Its key is its number.

    `base` has the SHA-256 of each file that it touches, as it was when the edits were made, `after` that of what was
    approved; their texts are kept as `Content`. `told` says what went wrong when it was applied or committed, in both
    languages; `commit` is the commit that records it, where the folder lies in a git checkout.
    """

    plan: models.CharField[str, str] = models.CharField(max_length=_ID)
    state: models.CharField[str, str] = models.CharField(max_length=10, default="draft")
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    edits: models.JSONField[Any, Any] = models.JSONField(default=list)
    base: models.JSONField[Any, Any] = models.JSONField(default=dict)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    reason: models.TextField[str, str] = models.TextField(blank=True)
    note: models.TextField[str, str] = models.TextField(blank=True)
    created: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    proposed: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    decided_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)
    decided: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    applied: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    commit: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    told: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    objects: ClassVar[models.Manager[PlanChange]] = models.Manager()

    class Meta:
        app_label = "workbench"
        indexes: ClassVar = [models.Index(fields=["plan", "state"], name="plan_changes_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "by"], condition=Q(state="draft"), name="one_draft_of_a_person"
            )
        ]


class ApiToken(models.Model):
    """By which a program of an organisation reports: only its hash is kept, it counts until it is revoked."""

    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    plan: models.CharField[str, str] = models.CharField(max_length=_ID)
    organisation: models.CharField[str, str] = models.CharField(max_length=_ID)
    title: models.CharField[str, str] = models.CharField(max_length=80)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    used: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    revoked: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    objects: ClassVar[models.Manager[ApiToken]] = models.Manager()

    class Meta:
        app_label = "workbench"
        indexes: ClassVar = [models.Index(fields=["plan", "organisation"])]


class Answered(models.Model):
    """What a program was answered under a key of its own: whoever asks the same again is told the same.

    `digest` is of all that was asked under the key.
    """

    token: models.ForeignKey[ApiToken, ApiToken] = models.ForeignKey(ApiToken, models.PROTECT)
    key: models.CharField[str, str] = models.CharField(max_length=_ID)
    digest: models.CharField[str, str] = models.CharField(max_length=64)
    status: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    answer: models.TextField[str, str] = models.TextField(blank=True)
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    objects: ClassVar[models.Manager[Answered]] = models.Manager()

    class Meta:
        app_label = "workbench"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_for_a_key")
        ]


class Feed(models.Model):
    """An organisation's calendar for its people's own calendars, at an address that only who has it knows."""

    plan: models.CharField[str, str] = models.CharField(max_length=_ID)
    organisation: models.CharField[str, str] = models.CharField(max_length=_ID)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    revoked: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    objects: ClassVar[models.Manager[Feed]] = models.Manager()

    class Meta:
        app_label = "workbench"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "organisation"], condition=Q(revoked=None), name="one_feed_of_an_organisation"
            )
        ]


class Letter(models.Model):
    """One thing that one person is told by e-mail, once: `which` says on what occasion (`-7`: seven days before).

    A day's letter to a person holds all that is not `sent` yet.
    """

    plan: models.CharField[str, str] = models.CharField(max_length=_ID)
    to: models.EmailField[str, str] = models.EmailField()
    kind: models.CharField[str, str] = models.CharField(max_length=10)
    dataset: models.CharField[str, str] = models.CharField(max_length=_ID)
    organisation: models.CharField[str, str] = models.CharField(max_length=_ID)
    period: models.CharField[str, str] = models.CharField(max_length=40, blank=True)
    which: models.CharField[str, str] = models.CharField(max_length=40)
    due: models.DateField[date, date] = models.DateField()
    asked: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    sent: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    objects: ClassVar[models.Manager[Letter]] = models.Manager()

    class Meta:
        app_label = "workbench"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "to", "kind", "dataset", "organisation", "period", "which"], name="told_once"
            )
        ]


class Unsaved(models.Model):
    """What one form sent while its author was signed out, until they send it again or it is old (`unsaved.py`)."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=32)
    by: models.CharField[str, str] = models.CharField(max_length=254, db_index=True)
    path: models.CharField[str, str] = models.CharField(max_length=500)
    packed: models.BinaryField[bytes, bytes] = models.BinaryField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    objects: ClassVar[models.Manager[Unsaved]] = models.Manager()

    class Meta:
        app_label = "workbench"


class WorkedOut(models.Model):
    """What a submission would change, as some process has worked it out (`effects_kept.py`).

    `state` is what all of a plan's depend on: those of another one are of no use any more. `signed` is the portal's
    signature of `packed`.
    """

    key: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    plan: models.CharField[str, str] = models.CharField(max_length=_ID, db_index=True)
    state: models.CharField[str, str] = models.CharField(max_length=64)
    packed: models.BinaryField[bytes, bytes] = models.BinaryField()
    signed: models.CharField[str, str] = models.CharField(max_length=100)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    objects: ClassVar[models.Manager[WorkedOut]] = models.Manager()

    class Meta:
        app_label = "workbench"
