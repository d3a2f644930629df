"""What a report holds its edition against: the release before, another release, or the plan as known on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from qualicity.assessment import Change, PlanView, changes
from qualicity.errors import QualicityError, Text, UsageError
from qualicity.plan import last_possible_day
from qualicity.release.exports import Edition
from qualicity.release.freeze import Frozen, releases, view_release
from qualicity.workspace import Workspace

HALF_YEAR = timedelta(days=183)
"""A report is owed twice a year: so far back it looks without a release before, and so far ahead."""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of each verdict since a day; `release` is the name of the one that it is held against."""

    day: date
    release: str | None
    changes: tuple[Change, ...]

    @property
    def changed(self) -> tuple[Change, ...]:
        """The targets with another status or figure, or that are new; a change of status first."""
        found = (c for c in self.changes if c.changed)
        return tuple(sorted(found, key=lambda c: c.before is not None and c.before.status == c.after.status))


@dataclass(frozen=True, slots=True)
class Base:
    """What views of a plan are held against: one of its releases, or the plan as known on an earlier day."""

    day: date
    release: str | None
    view: PlanView

    def since(self, view: PlanView) -> Since:
        """What became of each verdict since then."""
        return Since(self.day, self.release, changes(self.view, view))


def since(edition: Edition, workspace: Workspace, said: str | None = None) -> Since:
    """What changed up to an edition since a date or release; without one since the release before, else in half a year.

    Errors: `UsageError` for a release that is not there, of another plan or later, or for a later date.
    """
    if said is None:
        return since_release(edition, workspace, before(edition, releases(workspace, edition.view.plan.id)))
    named = next((r for r in releases(workspace, edition.view.plan.id) if r.lock.name == said), None)
    if named is not None:
        if not _is_before(named, edition):
            raise UsageError(
                Text(
                    f"--since {said}: that release is not earlier than what is reported",
                    f"--since {said}：该发布不早于所报告的状态",
                )
            )
        return since_release(edition, workspace, named)
    try:
        day = last_possible_day(said)
    except QualicityError:
        raise UsageError(
            Text(
                f"--since {said}: neither a date nor a release of this plan",
                f"--since {said}：既不是日期，也不是本方案的发布",
            )
        ) from None
    return _since_day(edition, day, said)


def before(edition: Edition, listed: Iterable[Frozen]) -> Frozen | None:
    """The release before an edition, of those listed with the latest first."""
    return next((r for r in listed if _is_before(r, edition)), None)


def _is_before(found: Frozen, edition: Edition) -> bool:
    """Whether a release came before an edition: made no later, and of an earlier day where made in the same moment."""
    own, lock = edition.release, found.lock
    if own is None:
        return lock.as_of <= edition.view.scorecard.as_of
    return lock.made <= own.made and (lock.as_of, lock.made, lock.name) < (own.as_of, own.made, own.name)


def since_release(edition: Edition, workspace: Workspace, found: Frozen | None) -> Since:
    """What changed up to an edition since an earlier release; without one in half a year."""
    return base(edition, workspace, found).since(edition.view)


def base(edition: Edition, workspace: Workspace, found: Frozen | None) -> Base:
    """What an edition is held against: an earlier release, or without one itself half a year before."""
    if found is None:
        day = edition.view.scorecard.as_of - HALF_YEAR
        return Base(day, None, edition.view.on(day))
    plan = found.plan()
    return Base(found.lock.as_of, found.lock.name, view_release(found, workspace, plan, found.judged(plan)))


def _since_day(edition: Edition, day: date, said: str) -> Since:
    """Errors: `UsageError` where the day is later than the edition's."""
    own = edition.view.scorecard.as_of
    if day > own:
        raise UsageError(
            Text(
                f"--since {said}: {day} is after {own}, the day that is reported; name an earlier date or release",
                f"--since {said}：{day} 晚于所报告的日期 {own}；请指定更早的日期或发布",
            )
        )
    return Since(day, None, changes(edition.view.on(day), edition.view))
