"""The verbs of an organisation's calendar feed: give it a secret address, and take that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from qualicity.plan import Plan
from qualicity.portal.workbench.actions.base import Action, Happened
from qualicity.portal.workbench.models import Feed
from qualicity.portal.workbench.rights import Actor, Where


@dataclass(frozen=True)
class MakeFeed(Action[Feed]):
    """Give the organisation's calendar an address; the one that it has already stays."""

    verb: ClassVar[str] = "feed.make"

    plan: Plan
    organisation: str

    def effect(self, actor: Actor, at: datetime) -> tuple[Feed, Happened | None]:
        """Those who report or review for the organisation may."""
        where = Where(self.plan.id, self.organisation)
        if not actor.may("review", where):
            actor.require("report", where)
        found = feed_of(self.plan.id, self.organisation)
        if found is not None:
            return found, None
        found = Feed.objects.create(plan=self.plan.id, organisation=self.organisation, by=actor.name, at=at)
        return found, Happened(f"feed {found.pk}", where, {})


@dataclass(frozen=True)
class RevokeFeed(Action[None]):
    """Take the address back: whoever still has it gets nothing from now on."""

    verb: ClassVar[str] = "feed.revoke"

    plan: Plan
    organisation: str

    def effect(self, actor: Actor, at: datetime) -> tuple[None, Happened | None]:
        """Those who report or review for the organisation may."""
        where = Where(self.plan.id, self.organisation)
        if not actor.may("review", where):
            actor.require("report", where)
        found = feed_of(self.plan.id, self.organisation)
        if found is None:
            return None, None
        found.revoked = at
        found.save(update_fields=["revoked"])
        return None, Happened(f"feed {found.pk}", where, {})


def feed_of(plan: str, organisation: str) -> Feed | None:
    """The organisation's feed, where it has one."""
    return Feed.objects.filter(plan=plan, organisation=organisation, revoked=None).first()
