"""Whether a verdict hangs on one year: judged again by the same rules without the last year, and from another base.

A verdict by the due period's own figure is not rechecked: no other year may stand in for that one. The base of a
promise against a base (`grow_by`, `reduce_by`) is a part of the promise, and is not moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualicity.assessment.case import Case, as_base, best, by_period
from qualicity.assessment.judge import judge_cases
from qualicity.assessment.model import Assessment, Fragility, Recheck, Scorecard
from qualicity.assessment.schemes import SCHEMES
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Base, parse_period
from qualicity.plan.targets import OF_BASE, plain

LEAST_POINTS = 3
"""With fewer figures there is no year that could be left out."""
_UNSET = ("cannot_judge", "not_due")


@dataclass(frozen=True, slots=True)
class _Terms:
    """Other terms on which a target is judged again."""

    name: str
    said: Text
    case: Case


def fragilities(card: Scorecard, cases: Sequence[Case]) -> list[Fragility]:
    """The fragility of every verdict of a scorecard, all rechecks judged in one call; `cases` are what they rest on."""
    why = [_not_rechecked(a, case) for a, case in zip(card.assessments, cases, strict=True)]
    terms = [
        () if reason else tuple(_other_terms(a, case))
        for a, case, reason in zip(card.assessments, cases, why, strict=True)
    ]
    found = iter(judge_cases(card.plan, [t.case for each in terms for t in each]))
    return [
        Fragility(None, (), reason) if reason else _fragility(a, [_recheck(t, next(found)) for t in each])
        for a, each, reason in zip(card.assessments, terms, why, strict=True)
    ]


def _not_rechecked(a: Assessment, case: Case) -> Text | None:
    """Why a verdict is not judged again; None where it is."""
    if a.rule == "ruling" or a.target.operator == "judged":
        return Text("judged by people: no year to leave out", "由人评判：没有可去除的年份")
    if a.status in _UNSET or a.figure is None:
        return Text("there is no verdict that could change", "尚无可能改变的结论")
    if a.figure in case.at_due:
        return Text(
            "decided by the due period's own figure: no other year may stand in for it",
            "由到期时期本身的数值判定：其他年份不能代替",
        )
    n = len(_points(case))
    if n < LEAST_POINTS:
        return Text(
            f"{n} figure{'' if n == 1 else 's'} on this definition, fewer than {LEAST_POINTS}",
            f"此口径仅有{n}个数值，不足{LEAST_POINTS}个",
        )
    return None


def _points(case: Case) -> list[Observation]:
    """The admissible figures up to now, the best one of each period, oldest first."""
    found: dict[str | None, list[Observation]] = {}
    for o in (*case.earlier, *case.at_due):
        found.setdefault(o.period_text, []).append(o)
    return [best(each) for each in found.values()]


def _other_terms(a: Assessment, case: Case) -> Iterator[_Terms]:
    points = _points(case)
    last = points[-1]
    end, when = by_period(last)[0], parse_period(str(last.period_text)).title()
    kept = case.with_figures(tuple(o for o in case.figures if by_period(o)[0] < end))
    yield _Terms("last_dropped", Text(f"Without {when.en}", f"不计{when.get('zh')}"), kept)
    if case.base is None or a.rule == "level" or a.rule not in SCHEMES or plain(a.target.operator) in OF_BASE:
        return
    for name, o in _neighbours(case.base, points, last):
        moved = as_base(o)
        when = parse_period(moved.period).title()
        said = Text(f"Counted from {when.en}", f"自{when.get('zh')}起算")
        yield _Terms(name, said, case.with_base(moved))


def _neighbours(
    base: Base, points: list[Observation], last: Observation
) -> Iterator[tuple[str, Observation]]:
    """The figures nearest to the base before and after it, the judged one left out."""
    start, valued = parse_period(base.period), [o for o in points if o.value is not None and o.period]
    before = [o for o in valued if o.period and o.period.end <= start.start]
    after = [o for o in valued if o.period and o.period.start >= start.end and by_period(o) < by_period(last)]
    if before:
        yield "base_earlier", before[-1]
    if after:
        yield "base_later", after[0]


def _recheck(terms: _Terms, found: Assessment) -> Recheck:
    status = None if found.status in _UNSET else found.status
    said, reason = terms.said, found.reason
    return Recheck(
        terms.name, status, Text(f"{said.en}: {reason.en}", f"{said.get('zh')}：{reason.get('zh')}")
    )


def _fragility(a: Assessment, rechecks: list[Recheck]) -> Fragility:
    known = [r.status for r in rechecks if r.status is not None]
    if not known:
        why = Text("on no other terms is there a verdict", "换用其他条件均无结论")
        return Fragility(None, tuple(rechecks), why)
    return Fragility(any(status != a.status for status in known), tuple(rechecks))
