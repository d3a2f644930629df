"""Periods of time as SDMX writes them (SDMX 3.0, section 6, "Time formats"): `TIME_PERIOD`.

| written | means |
|---|---|
| `2016` | the year |
| `2016-S1`, `2016-Q3`, `2016-05`, `2016-W07`, `2016-05-17` | half-year, quarter, month, ISO week, day |
| `2023-01-01/P9M` | a range: from the date on, for the ISO 8601 duration |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qualicity.errors import Text, UsageError

FREQUENCIES = {
    "A": Text("year", "年"),
    "S": Text("half-year", "半年"),
    "Q": Text("quarter", "季度"),
    "M": Text("month", "月"),
    "W": Text("week", "周"),
    "D": Text("day", "日"),
}
_MONTHS = {"A": 12, "S": 6, "Q": 3, "M": 1}
_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?:S(?P<S>[12])|Q(?P<Q>[1-4])|W(?P<W>\d{2})"
    r"|(?P<month>\d{2})(?:-(?P<day>\d{2})(?:/P(?P<n>\d+)(?P<unit>[YMWD]))?)?))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, `start` included and `end` excluded, with its frequency and wording."""

    text: str
    freq: str
    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many calendar days the period has."""
        return (self.end - self.start).days

    def covers(self, other: Period) -> bool:
        """Whether every day of `other` lies in this period."""
        return self.start <= other.start and self.end >= other.end

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a day in common."""
        return self.start < other.end and other.start < self.end

    def title(self) -> Text:
        """How a person says it: `first half of 2020`, `2020年上半年`."""
        year = f"{self.start.year}"
        match self.freq:
            case "A":
                return Text(year, f"{year}年")
            case "S":
                half = self.start.month > 6
                return Text(
                    f"the {'second' if half else 'first'} half of {year}",
                    f"{year}年{'下' if half else '上'}半年",
                )
            case "Q":
                q = (self.start.month - 1) // 3 + 1
                return Text(f"quarter {q} of {year}", f"{year}年第{q}季度")
            case "M":
                return Text(f"{self.start:%B %Y}", f"{year}年{self.start.month}月")
            case "W":
                iso = self.start.isocalendar()
                return Text(f"week {iso.week} of {iso.year}", f"{iso.year}年第{iso.week}周")
            case "D":
                return Text(
                    f"{self.start.day} {self.start:%B %Y}", f"{year}年{self.start.month}月{self.start.day}日"
                )
        first, last = self.start, self.last
        return Text(
            f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}",
            f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日",
        )

    def __str__(self) -> str:
        return self.text


def _add_months(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, day.day)


@lru_cache(maxsize=65_536)
def parse_period(text: str) -> Period:
    """Read a `TIME_PERIOD`.

    Returns: the period with its first day, the day after its last, and its SDMX frequency code
    (`A S Q M W D`, or `R` for a range).
    Errors: `UsageError` for another form or a date that does not exist.
    """
    found = _FORM.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        part = found.groupdict()
        year = int(part["year"])
        if part["S"] or part["Q"]:
            freq = "S" if part["S"] else "Q"
            months = _MONTHS[freq]
            start = date(year, (int(part[freq]) - 1) * months + 1, 1)
            return Period(text, freq, start, _add_months(start, months))
        if part["W"]:
            start = date.fromisocalendar(year, int(part["W"]), 1)
            return Period(text, "W", start, start + timedelta(days=7))
        if part["n"]:
            return _range(text, part)
        if part["day"]:
            start = date(year, int(part["month"]), int(part["day"]))
            return Period(text, "D", start, start + timedelta(days=1))
        freq = "M" if part["month"] else "A"
        start = date(year, int(part["month"] or 1), 1)
        return Period(text, freq, start, _add_months(start, _MONTHS[freq]))
    except (ValueError, OverflowError):
        raise UsageError(
            Text(
                f"'{text}' is not a period; write 2016, 2016-S1, 2016-Q3, 2016-05, 2016-W07, 2016-05-17 "
                "or 2023-01-01/P9M",
                f"“{text}”不是有效时期；可写作 2016、2016-S1、2016-Q3、2016-05、2016-W07、2016-05-17 或 2023-01-01/P9M",
            )
        ) from None


def _range(text: str, part: dict[str, str | None]) -> Period:
    start = date(int(part["year"] or 0), int(part["month"] or 0), int(part["day"] or 0))
    count = int(part["n"] or 0)
    if count < 1:
        raise ValueError
    match part["unit"]:
        case "Y":
            end = _add_months(start, 12 * count)
        case "M":
            end = _add_months(start, count)
        case "W":
            end = start + timedelta(weeks=count)
        case _:
            end = start + timedelta(days=count)
    return Period(text, _same_as(start, end), start, end)


def _same_as(start: date, end: date) -> str:
    """The frequency of a range that is a year, half-year, quarter or month in other words; else `R`."""
    for freq, months in _MONTHS.items():
        if start.day == 1 and (start.month - 1) % months == 0 and end == _add_months(start, months):
            return freq
    return "R"


def period_of(day: date, freq: str) -> Period:
    """The year, half-year, quarter, month, ISO week or day (`A S Q M W D`) in which a day lies."""
    week = day.isocalendar()
    written = {
        "A": f"{day.year:04}",
        "S": f"{day.year:04}-S{(day.month - 1) // 6 + 1}",
        "Q": f"{day.year:04}-Q{(day.month - 1) // 3 + 1}",
        "M": f"{day.year:04}-{day.month:02}",
        "W": f"{week.year:04}-W{week.week:02}",
        "D": day.isoformat(),
    }
    return parse_period(written[freq])


def last_possible_day(text: str) -> date:
    """The last day that an imprecise date (`2017`, `2017-09`, `2017-09-18`) can mean.

    Errors: `UsageError` when it is no such date.
    """
    try:
        period = parse_period(text) if "/" not in text else None
    except UsageError:
        period = None
    if period is None or period.freq not in ("A", "M", "D"):
        raise UsageError(
            Text(
                f"'{text}' is not a date that exists; write 2017, 2017-09 or 2017-09-18",
                f"“{text}”不是存在的日期；可写作 2017、2017-09 或 2017-09-18",
            )
        )
    return period.last
