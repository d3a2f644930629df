"""What goes out: a plan's figures and verdicts as known on a date, or as a release froze them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from qualicity.assessment import PlanView
from qualicity.errors import Lang
from qualicity.release.exports.changed import last_changed
from qualicity.release.freeze import Lock


@dataclass(frozen=True, eq=False)
class Edition:
    """A state of a plan that is given out.

    `release` is its lock where it is a release's, and None for the live state, as known on the view's date. `made` is
    when the state was made: of a release the moment of its freezing, so that its files are the same whenever they are
    written. `site` is the address of the portal that answers for it, without a slash at the end; "" where none is known:
    then identifiers are relative.
    """

    view: PlanView
    release: Lock | None = None
    made: datetime = field(default_factory=lambda: datetime(1970, 1, 1))  # UTC without zone, as in locks
    site: str = ""

    @property
    def name(self) -> str:
        """A short name for files: the plan, and the release or the date."""
        state = self.release.name if self.release else self.view.scorecard.as_of.isoformat()
        return f"{self.view.plan.id}-{state}"

    @cached_property
    def changed(self) -> date:
        """The day (UTC) on which it became what it is: of a release that of its freezing."""
        return self.made.date() if self.release else last_changed(self.view)

    @property
    def prefix(self) -> str:
        """What every address of it begins with."""
        return f"{self.site}/r/{self.release.name}" if self.release else self.site

    def address(self, lang: Lang, *parts: str) -> str:
        """The address of a page about a part of it."""
        return "/".join((self.prefix, lang, self.view.plan.id, *parts)) + "/"
