"""Which figure a doubt is about: named by the same parts as its address, so that it is found again at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from qualicity.plan import Plan

FIELDS = ("target", "indicator", "definition", "area", "period", "cell", "by", "known", "release")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class About:
    """A target, an indicator or one figure of it; of a `release`, or of the live pages.

    `area` and `period` are written as in addresses; `by` and `known` tell a figure from others of the same place.
    """

    target: str = ""
    indicator: str = ""
    definition: str = ""
    area: str = ""
    period: str = ""
    cell: str = ""
    by: str = ""
    known: str = ""
    release: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, Any]) -> About:
        """What an address asks for."""
        return cls(**{k: str(query.get(k, ""))[:_LONGEST] for k in FIELDS})

    @property
    def query(self) -> dict[str, str]:
        """What `asked` reads."""
        return {k: v for k, v in asdict(self).items() if v or (k == "by" and self.known)}

    @property
    def is_figure(self) -> bool:
        """Whether it is one figure."""
        return bool(self.indicator and self.definition and self.period and not self.target)

    def concerns(self, other: About, plan: Plan) -> bool:
        """Whether a doubt about this is shown on the page of `other`."""
        if other.target:
            return self.target == other.target
        if other.is_figure:
            return self._place == other._place
        return other.indicator in (self.indicator, _indicator_of(plan, self.target))

    @property
    def _place(self) -> tuple[str, ...]:
        return (self.indicator, self.definition, self.area, self.period, self.cell)


def _indicator_of(plan: Plan, target: str) -> str:
    found = plan.target(target) if target else None
    return (found.indicator or "") if found else ""
