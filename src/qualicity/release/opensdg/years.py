"""The years of a repository as periods: `2019`, `2021/22`, `2015-2019`."""

from __future__ import annotations

import re
from functools import lru_cache

_PLAIN = re.compile(r"\s*([12][0-9]{3})(?:\.0+)?\s*", re.ASCII).fullmatch
_SPAN = re.compile(r"\s*([12][0-9]{3})\s*[/–-]\s*([0-9]{2}|[12][0-9]{3})\s*", re.ASCII).fullmatch
_MONTH = re.compile(r"\s*([12][0-9]{3})[ M](0[1-9]|1[0-2])\s*", re.ASCII).fullmatch
_QUARTER = re.compile(r"\s*([12][0-9]{3})[ -]?Q([1-4])\s*", re.ASCII).fullmatch


@lru_cache(maxsize=10_000)
def period_of(text: str) -> tuple[str, bool] | None:
    """The TIME_PERIOD that a year means, and whether it is a split year; None where it says no period.

    `2021/22` is a year that begins in 2021, nobody says in which month: it counts as 2021, and is told apart.
    `2015-2019` are five years, `2019-05` a month, `2019-Q2` a quarter.
    """
    if found := _PLAIN(text):
        return found[1], False
    if found := _QUARTER(text):
        return f"{found[1]}-Q{found[2]}", False
    if found := _MONTH(text):
        return f"{found[1]}-{found[2]}", False
    if not (found := _SPAN(text)):
        return None
    first, last = int(found[1]), int(found[2])
    if len(found[2]) == 2 and last != (first + 1) % 100:
        if "-" in text and 1 <= last <= 12:
            return f"{first}-{last:02}", False
        last += first - first % 100
    elif len(found[2]) == 2:
        return found[1], True
    if last == first + 1:
        return found[1], True
    return (f"{first}-01-01/P{last - first + 1}Y", False) if last > first else None
