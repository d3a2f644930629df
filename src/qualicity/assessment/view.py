"""A plan as known on a date: what every reader of it, on a page or in a shell, starts from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qualicity.assessment.cascade import Cascade, cascade
from qualicity.assessment.model import Assessment, Outlook, Scorecard
from qualicity.assessment.parts import share_verdicts, step_verdicts
from qualicity.assessment.rollup import PlanSummaries, summarise
from qualicity.assessment.rulings import with_rulings
from qualicity.assessment.scorecard import assess, headline, natures
from qualicity.assessment.tasks.board import TaskBoard, assess_tasks
from qualicity.assessment.tasks.contribution import Delivery, deliveries
from qualicity.assessment.tasks.programmes import ProgrammeState, assess_programmes
from qualicity.assessment.track_said import record_verdicts
from qualicity.errors import Text
from qualicity.evidence import EvidenceStore
from qualicity.indicators import Figures, compute
from qualicity.plan import Plan
from qualicity.workspace import Workspace

if TYPE_CHECKING:  # they start from views themselves
    from qualicity.assessment.midterm import SinceMidterm
    from qualicity.assessment.track import TrackRecord


@dataclass(frozen=True)
class PlanView:
    """The figures and verdicts of a plan as known on a date, and whatever else is judged of it, made when asked for.

    A release keeps all of it (`with_kept`): a page must take it from here, never judge for itself.
    """

    plan: Plan
    store: EvidenceStore
    figures: Figures
    scorecard: Scorecard

    def with_kept(self, kept: Mapping[str, Any]) -> PlanView:
        """The same view, of which these properties are not made but as they were kept."""
        view = replace(self)
        vars(view).update(kept)  # where `cached_property` finds what it made
        return view

    def on(self, day: date) -> PlanView:
        """The plan as known on another day, from the same evidence."""
        figures = Figures(compute(self.plan, self.store, day))
        return PlanView(self.plan, self.store, figures, assess(figures, day))

    @cached_property
    def outlooks(self) -> Mapping[str, Outlook]:
        """What stands beside each verdict (other schemes, fragility, chance, pace), by target."""
        from qualicity.assessment.outlook import (
            kept_outlooks,
        )  # numbers and forecasts: a scorecard needs neither

        return kept_outlooks(self)

    @cached_property
    def headline(self) -> Text:
        """The one sentence that sums the numeric promises up."""
        return headline(self.scorecard)

    @cached_property
    def natures(self) -> Text | None:
        """How many binding and anticipatory targets have which status, where the plan says which is which."""
        return natures(self.scorecard)

    @cached_property
    def summaries(self) -> PlanSummaries:
        """The summaries of the plan, its goals and missions."""
        return summarise(self.scorecard)

    @cached_property
    def steps(self) -> Mapping[str, tuple[Assessment, ...]]:
        """The verdicts on each target's steps, by target."""
        return {a.target.id: step_verdicts(self.scorecard, a) for a in self.scorecard.assessments}

    @cached_property
    def shares(self) -> Mapping[str, tuple[Assessment, ...]]:
        """The verdicts on what each area answers for, by target."""
        card = self.scorecard
        return {a.target.id: share_verdicts(self.figures, card, a) for a in card.assessments}

    @cached_property
    def board(self) -> TaskBoard:
        """Where the plan's actions stand."""
        return assess_tasks(self.plan, self.store, self.scorecard.as_of)

    @cached_property
    def programmes(self) -> tuple[ProgrammeState, ...]:
        """Where its programmes stand."""
        return assess_programmes(self.plan, self.store, self.scorecard.as_of)

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """What is meant to deliver each target."""
        return deliveries(self.board, self.scorecard)

    @cached_property
    def cascade(self) -> Cascade:
        """The plans above and beside, and possible conflicts."""
        return cascade(self.plan, self.scorecard.as_of)

    @cached_property
    def midterm(self) -> Mapping[str, SinceMidterm]:
        """What became of each verdict since the plan's middle day; nothing up to that day."""
        from qualicity.assessment.midterm import kept_since_midterm

        return kept_since_midterm(self)

    @cached_property
    def track_record(self) -> TrackRecord:
        """How earlier forecasts did: several days are computed."""
        from qualicity.assessment.track import track_record

        return track_record(self)


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
    plan = with_rulings(plan, EvidenceStore(workspace, plan, shown))
    store = EvidenceStore(workspace, plan, shown)
    figures = Figures(compute(plan, store, as_of, progress, now))
    card = assess(figures, as_of)
    if now is not None:
        record_verdicts(card, workspace, now)
    return PlanView(plan, store, figures, card)
