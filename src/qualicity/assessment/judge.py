"""Status by rule: from a target and the figures known on a date to a verdict with its reason.

1. The definition: the target's own, else the one that a ruling names; without either nothing is judged.
2. The figures: those that are admissible, see `qualicity.assessment.case`.
3. With the due period's figure: met → achieved; not met and the date has passed → missed. Authorities
   that disagree about it → cannot be judged.
4. Before the date, with an earlier figure: met → achieved if cumulative, else on course; not met, or a mere
   direction → the scheme's class through its printed map. Schemes judge all such targets in one call.
5. Date passed without the due period's figure → cannot be judged. Nothing due and no figure → not due.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qualicity.assessment import reasons
from qualicity.assessment.case import Case, best, last_of
from qualicity.assessment.model import Assessment, SchemeVerdict, Status
from qualicity.assessment.schemes import SchemeCase, by_scheme, chosen
from qualicity.errors import Text
from qualicity.indicators import Observation
from qualicity.plan import Plan, Target
from qualicity.plan.targets import DIRECTIONS


@dataclass(frozen=True, slots=True)
class _Open:
    """A case that a scheme judges by a figure."""

    case: Case
    figure: Observation
    scheme: str
    note: Text | None


def judge(plan: Plan, target: Target, figures: Iterable[Observation], as_of: date) -> Assessment:
    """The verdict on one target by the current figures of its indicator and area, as known on a date."""
    return judge_all(plan, [(target, figures)], as_of)[0]


def judge_all(
    plan: Plan, asked: Iterable[tuple[Target, Iterable[Observation]]], as_of: date
) -> tuple[Assessment, ...]:
    """The verdicts on many targets, each by its figures; each scheme is called once for all that it judges."""
    return judge_cases(plan, [Case.of(plan, target, figures, as_of) for target, figures in asked])


def judge_cases(plan: Plan, cases: Iterable[Case]) -> tuple[Assessment, ...]:
    """The verdicts on cases, such as those of `judge_all`, or the same on other terms."""
    settled = [_settle(plan, case) for case in cases]
    left = [s for s in settled if isinstance(s, _Open)]
    verdicts = iter(by_scheme([o.scheme for o in left], [scheme_case(o.case, o.figure) for o in left]))
    return tuple(_by_scheme(s, next(verdicts)) if isinstance(s, _Open) else s for s in settled)


def scheme_case(case: Case, figure: Observation) -> SchemeCase:
    """What schemes are given of a case to judge it by a figure."""
    at_due = any(o is figure for o in case.at_due)
    direction_only = case.target.operator in DIRECTIONS and not at_due
    return SchemeCase(
        target=case.promise,
        indicator=case.indicator,
        base=case.base,
        figure=figure,
        met=None if direction_only else case.met(figure),
        at_due=at_due,
        over=case.over,
        cumulative=case.cumulative,
        earlier=case.earlier,
        begin=case.begin,
    )


def _settle(plan: Plan, case: Case) -> Assessment | _Open:
    """The verdict, or what a scheme is asked."""
    target = case.target
    if case.ruling and case.ruling.status:
        return _verdict(case, case.ruling.status, "ruling", reasons.by_ruling(case.ruling))
    if target.operator == "judged" or case.indicator is None:
        if not case.over:
            return _verdict(case, "not_due", "none", reasons.not_due_judged(target))
        return _verdict(case, "cannot_judge", "none", reasons.nobody_judged(target))
    if case.definition is None:
        status: Status = "cannot_judge" if case.over or case.apart else "not_due"
        return _verdict(case, status, "none", reasons.no_definition(case.indicator, case.apart, target))
    if case.at_due:
        verdict = _by_mean(plan, case) or _by_due_figure(case)
        if verdict:
            return verdict
    if case.over:
        return _nothing_at_due(case)
    return _before_due(plan, case)


def _verdict(
    case: Case,
    status: Status,
    rule: str,
    reason: Text,
    figure: Observation | None = None,
    conflicts: tuple[Observation, ...] = (),
) -> Assessment:
    ruling = case.ruling
    if ruling and ruling.definition and case.target.definition is None and rule != "ruling":
        reason = reasons.on_ruling(reason, case.indicator, ruling)
    return Assessment(
        case.target,
        status,
        rule,
        reason,
        case.definition,
        ruling,
        figure,
        case.figures,
        case.apart,
        conflicts,
        case.base,
    )


def _by_mean(plan: Plan, case: Case) -> _Open | None:
    """A promise of a mean over the plan is kept by the mean, at its date too, and by no single figure."""
    asked = _asked(plan, case, best(case.at_due))
    return asked if asked.scheme == "running-mean" else None


def _asked(plan: Plan, case: Case, figure: Observation) -> _Open:
    name, note = chosen(plan, case.target)
    return _Open(case, figure, name, note)


def _by_due_figure(case: Case) -> Assessment | None:
    target, at_due = case.promise, case.at_due
    if target.authority:
        at_due = tuple(o for o in at_due if o.authority == target.authority) or at_due
    latest = last_of(at_due)
    figure = best(latest)
    conflicts = tuple(o for o in latest if o is not figure and o.authority != figure.authority)
    answers = {case.met(o) for o in latest}
    if answers == {True}:
        broken = _broken_year(case)
        if broken:
            return _verdict(case, "missed", "level", reasons.broken(target, case.indicator, broken), broken)
        reason = reasons.met_at_due(target, case.indicator, figure, conflicts)
        return _verdict(case, "achieved", "level", reason, figure, conflicts)
    if not case.over:
        return None
    if answers == {False}:
        reason = reasons.not_met(target, case.indicator, figure, conflicts)
        return _verdict(case, "missed", "level", reason, figure, conflicts)
    if len(answers) > 1:
        reason = reasons.authorities_disagree(target, case.indicator, latest)
        return _verdict(case, "cannot_judge", "none", reason, figure, conflicts)
    return _verdict(
        case, "cannot_judge", "none", reasons.vague_figure(target, case.indicator, figure), figure
    )


def _broken_year(case: Case) -> Observation | None:
    """For a level to be held every year: the first full period of the plan in which it was not."""
    if not case.every_year:
        return None
    return next(
        (o for o in case.earlier if o.period and o.period.start >= case.begin and case.met(o) is False),
        None,
    )


def _nothing_at_due(case: Case) -> Assessment:
    target, earlier = case.promise, case.earlier
    broken = _broken_year(case)
    if broken:
        return _verdict(case, "missed", "level", reasons.broken(target, case.indicator, broken), broken)
    if earlier and case.cumulative and case.met(earlier[-1]):
        reason = reasons.met_early(target, case.indicator, earlier[-1])
        return _verdict(case, "achieved", "level", reason, earlier[-1])
    inside = [o for o in case.figures if o.period and o.period.overlaps(case.due)]
    after = [o for o in case.figures if o.period and o.period.start >= case.due.end and case.whole(o.period)]
    last = earlier[-1] if earlier else None
    reason = reasons.nothing_at_due(
        target, case.indicator, last, inside[-1] if inside else None, after[0] if after else None
    )
    return _verdict(case, "cannot_judge", "none", reason, last)


def _before_due(plan: Plan, case: Case) -> Assessment | _Open:
    target = case.promise
    known = case.at_due or case.since
    if not known:
        start = case.earlier[-1] if case.earlier else None
        return _verdict(case, "not_due", "none", reasons.not_due(target, case.indicator, start), start)
    last = best(known)
    broken = _broken_year(case)
    if broken:
        return _verdict(case, "missed", "level", reasons.broken(target, case.indicator, broken), broken)
    asked = _asked(plan, case, last)
    if target.operator in DIRECTIONS or asked.scheme == "running-mean":
        return asked
    same = tuple(o for o in case.figures if o.period_text == last.period_text)
    if len({case.met(o) for o in same}) > 1:
        reason = reasons.authorities_disagree(target, case.indicator, same)
        return _verdict(case, "cannot_judge", "none", reason, last)
    if case.met(last):
        status: Status = "achieved" if case.cumulative else "on_course"
        return _verdict(case, status, "level", reasons.met_early(target, case.indicator, last), last)
    return asked


def _by_scheme(asked: _Open, found: SchemeVerdict) -> Assessment:
    case, indicator = asked.case, asked.case.indicator
    if found.status is None:
        reason = reasons.undefined(case.base, indicator, asked.figure, found)
    else:
        reason = reasons.by_scheme(found)
    if asked.note:
        reason = Text(f"{reason.en} {asked.note.en}", f"{reason.get('zh')}{asked.note.get('zh')}")
    return _verdict(case, found.status or "cannot_judge", asked.scheme, reason, asked.figure)
