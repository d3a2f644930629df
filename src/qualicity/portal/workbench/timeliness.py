"""In time, right at first, corrected: how reporting goes, as figures. A pure reckoning over records.

What counts, and what does not, stands here once:

- *In time*: of the duties whose date has passed, those whose first submission was handed in on or before that date (the
  day where the plan is). A draft is not handed in; what was handed in and came back later still was in time. A submission
  that was withdrawn counts for nothing. A duty whose rows came another way than by the workbench is left out on both sides:
  nobody can say who handed it in when.
- *Right at first*: of the submissions that were decided at least once, those that were approved by every step of their
  review without ever being returned. What the evidence refused counts as returned. Corrections are left out.
- *Corrected*: of the submissions that took effect, those that were mended later by another one that took effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Submitted:
    """What happened to one submission until a day: its days, and how often it came back."""

    id: str
    dataset: str
    organisation: str
    period: str
    handed_in: date | None = None
    returned: int = 0
    approved: bool = False
    effective: bool = False
    withdrawn: bool = False
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A duty with a date; `held` where its rows stand in the evidence."""

    dataset: str
    organisation: str
    period: str
    due: date
    held: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Which one it is."""
        return self.dataset, self.organisation, self.period


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n`."""

    k: int = 0
    n: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded to a whole number; None of nothing."""
        return (200 * self.k + self.n) // (2 * self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """The three figures of an organisation, or of a plan."""

    in_time: Share
    at_first: Share
    corrected: Share

    @property
    def any(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.in_time.n or self.at_first.n or self.corrected.n)


def timeliness(asked: Iterable[Asked], submitted: Iterable[Submitted], until: date) -> Timeliness:
    """The figures of what is given, as they stood at the end of a day."""
    sent = tuple(submitted)
    first: dict[tuple[str, str, str], date] = {}
    for s in sent:
        key = (s.dataset, s.organisation, s.period)
        if s.handed_in is not None and not s.withdrawn:
            first[key] = min(s.handed_in, first.get(key, s.handed_in))
    passed = [a for a in asked if a.due <= until and (a.key in first or not a.held)]
    on_time = [a for a in passed if a.key in first and first[a.key] <= a.due]
    decided = [s for s in sent if not s.corrects and (s.approved or s.returned)]
    took_effect = [s for s in sent if s.effective]
    mended = {s.corrects for s in took_effect if s.corrects}
    return Timeliness(
        Share(len(on_time), len(passed)),
        _share(decided, lambda s: s.approved and not s.returned),
        _share(took_effect, lambda s: s.id in mended),
    )


def by_organisation(
    asked: Iterable[Asked], submitted: Iterable[Submitted], until: date
) -> dict[str, Timeliness]:
    """The figures of each organisation that is asked for anything or has sent something."""
    asked, sent = tuple(asked), tuple(submitted)
    names = dict.fromkeys((*(a.organisation for a in asked), *(s.organisation for s in sent)))
    return {
        name: timeliness(
            (a for a in asked if a.organisation == name), (s for s in sent if s.organisation == name), until
        )
        for name in names
    }


def _share(of: Iterable[Submitted], counts: Callable[[Submitted], bool]) -> Share:
    listed = tuple(of)
    return Share(sum(map(counts, listed)), len(listed))
