"""A plan as known on a date: what every reader of it, on a page or in a shell, starts from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from qualicity.assessment.model import Outlook, Scorecard
from qualicity.assessment.scorecard import assess
from qualicity.assessment.track_said import record_verdicts
from qualicity.evidence import EvidenceStore
from qualicity.indicators import Figures, compute
from qualicity.plan import Plan
from qualicity.workspace import Workspace


@dataclass(frozen=True)
class PlanView:
    """The figures and verdicts of a plan as known on a date."""

    plan: Plan
    store: EvidenceStore
    figures: Figures
    scorecard: Scorecard

    @cached_property
    def outlooks(self) -> Mapping[str, Outlook]:
        """What stands beside each verdict (other schemes, fragility, chance, pace), by target; made when asked for."""
        from qualicity.assessment.outlook import (
            outlooks,  # numbers and forecasts: a scorecard alone needs neither
        )

        return outlooks(self.scorecard)


def view_plan(
    plan: Plan,
    workspace: Workspace,
    as_of: date,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    shown: str | None = None,
    now: datetime | None = None,
) -> PlanView:
    """Compute (or find computed) what a plan's figures and verdicts were on a date.

    `shown` is the plan folder's path as a person would type it, for messages. With `now` changes of figures
    are logged, and what is said of targets today (`track_said.py`).
    Errors: `NotLoadedError` when its evidence has not been loaded into the workspace.
    """
    store = EvidenceStore(workspace, plan, shown)
    figures = Figures(compute(plan, store, as_of, progress, now))
    card = assess(figures, as_of)
    if now is not None:
        record_verdicts(card, workspace, now)
    return PlanView(plan, store, figures, card)
