"""Effects that were worked out, kept in the database so that every process serves them."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar, cast

from django.core.signing import BadSignature, Signer

from qualicity import __version__
from qualicity.portal.catalogue import Catalogue, signature
from qualicity.portal.workbench.columns import columns_said
from qualicity.portal.workbench.models import Submission, WorkedOut

LARGEST = 8 * 2**20
"""Bytes of one, compressed; a larger one stays in the process that worked it out."""
_SIGNER = Signer(salt="qualicity.workbench.effect")
_Effect = TypeVar("_Effect")


def state(plans: Catalogue, plan: str, now: datetime) -> str:
    """What all effects of a plan depend on: its folder, its evidence, its releases, the day and this software."""
    releases = signature([plans.workspace.releases()])
    return _hash(plans.made_from(plan), releases, plans.now(), now.date(), __version__)


def key_of(state: str, s: Submission) -> str:
    """What one effect depends on: that state, what was sent, and for what."""
    columns = sorted(columns_said(s.content_id or "", s.dataset).items())
    return _hash(state, s.plan, s.dataset, s.organisation, s.period, s.name, s.content_id, columns)


def kept(state: str, s: Submission, now: datetime, make: Callable[[], _Effect]) -> _Effect:
    """What was worked out before, by whatever process, or is worked out now; those of earlier states are forgotten."""
    key = key_of(state, s)
    row = WorkedOut.objects.filter(pk=key).first()
    if row is not None and (found := _read(key, bytes(row.packed), row.signed)) is not None:
        return cast(_Effect, found)
    effect = make()
    packed = zlib.compress(pickle.dumps(effect))
    if len(packed) <= LARGEST:
        WorkedOut.objects.filter(plan=s.plan).exclude(state=state).delete()
        said = {"plan": s.plan, "state": state, "packed": packed, "at": now.replace(tzinfo=UTC)}
        WorkedOut.objects.update_or_create(pk=key, defaults={**said, "signed": _signature(key, packed)})
    return effect


def _read(key: str, packed: bytes, signed: str) -> object:
    """What is kept under a key; None where this portal has not signed it: then nothing of it is looked at."""
    try:
        _SIGNER.unsign(f"{key}.{sha256(packed).hexdigest()}:{signed}")
    except BadSignature:
        return None
    return pickle.loads(zlib.decompress(packed))  # signed with the portal's own key


def _signature(key: str, packed: bytes) -> str:
    return _SIGNER.signature(f"{key}.{sha256(packed).hexdigest()}")


def _hash(*said: object) -> str:
    return sha256(repr(said).encode()).hexdigest()
