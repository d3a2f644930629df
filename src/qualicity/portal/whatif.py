"""The what-if form of a target's page: what is supposed in the address (`?value=&pace=&scheme=`), and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qualicity import release
from qualicity.assessment import SCHEMES, Assessment, WhatIf, supposition, what_if
from qualicity.assessment.reasons import difference_unit
from qualicity.errors import Text, UsageError
from qualicity.portal.context import InPlan


@dataclass(frozen=True, slots=True)
class Supposing:
    """The form with what was put into it, and the verdict that would be given, or why none can be."""

    value: str
    pace: str
    scheme: str
    schemes: tuple[tuple[str, Text], ...]
    unit: str
    pace_unit: str
    found: WhatIf | None = None
    sentence: Text | None = None
    problem: Text | None = None

    @property
    def record(self) -> dict[str, Any]:
        """What the JSON twin adds: nothing where nothing is supposed."""
        if self.problem:
            return {"what_if": {"error": release.both(self.problem)}}
        return {"what_if": release.supposed(self.found)} if self.found else {}


def supposing(here: InPlan, a: Assessment) -> Supposing | None:
    """The form for a target; None for one that promises no number."""
    indicator = here.plan.indicator(a.target.indicator)
    if indicator is None or a.target.value is None:
        return None
    value, pace, scheme = (here.request.GET.get(k, "").strip() for k in ("value", "pace", "scheme"))
    found = sentence = problem = None
    if value or pace or scheme:
        try:
            found = what_if(here.view, a.target.id, value, pace, scheme)
            sentence = supposition(found)
        except UsageError as error:
            problem = error.text
    return Supposing(
        value=value,
        pace=pace,
        scheme=scheme,
        schemes=tuple((name, info.title) for name, info in SCHEMES.items()),
        unit=here.words.unit(indicator),
        pace_unit=difference_unit(indicator).get(here.lang).strip(),
        found=found,
        sentence=sentence,
        problem=problem,
    )
