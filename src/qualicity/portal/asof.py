"""The date that a page is read as known on: `?as_of=2018-06-30`, `2018-06` or `2018`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from qualicity.errors import Text, UsageError
from qualicity.plan import last_possible_day, parse_period

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class AsOf:
    """A date of knowledge: `asked` says whether the address names it, else it is `today`."""

    day: date
    asked: bool
    today: date

    @property
    def past(self) -> bool:
        """Whether something may have become known since."""
        return self.day < self.today

    @property
    def query(self) -> dict[str, str]:
        """What keeps the date in an address."""
        return {"as_of": self.day.isoformat()} if self.asked else {}


def today() -> date:
    """The last day that has begun here or in UTC, in which stores keep time: no commit is later."""
    return max(date.today(), datetime.now(UTC).date())


def read_as_of(text: str | None, now: date) -> AsOf:
    """The date that an address asks for; nothing asked for means `now`.

    An imprecise date means its last day, or `now` where that is still to come.
    Errors: `UsageError` when it is no date, lies after `now` or before 1900.
    """
    asked = (text or "").strip()
    if not asked:
        return AsOf(now, False, now)
    last, first = last_possible_day(asked), parse_period(asked).start
    if first > now:
        raise UsageError(
            Text(
                f"{asked} lies ahead: nobody knows yet what will be known then. Today is {now.isoformat()}",
                f"{asked} 尚未到来，无从知晓届时的数据。今天是 {now.isoformat()}",
            )
        )
    if first < EARLIEST:
        raise UsageError(
            Text(
                f"{asked} is too long ago; ask for a date from {EARLIEST.year} on",
                f"{asked} 过于久远；请选择 {EARLIEST.year} 年以后的日期",
            )
        )
    return AsOf(min(last, now), True, now)
