"""The side of the benchmark of verdicts: a synthetic plan of many targets, judged and looked ahead.

python benchmarks/thousand.py TARGETS SECONDS.json
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import numpy as np

from qualicity.assessment import assess, outlooks
from qualicity.assessment.model import Outlook, Scorecard
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Definition, Indicator, Plan, Target
from qualicity.plan.model import Place, Span
from qualicity.plan.targets import Base

AREA, FIRST, YEARS, DUE, AS_OF = "440600", 2012, 12, "2028", date(2024, 6, 1)
KINDS = (
    ("at_least", "open-sdg"), ("at_least", None), ("more_than", "eurostat"), ("strive_at_least", "sdsn-trend"),
    ("at_most", None), ("reduce_by", "cumulative-reduction"), ("about", "china-schedule"), ("increase", "open-sdg"),
    ("hold_at_least", None), ("range", "range"),
)  # fmt: skip


class Known:
    """Figures that are simply there: all that judging asks for."""

    def __init__(self, plan: Plan, figures: dict[str, tuple[Observation, ...]]) -> None:
        self.plan, self.figures = plan, figures

    def of(self, indicator: str, **_: object) -> tuple[Observation, ...]:
        """The figures of an indicator."""
        return self.figures[indicator]


def made(targets: int) -> Known:
    """A plan with so many targets, each with an indicator of its own and a random walk of yearly figures (seeded)."""
    drawn = random.Random(1)
    listed = [_target(n) for n in range(targets)]
    plan = Plan(
        id="many",
        title=Text("Many"),
        place=Place(code=AREA, title=Text("City")),
        authority="city",
        period=Span(start="2016", end=DUE),
        adopted=date(2016, 1, 1),
        goals=(),
        indicators=tuple(_indicator(n) for n in range(targets)),
        targets=tuple(listed),
    )
    return Known(plan, {f"i{n}": tuple(_figures(n, drawn)) for n in range(targets)})


def _indicator(n: int) -> Indicator:
    definition = Definition.model_validate({"id": "d", "from": "figures"})
    return Indicator(
        id=f"i{n}", title=Text(f"I{n}"), unit="%", measure="ratio", better="higher", definitions=(definition,)
    )


def _target(n: int) -> Target:
    operator, scheme = KINDS[n % len(KINDS)]
    value = {"increase": None, "reduce_by": Decimal(20), "at_most": Decimal(90)}.get(operator, Decimal(130))
    return Target(
        id=f"t{n}",
        title=Text(f"T{n}"),
        goal="goal",
        clauses=("1",),
        indicator=f"i{n}",
        definition="d",
        operator=operator,
        value=value,
        upper=Decimal(140) if operator == "range" else None,
        tolerance=Decimal("0.02") if operator == "about" else None,
        scheme=scheme,
        base=Base(period="2015") if operator == "reduce_by" else None,
        due=DUE,
        known=date(2016, 1, 1),
    )


def _figures(n: int, drawn: random.Random) -> Iterator[Observation]:
    value = 100.0
    for year in range(FIRST, FIRST + YEARS):
        value = round(value * drawn.lognormvariate(0.01, 0.03), 2)
        yield Observation(
            indicator=f"i{n}", definition="d", area=AREA, period_text=str(year), authority="City",
            vintage=date(year + 1, 2, 1), current=True, value=value, grade=None, qualifier="exact", status="final",
            reason=None, denominator=None, rows=1, confidence="high", note=None, source=None, dataset="figures", line=1,
        )  # fmt: skip


def timed(known: Known) -> tuple[dict[str, float], Scorecard, dict[str, Outlook]]:
    """The verdicts, and what stands beside them, with the seconds that they took."""
    begun = perf_counter()
    card = assess(known, AS_OF)  # type: ignore[arg-type]
    judged = perf_counter()
    found = outlooks(card)
    return {"verdicts": judged - begun, "outlooks": perf_counter() - judged}, card, found


def main(targets: str, to: str) -> None:
    """Judge once, and append the seconds and what came out to a file of JSON lines."""
    np.zeros(1)  # loaded before the clock starts: the seconds are those after import
    known = made(int(targets))
    seconds, card, found = timed(known)
    told = {
        "seconds": seconds,
        "statuses": Counter(a.status for a in card.assessments),
        "schemes": sum(len(o.schemes) for o in found.values()),
        "rechecks": sum(len(o.fragility.rechecks) for o in found.values()),
        "fragile": sum(o.fragility.fragile is True for o in found.values()),
        "probabilities": sum(o.chance.probability is not None for o in found.values()),
    }
    with Path(to).open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
