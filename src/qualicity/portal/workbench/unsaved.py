"""What somebody sent while signed out: kept until they have signed in, and shown to nobody else, as not saved yet.

Every form carries a signed mark of the account that it was made for. What comes with such a mark and without a session
(or after one of another sign-in) is kept for that account: so nobody who was never signed in can have anything kept, and
who signs in next at the same browser sees nothing of it. Files are not kept, only their names.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.core.signing import BadSignature, TimestampSigner
from django.db.models import QuerySet
from django.http import HttpRequest

from qualicity.portal.workbench.models import Unsaved

MARK, AGAIN = "for", "unsaved"
"""The fields of a form: whom it was made for, and which kept one it sends again."""
KEPT = timedelta(days=7)
"""So long it is kept, and so long a form may have been open."""
LARGEST = 2**20
"""Bytes of what is kept of one form, compressed."""
MOST = 20
"""So many are kept of one account: the oldest goes first."""
_SIGNER = TimestampSigner(salt="qualicity.workbench.unsaved")
_NOT_TYPED = ("csrfmiddlewaretoken", MARK, AGAIN)


@dataclass(frozen=True, slots=True)
class Typed:
    """What one form sent: its fields in their order, and the names of files that came with it."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def mark(name: str) -> str:
    """What a form made for an account carries."""
    return _SIGNER.sign(name)


def keep(request: HttpRequest, now: datetime) -> bool:
    """Keep what a form sent for the account that it was made for; whether that was done."""
    name = _marked(request)
    if not name:
        return False
    said = [[k, v] for k, values in request.POST.lists() if k not in _NOT_TYPED for v in values]
    files = [f.name for _field, sent in request.FILES.lists() for f in sent if f.name]
    packed = zlib.compress(json.dumps({"fields": said, "files": files}).encode())
    if len(packed) > LARGEST:
        return False
    forget_old(now)
    if Unsaved.objects.filter(by=name, path=request.path[:500], packed=packed).exists():
        return True  # the same was sent twice
    Unsaved.objects.create(
        id=uuid4().hex, by=name, path=request.path[:500], packed=packed, at=now.replace(tzinfo=UTC)
    )
    of_one = Unsaved.objects.filter(by=name).order_by("-at", "pk").values_list("pk", flat=True)
    Unsaved.objects.filter(pk__in=list(of_one[MOST:])).delete()
    return True


def _marked(request: HttpRequest) -> str:
    """The account that a form was made for; "" for what is no such form."""
    if request.method != "POST" or request.headers.get("HX-Request"):
        return ""  # a form that saves itself is still open, with all that was typed
    try:
        return _SIGNER.unsign(str(request.POST.get(MARK, "")), max_age=KEPT)
    except BadSignature:
        return ""


def of(name: str, now: datetime) -> QuerySet[Unsaved]:
    """What is kept of an account, the newest first."""
    found = Unsaved.objects.filter(by=name, at__gte=(now - KEPT).replace(tzinfo=UTC))
    return found.order_by("-at", "pk")


def read(found: Unsaved) -> Typed:
    """What it holds."""
    said = json.loads(zlib.decompress(bytes(found.packed)))
    return Typed(tuple((k, v) for k, v in said["fields"]), tuple(said["files"]))


def forget(name: str, which: str) -> None:
    """It was sent after all, or is thrown away."""
    Unsaved.objects.filter(pk=which, by=name).delete()


def forget_old(now: datetime) -> None:
    """Nobody came back for these."""
    Unsaved.objects.filter(at__lt=(now - KEPT).replace(tzinfo=UTC)).delete()
