"""The parts of a target: what each area answers for (目标分解), and what is asked for by each step (年度分解)."""

from __future__ import annotations

from qualicity.assessment.judge import judge_all
from qualicity.assessment.model import Assessment, Scorecard
from qualicity.assessment.scorecard import figures_of
from qualicity.indicators import Figures
from qualicity.plan import Target


def share_verdicts(figures: Figures, card: Scorecard, a: Assessment) -> tuple[Assessment, ...]:
    """The verdict on each area's share, by that area's own figures, in the order of the plan.

    Its target's id is `promise/area`. A share is judged on the definition that the whole is judged on; its base is
    the area's own figure, never the whole's value.
    """
    targets = [_share(a, n) for n in range(len(a.target.shares))]
    return judge_all(card.plan, [(t, figures_of(figures, t)) for t in targets], card.as_of)


def step_verdicts(card: Scorecard, a: Assessment) -> tuple[Assessment, ...]:
    """The verdict on each step at its own period, by the figures that the target is judged on, oldest step first.

    Its target's id is `promise/period`.
    """
    steps = sorted(a.target.steps, key=lambda s: s.period)
    targets = [
        _part(a, step.period).model_copy(update={"value": step.value, "due": step.period}) for step in steps
    ]
    return judge_all(card.plan, [(t, (*a.history, *a.apart)) for t in targets], card.as_of)


def _share(a: Assessment, n: int) -> Target:
    share, base = a.target.shares[n], a.target.base
    own = base.model_copy(update={"value": None}) if base else None
    changed = {"area": share.area, "value": share.value, "base": own, "lead": share.lead, "authority": None}
    return _part(a, share.area).model_copy(update=changed)


def _part(a: Assessment, name: str) -> Target:
    """A target of its own, so that a ruling on the whole does not decide the part."""
    return a.target.model_copy(
        update={
            "id": f"{a.target.id}/{name}",
            "definition": a.definition,
            "steps": (),
            "shares": (),
            "restated": (),
            "sought": None,
        }
    )
