"""How long members stay in a stage, when some are still in it.

Who is still in a stage has stayed at least so long. Leaving those out would make every stage look quick, so quartiles
are those of the product-limit estimate (Kaplan and Meier 1958, equation 2b): a quartile is the shortest time by which
that share has left; None where so many have not left yet. Without members still inside they are the plain quartiles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qualicity.errors import Text

QUARTILES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


@dataclass(frozen=True, slots=True)
class Spell:
    """One stay in a stage; `left` None: still in it. `stated` says whether both days are in the rows."""

    entered: date
    left: date | None
    stated: bool = True


@dataclass(frozen=True, slots=True)
class StageTime:
    """Days in a stage: how many stays are over, how many still open, how many have no days; and their quartiles.

    `reason` says why a median is missing.
    """

    over: int
    open: int
    undated: int
    lower: int | None
    median: int | None
    upper: int | None
    reason: Text | None = None


def stage_time(spells: Iterable[Spell], as_of: date, *, last: bool = False) -> StageTime:
    """The times in one stage as known on a date; of the `last` stage there are none, members stay in it."""
    listed = list(spells)
    dated = [s for s in listed if s.stated]
    times = [((s.left or as_of) - s.entered).days for s in dated]
    over = [s.left is not None for s in dated]
    counts = (sum(over), len(over) - sum(over), len(listed) - len(dated))
    if last:
        return StageTime(
            *counts, None, None, None, Text("the last stage: members stay in it", "最后阶段，成员停留其中")
        )
    lower, median, upper = (quantile(times, over, q) for q in QUARTILES)
    reason = None
    if not times:
        reason = Text("nobody has been in it on days that are known", "尚无日期已知的成员进入该阶段")
    elif median is None:
        reason = Text("not half of them have left it yet", "尚未有半数离开该阶段")
    return StageTime(*counts, lower, median, upper, reason)


def quantile(times: Sequence[int], over: Sequence[bool], share: Fraction) -> int | None:
    """The shortest time by which a share has left, by the product-limit estimate; None where so many have not.

    `times` are days, `over` says of each whether the stay has ended. In exact fractions.
    """
    staying = Fraction(1)
    for t in sorted({t for t, o in zip(times, over, strict=True) if o}):
        at_risk = sum(x >= t for x in times)
        left = sum(o and x == t for x, o in zip(times, over, strict=True))
        staying *= 1 - Fraction(left, at_risk)
        if staying <= 1 - share:
            return t
    return None
