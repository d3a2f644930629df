"""A plan among others: those above it that it carries out, those beside it, and possible conflicts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from qualicity import release
from qualicity.plan import Target
from qualicity.portal.context import InPlan
from qualicity.portal.pages import Page


def cascade(here: InPlan) -> Page:
    """What is taken over from the plans above, what stands beside, and what may contradict."""
    found = here.view.cascade
    return Page(
        template="cascade.html",
        title=_("Plans above and beside"),
        record=lambda: release.cascade(found),
        table=lambda: release.clause_rows(found),
        section="scorecard",
        context={"found": found},
    )


def about_target(here: InPlan, target: Target) -> dict[str, Any]:
    """What `_parent_clause.html` and `_conflicts_between_plans.html` show of one target."""
    found = here.view.cascade
    return {
        "over": found.over(target.id),
        "has_above": bool(found.above),
        "possible_conflicts": found.conflicts_of(target.id),
    }


def target_record(here: InPlan, target: Target) -> dict[str, Any]:
    """The same as records: `{"implements": […], "possible_conflicts": […]}`."""
    found = here.view.cascade
    return {
        "implements": release.over_target(found, target.id),
        "possible_conflicts": [release.conflict(c) for c in found.conflicts_of(target.id)],
    }
