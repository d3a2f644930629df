"""What an axis of values is headed by, and in what it counts: a tick has room for five digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualicity.assessment.reasons import unit
from qualicity.errors import Lang
from qualicity.plan import Indicator

_ROOM = 10.0**5
_SCALES: dict[Lang, tuple[tuple[float, str], ...]] = {
    "en": (
        (1e15, "quadrillions"),
        (1e12, "trillions"),
        (1e9, "billions"),
        (1e6, "millions"),
        (1e3, "thousands"),
    ),
    "zh": ((1e16, "亿亿"), (1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis counts in `times`; `head` is the unit with that: `millions of t`, `亿吨`; `form` is a tick's format."""

    times: float
    head: str
    form: str

    def tick(self, value: float) -> str:
        """What stands at a value."""
        return format(value / self.times, self.form).replace("-", "−")


def axis(indicator: Indicator, ticks: Sequence[float], lang: Lang) -> Axis:
    """The axis of an indicator's values with round ticks in order."""
    largest = max(abs(t) for t in ticks)
    step = min((b - a for a, b in pairwise(ticks)), default=1.0)
    times, word = next(((s, w) for s, w in _SCALES[lang] if _ROOM <= largest >= s), (1.0, ""))
    decimals = max(0, -math.floor(math.log10(step / times) + 1e-9))
    while round(step / times, decimals) != float(f"{step / times:.9g}"):
        decimals += 1  # steps of 2.5
    named = unit(indicator).get(lang).strip()
    between = " of " if word and named and lang == "en" else ""
    return Axis(times, f"{word}{between}{named}", f",.{decimals}f")
