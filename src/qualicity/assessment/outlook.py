"""What stands beside the verdicts of a scorecard, computed for all targets at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualicity.assessment.case import Case, best
from qualicity.assessment.chance import chances
from qualicity.assessment.fragility import fragilities
from qualicity.assessment.judge import scheme_case
from qualicity.assessment.kept import of_each
from qualicity.assessment.model import STATUSES, Assessment, Outlook, SchemeVerdict, Scorecard
from qualicity.assessment.pace import pace_of
from qualicity.assessment.schemes import SCHEMES, SchemeCase, chosen, side_by_side
from qualicity.assessment.schemes.scheme import NOTHING_SINCE, unjudged
from qualicity.errors import Text
from qualicity.indicators import Observation

if TYPE_CHECKING:
    from qualicity.assessment.view import PlanView


def case_of(card: Scorecard, a: Assessment) -> Case:
    """What the verdict on a target rests on."""
    return Case.of(card.plan, a.target, (*a.history, *a.apart), card.as_of)


def outlooks(card: Scorecard) -> dict[str, Outlook]:
    """What stands beside each verdict, by target: schemes side by side, fragility, probability and pace."""
    cases = [case_of(card, a) for a in card.assessments]
    schemes, checked = _schemes(card, cases), fragilities(card, cases)
    likely, judged = chances(card.assessments, card.plan), zip(card.assessments, cases, strict=True)
    return {
        a.target.id: Outlook(schemes[n], checked[n], likely[n], pace_of(a, case))
        for n, (a, case) in enumerate(judged)
    }


def kept_outlooks(view: PlanView) -> Mapping[str, Outlook]:
    """The same, of which those that were made before are kept in the workspace."""
    card, hashes = view.scorecard, view.figures.hashes()

    def make(targets: Collection[str]) -> dict[str, Outlook]:
        return outlooks(
            replace(card, assessments=tuple(a for a in card.assessments if a.target.id in targets))
        )

    keys = {a.target.id: f"{card.as_of} {hashes.get(a.target.indicator or '', '')}" for a in card.assessments}
    return of_each(card.plan, view.store.workspace, "outlooks", Outlook, keys, make)


def schemes_of(card: Scorecard) -> dict[str, tuple[SchemeVerdict, ...]]:
    """What every scheme that has a say on a target says of its figure, by target; the chosen one first and marked.

    Empty for a target without a figure, and for one that people judge.
    """
    found = _schemes(card, [case_of(card, a) for a in card.assessments])
    return {a.target.id: each for a, each in zip(card.assessments, found, strict=True)}


def _schemes(card: Scorecard, cases: Sequence[Case]) -> list[tuple[SchemeVerdict, ...]]:
    found: list[tuple[SchemeVerdict, ...]] = [()] * len(cases)
    asked = [
        (n, a, a.figure)
        for n, a in enumerate(card.assessments)
        if a.figure is not None and a.target.operator != "judged"
    ]
    names = [chosen(card.plan, a.target)[0] for _, a, _ in asked]
    given = [_scheme_case(cases[n], figure) for n, _, figure in asked]
    for (n, a, _), verdicts in zip(asked, side_by_side(names, given), strict=True):
        found[n] = tuple(map(_not_since, verdicts)) if a.status == "not_due" else verdicts
    return found


def _not_since(verdict: SchemeVerdict) -> SchemeVerdict:
    """Of a mere starting point no scheme says that it is on course or not."""
    if verdict.status is None:
        return verdict
    return replace(unjudged(verdict.scheme, NOTHING_SINCE), chosen=verdict.chosen)


def _scheme_case(case: Case, figure: Observation) -> SchemeCase:
    """By the judged figure; where that is the one year in which a level did not hold, by the last one."""
    return scheme_case(case, best(case.at_due or case.since or (figure,)) if case.every_year else figure)


def disagreement(schemes: Sequence[SchemeVerdict]) -> Text | None:
    """A sentence that says where schemes come to different statuses; None where they do not."""
    by_status = {
        status: [SCHEMES[v.scheme].title for v in schemes if v.status == status]
        for status in STATUSES
        if any(v.status == status for v in schemes)
    }
    if len(by_status) < 2:
        return None
    en = "; ".join(
        f"{STATUSES[s].en.lower()} by {', '.join(t.en for t in titles)}" for s, titles in by_status.items()
    )
    zh = "；".join(
        f"{'、'.join(t.get('zh') for t in titles)}：{STATUSES[s].get('zh')}"
        for s, titles in by_status.items()
    )
    return Text(f"The schemes disagree: {en}.", f"各方法结论不一：{zh}。")
