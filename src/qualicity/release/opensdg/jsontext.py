"""JSON as Open SDG's endpoints have it: numbers with ten decimals, whole ones of a column of numbers as `15.0`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from math import isfinite
from typing import Any

from qualicity.release.opensdg.cells import Value

_SCALE = 10.0**10
_SURE = 12
"""A number below 100,000 in fewer characters has at most ten decimals, and its digits are those that are written."""


def decimal(value: float) -> str:
    """A number with at most ten decimals, cut where ujson cuts it; nothing for what is no number.

    The fraction is taken from the binary number, so that large numbers show digits that nobody wrote; they are
    kept, for sites compare and cache these files.
    """
    if not isfinite(value):
        return "null"
    size = abs(value)
    if 1e-4 < size < 1e5 and len(short := repr(value)) < _SURE:
        return short
    if size > 1e16 - 1 or 0 < size < 1e-15:
        return f"{value:.10g}"
    whole = int(size)
    scaled = (size - whole) * _SCALE
    part = int(scaled)
    rest = scaled - part
    if rest > 0.5 or (rest == 0.5 and (part == 0 or part & 1)):
        part += 1
    if part >= 10**10:
        part, whole = 0, whole + 1
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}." + (f"{part:010d}".rstrip("0") if part else "0")


def plain(value: Any) -> Any:
    """Metadata as JSON holds it: keys are words, days are milliseconds since 1970, numbers have ten decimals."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(v) for v in value]
    if isinstance(value, float):
        return float(decimal(value)) if isfinite(value) else None
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        seconds = (moment.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds()
        return round(seconds * 1000)
    return value


def text(value: Value) -> str:
    """A cell's value as JSON."""
    if value is None:
        return "null"
    return decimal(value) if isinstance(value, float) else json.dumps(value)


def dumps(value: Any) -> str:
    """JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))
