"""What is kept of a doubt: the doubt as it was sent, its sender apart, and events, of which none is ever changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from qualicity.portal.added import Added


class Doubt(Added):
    """A reader's question or objection, as it was sent; its id is the number that everybody knows it by.

    The figure is named by the same parts as in its address; `shown` is what the reader saw of it. `nonce` is that of the
    form, which counts once; `digest` is of all that was sent, so that the same twice is one.
    """

    id: models.BigAutoField[Any, int] = models.BigAutoField(primary_key=True)
    plan: models.CharField[str, str] = models.CharField(max_length=200, db_index=True)
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    target: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    indicator: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    definition: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    area: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    period: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    cell: models.CharField[str, str] = models.CharField(max_length=500, blank=True)
    by: models.CharField[str, str] = models.CharField(max_length=500, blank=True)
    known: models.CharField[str, str] = models.CharField(max_length=40, blank=True)
    release: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    as_of: models.DateField[date, date] = models.DateField()
    shown: models.JSONField[Any, Any] = models.JSONField()
    text: models.TextField[str, str] = models.TextField()
    evidence: models.CharField[str, str] = models.CharField(max_length=500, blank=True)
    lang: models.CharField[str, str] = models.CharField(max_length=2)
    nonce: models.CharField[str, str] = models.CharField(max_length=40, unique=True)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "doubts"


class Sender(models.Model):
    """Who sent a doubt: apart from it, never shown but for a name that may be, and erasable on demand."""

    doubt: models.OneToOneField[Doubt, Doubt] = models.OneToOneField(
        Doubt, models.PROTECT, primary_key=True, related_name="sender"
    )
    email: models.CharField[str, str] = models.CharField(max_length=254)
    name: models.CharField[str, str] = models.CharField(max_length=100, blank=True)
    name_shown: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    objects: ClassVar[models.Manager[Sender]] = models.Manager()

    class Meta:
        app_label = "doubts"


class Event(Added):
    """What happened to a doubt: the log entry of an action, and at the same time its effect."""

    id: models.BigAutoField[Any, int] = models.BigAutoField(primary_key=True)
    doubt: models.ForeignKey[Doubt, Doubt] = models.ForeignKey(Doubt, models.PROTECT, related_name="events")
    place: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    verb: models.CharField[str, str] = models.CharField(max_length=20)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    by: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        app_label = "doubts"
        # Who acts on what another has just changed is refused, not mixed with it.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["doubt", "place"], name="one_event_at_a_place")
        ]
