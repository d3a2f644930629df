"""Months as they are written (numbers or dates) → months since the start of a project."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from qualicity.errors import Text, UsageError
from qualicity.methods.lazy import lazy_module

np = lazy_module("numpy")

_DATED = re.compile(
    r"(?P<y>\d{4})(?:-?M(?P<m1>\d{1,2})|[-/.年](?P<m2>\d{1,2})(?:月|(?:[-/.月]\d{1,2}日?)(?:[ T].*)?)?"
    r"|(?P<m3>\d{2})(?:\d{2})?)",
    re.ASCII,
)
_MOST = 1200
"""A larger number is no month of a project: it may be a year."""


def read_months(said: Sequence[Any]) -> tuple[Any, Any]:
    """What is written as month → the months as numbers, and which of them are of the calendar.

    A number from 0 to 1200 counts the months of a project. `2024-03`, `2024/3`, `2024年3月`, `202403`, `2024M03` and
    days in a month are months of the calendar: year × 12 + month. Anything else is NaN.
    """
    words = np.array(["" if s is None else str(s).strip() for s in said], dtype=object)
    found, place = np.unique(words.astype(str), return_inverse=True)
    read = [_month(word) for word in found.tolist()]
    numbers = np.array([n for n, _ in read], dtype=float)
    return numbers[place], np.array([dated for _, dated in read], dtype=bool)[place]


def _month(word: str) -> tuple[float, bool]:
    if match := _DATED.fullmatch(word):
        year, month = int(match["y"]), int(match["m1"] or match["m2"] or match["m3"])
        if 1 <= month <= 12 and 1900 <= year <= 2199:
            return float(year * 12 + month), True
    try:
        number = float(word)
    except ValueError:
        return math.nan, False
    return (number if 0 <= number <= _MOST else math.nan), False


def first_month(start: str) -> tuple[float, bool] | None:
    """The month that a project begins with, as `read_months` gives it; None where nothing is said.

    Errors: `UsageError` for what is no month.
    """
    if not start.strip():
        return None
    number, dated = _month(start.strip())
    if math.isnan(number):
        en = f"start={start}: no month; write 2024-03, or the number of the month that is the first"
        raise UsageError(Text(en, f"start={start}：不是月份；请写作 2024-03，或首月的序号"))
    return number, dated


def elapsed(month: Any, dated: Any, project: Any, start: str) -> tuple[Any, Any]:
    """Months since the start at the end of each month, and the month (year × 12 + month) before each project's first.

    A month that is a number is what has elapsed, counted from `start` (1 where nothing is said). A month of the
    calendar counts from the first that the project has, or from `start`. `project` is a number from 0 for each row.
    Errors: `UsageError` where `start` is of one kind and the months are of the other.
    """
    first = first_month(start)
    known = ~np.isnan(month)
    if first is not None and np.any(known & (dated != first[1])):
        en = f"start={start}: the months are {'numbers' if not dated[known].all() else 'of the calendar'}, or of both kinds"
        raise UsageError(Text(en, f"start={start}：与文件中月份的写法（序号或年月）不一致"))
    before = np.zeros(int(project.max(initial=-1)) + 1)
    if first is not None:
        before[:] = first[0] - 1
    else:
        lowest = np.full(len(before), np.inf)
        np.minimum.at(lowest, project[known & dated], month[known & dated])
        before = np.where(np.isinf(lowest), 0.0, lowest - 1)
    return np.where(known, month - np.where(project >= 0, before[project], 0.0), np.nan), before
