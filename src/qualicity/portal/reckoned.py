"""How reporting goes, in public: counts of an organisation and of a plan, never a person, a submission or a comment.

They stand as at the end of the day before the one that a page is read as known on, so a page changes with the day alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from qualicity.plan import Dataset, Plan
from qualicity.portal import catalogue, database
from qualicity.portal.context import InPlan

if TYPE_CHECKING:
    from qualicity.portal.workbench.timeliness import Timeliness


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The figures at the end of a day: `whole` of the plan, `parts` of organisations ({} where they are withheld)."""

    until: date
    whole: Timeliness
    parts: dict[str, Timeliness]
    withheld: bool

    def of(self, organisation: str) -> Timeliness | None:
        """An organisation's, where there is anything to say."""
        found = self.parts.get(organisation)
        return found if found and found.any else None


def reckoned(here: InPlan) -> Reckoned | None:
    """The figures over public datasets; None in a release (they are of the live portal), and where nothing is reported."""
    listed = _public(here.plan)
    if not listed or catalogue.current().release is not None or not database.there():
        return None
    until = min(here.as_of.day, catalogue.current().now()) - timedelta(days=_not_over(here.plan))
    try:
        return here.opened.keep(("reckoned", until), lambda: _reckoned(here, until, listed))
    except DatabaseError:
        return None


def _not_over(plan: Plan) -> int:
    """So many last days may not be over yet where the plan is, at some hour of the day in UTC."""
    noon = datetime(2000, 1, 1, 12)
    return 1 if plan.moment(noon) <= noon else 2


def record(t: Timeliness | None) -> dict[str, Any] | None:
    """The figures as data: `k` of `n` each."""
    return asdict(t) if t else None


def _public(plan: Plan) -> tuple[Dataset, ...]:
    return tuple(d for d in plan.datasets if d.reporting and d.confidentiality == "public")


def _reckoned(here: InPlan, until: date, listed: tuple[Dataset, ...]) -> Reckoned | None:
    from qualicity.portal.workbench.models import Submission
    from qualicity.portal.workbench.reckoned import reckon

    if not Submission.objects.filter(plan=here.plan.id, submitted__date__lte=until).exists():
        return (
            None  # nobody reports here yet: no organisation is called late by a portal that it does not use
        )
    whole, parts = reckon(here.view.store, until, listed)
    least = max(d.smallest_cell for d in listed)
    withheld = any(0 < n < least for t in parts.values() for n in (t.in_time.n, t.at_first.n, t.corrected.n))
    return Reckoned(until, whole, {} if withheld else parts, withheld)
