"""Cases as arrays: the courses that `qualicity.methods.progress` judges in one call, and its verdicts on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from math import isnan
from typing import Any

from qualicity.assessment.model import SchemeVerdict
from qualicity.assessment.schemes.scheme import Classes, SchemeCase, classed, unjudged
from qualicity.errors import Text
from qualicity.methods.progress import REASONS, Course, Verdicts
from qualicity.plan.targets import plain

_NAN = float("nan")
_HAIR = Decimal("1e-9")
"""A strict promise that is exactly reached is not kept: it is aimed at this share beyond, as methods know no strictness."""


def course_of(cases: Sequence[SchemeCase], aim: Callable[[SchemeCase], Any] | None = None) -> Course:
    """The courses of cases as arrays; NaN where something is not known. `aim` replaces the value aimed at."""
    rows = [_row(case, (aim or _aim)(case)) for case in cases]
    base, base_year, value, year, direction, target, due, limit = zip(*rows, strict=True)
    return Course.of(
        base, base_year, value, year, direction=direction, target=target, target_year=due, limit=limit
    )


def _row(case: SchemeCase, aimed: Any) -> tuple[float, ...]:
    return (
        _float(case.base and case.base.value),
        case.start.last.year if case.start else _NAN,
        _float(case.value),
        case.period.last.year,
        _float(case.direction),
        _float(aimed),
        case.due.last.year,
        _float(case.target.limit),
    )


def _float(value: Any) -> float:
    return _NAN if value is None else float(value)


def _aim(case: SchemeCase) -> Decimal | None:
    aimed = case.aim
    if aimed is None or aimed != case.value or plain(case.target.operator) not in ("more_than", "less_than"):
        return aimed
    beyond = (abs(aimed) or Decimal(1)) * _HAIR
    return aimed + beyond if plain(case.target.operator) == "more_than" else aimed - beyond


def told(
    scheme: str,
    classes: Classes,
    cases: Sequence[SchemeCase],
    found: Verdicts,
    arithmetic: Callable[[SchemeCase, float], Text],
    met: Sequence[str],
    met_score: float | None = None,
    unclassed: str = "",
) -> list[SchemeVerdict]:
    """A method's verdicts in words.

    `met` are the classes of a target that is met and `met_score` its score, whatever its trend; `unclassed` is the
    scheme's own word for what cannot be judged.
    """
    return [
        _one(scheme, classes, case, row, arithmetic, (met, met_score), unclassed)
        for case, row in zip(cases, _rows(found), strict=True)
    ]


def _rows(found: Verdicts) -> Iterator[tuple[str, str | None, float | None, float | None]]:
    """Class, reason, value and score of each case as Python knows them, None for NaN."""
    columns = (found.status, found.reason, found.progress_value, found.score)
    for status, reason, value, score in zip(*(c.tolist() for c in columns), strict=True):
        yield status, reason, _known(value), _known(score)


def _known(x: float) -> float | None:
    return None if isnan(x) else x


def _one(
    scheme: str,
    classes: Classes,
    case: SchemeCase,
    row: tuple[str, str | None, float | None, float | None],
    arithmetic: Callable[[SchemeCase, float], Text],
    met: tuple[Sequence[str], float | None],
    unclassed: str,
) -> SchemeVerdict:
    code, reason, value, score = row
    if case.met:  # within a tolerance, say, which methods do not know
        classes_met, score = met
        code = code if code in classes_met else classes_met[0]
    elif reason:
        return unjudged(scheme, REASONS[reason], unclassed)
    words = case.way if value is None else arithmetic(case, value)
    return classed(scheme, classes, case, code, words, value, score)
