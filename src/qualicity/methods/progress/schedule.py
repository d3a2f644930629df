"""Progress towards a target by named schemes: plain arithmetic on numbers, decimals where exactness counts.

Source: 时序进度 as China's plan monitoring uses it (required value on a straight line from base to target).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SchedulePace:
    """Where a value stands against the straight line from base to target.

    `completion` is the share of the way gone, `time_share` the share of the time gone, `required` the
    value that the line asks for now (in the series' unit), `pace` = completion / time_share.
    """

    completion: Decimal
    time_share: Decimal
    required: Decimal

    @property
    def pace(self) -> Decimal:
        """How fast, against the line: 1 is exactly on it."""
        return self.completion / self.time_share


def china_schedule(
    base: Decimal, base_year: int, value: Decimal, year: int, target: Decimal, target_year: int
) -> SchedulePace | None:
    """时序进度: required = base + (target − base)·(t − t0)/(T − t0); completion = (v − base)/(target − base).

    Returns: None where the arithmetic is undefined (base equals target, or no time has passed).
    """
    if target == base or target_year <= base_year or year <= base_year:
        return None
    share = Decimal(year - base_year) / Decimal(target_year - base_year)
    return SchedulePace((value - base) / (target - base), share, base + (target - base) * share)
