"""The log of everything that changed something: append-only, each entry bound to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from qualicity.errors import Text
from qualicity.portal.workbench.models import Entry

FIRST = "0" * 64
"""What the first entry is bound to."""
_LOCK = 741_620_022
"""What PostgreSQL knows the end of the log by."""
FIELDS = ("place", "at", "by", "verb", "thing", "plan", "organisation", "said", "before")


@dataclass(frozen=True, slots=True)
class Broken:
    """A place at which the log is not whole, and how."""

    place: int
    why: Text


def append(
    at: datetime, by: str, verb: str, thing: str, plan: str, organisation: str, said: dict[str, Any]
) -> Entry:
    """Add an entry, inside the transaction of what it tells: both are there, or neither."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of what it tells")
    if connection.vendor == "postgresql":  # SQLite has one writer anyway
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    last = Entry.objects.order_by("-place").values("place", "hash").first()
    row: dict[str, Any] = {
        "place": (last["place"] if last else 0) + 1,
        "at": at.isoformat(),
        "by": by,
        "verb": verb,
        "thing": thing,
        "plan": plan,
        "organisation": organisation,
        "said": said,
        "before": last["hash"] if last else FIRST,
    }
    entry: Entry = Entry.objects.create(**row, hash=digest(row))
    return entry


def digest(row: dict[str, Any]) -> str:
    """The SHA-256 of an entry's fields but `hash`, as JSON with sorted keys and without spaces."""
    said = json.dumps({k: row[k] for k in FIELDS}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def entries(**only: Any) -> Iterator[dict[str, Any]]:
    """The entries as records, in their order; `only` as a filter of their fields."""
    yield from (
        Entry.objects.filter(**only).order_by("place").values(*FIELDS, "hash").iterator(chunk_size=2000)
    )


def verify() -> tuple[int, list[Broken]]:
    """How many entries there are, and every place at which one was changed, taken out or put in."""
    before, place, broken = FIRST, 0, []
    for row in entries():
        place += 1
        if row["place"] != place:
            missing = f"{place}" if row["place"] == place + 1 else f"{place}–{row['place'] - 1}"
            broken.append(Broken(place, Text(f"entries {missing} are missing", f"缺少第 {missing} 条记录")))
            place = row["place"]
        if digest(row) != row["hash"]:
            broken.append(Broken(place, Text("the entry was changed", "该条记录被改动")))
        if row["before"] != before:
            broken.append(
                Broken(place, Text("it does not follow on the entry before it", "与前一条记录不相连"))
            )
        before = row["hash"]
    return place, broken
