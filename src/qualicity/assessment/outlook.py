"""What stands beside the verdicts of a scorecard, computed for all targets at once."""

from __future__ import annotations

from collections.abc import Sequence

from qualicity.assessment.case import Case, best
from qualicity.assessment.judge import scheme_case
from qualicity.assessment.model import STATUSES, Assessment, SchemeVerdict, Scorecard
from qualicity.assessment.schemes import SCHEMES, SchemeCase, chosen, side_by_side
from qualicity.errors import Text
from qualicity.indicators import Observation


def case_of(card: Scorecard, a: Assessment) -> Case:
    """What the verdict on a target rests on."""
    return Case.of(card.plan, a.target, (*a.history, *a.apart), card.as_of)


def schemes_of(card: Scorecard) -> dict[str, tuple[SchemeVerdict, ...]]:
    """What every scheme that has a say on a target says of its figure, by target; the chosen one first and marked.

    Empty for a target without a figure, and for one that people judge.
    """
    found: dict[str, tuple[SchemeVerdict, ...]] = {a.target.id: () for a in card.assessments}
    asked = [a for a in card.assessments if a.figure is not None and a.target.operator != "judged"]
    cases = [_scheme_case(case_of(card, a), a.figure) for a in asked if a.figure is not None]
    names = [chosen(card.plan, a.target)[0] for a in asked]
    for a, verdicts in zip(asked, side_by_side(names, cases), strict=True):
        found[a.target.id] = verdicts
    return found


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
