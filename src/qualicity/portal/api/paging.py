"""Rows in pages: the next one begins after the row that the cursor names, whatever has come before it since."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from qualicity.errors import Text
from qualicity.portal.api.problems import ApiError, Fault
from qualicity.portal.api.state import Held, Key, Row

MOST = 1000
USUAL = 100


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some of the rows that were asked for, and the cursor of those after them; `total` counts them all."""

    rows: tuple[Row, ...]
    total: int
    cursor: str | None


def sheet(held: Held, fitting: Sequence[Row], limit: int | None, cursor: str | None) -> Sheet:
    """So many of the fitting rows (all without a `limit`), from the cursor on.

    Errors: `ApiError` for a cursor that was not given out, or whose row is no longer there.
    """
    rest = list(fitting)
    if cursor is not None:
        place = held.places.get(_read(cursor))
        if place is None:
            raise _bad(
                Text(
                    "The row that the cursor names is not here: begin again without it.",
                    "游标所指的行不在此处：请去掉游标从头开始。",
                )
            )
        rest = [row for row in rest if held.places[held.key(row)] > place]
    shown = tuple(rest if limit is None else rest[:limit])
    more = len(rest) > len(shown)
    return Sheet(shown, len(fitting), _written(held.key(shown[-1])) if more else None)


def _written(key: Key) -> str:
    text = json.dumps(key, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> Key:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = json.loads(text)
        if isinstance(key, list) and all(isinstance(v, str | int) for v in key):
            return tuple(key)
    except (ValueError, binascii.Error, RecursionError):
        pass
    raise _bad(
        Text(
            "The cursor was not given out here: take it from “next” of the page before.",
            "该游标并非由本接口给出：请使用上一页“next”中的游标。",
        )
    )


def _bad(detail: Text) -> ApiError:
    return ApiError("bad-cursor", detail, (Fault("#/query/cursor", detail),))


def next_address(request: HttpRequest, cursor: str | None) -> str | None:
    """The address of the page after this one, with everything else that was asked."""
    if cursor is None:
        return None
    asked = request.GET.copy()
    asked["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
