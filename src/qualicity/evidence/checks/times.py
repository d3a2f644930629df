"""Periods as numbers, so that SQL can tell which follows which, how long each is, and which is a year before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from qualicity.errors import Text
from qualicity.evidence.sql import literal
from qualicity.plan import Period, parse_period
from qualicity.plan.period import FREQUENCIES

Numbered = tuple[str, str, int, int, int]
_PER_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}
_HOUR = Text("hour", "小时")
_EPOCH = date(1970, 1, 1)


def numbered(text: str) -> Numbered:
    """A period as (text, frequency, number, days, number of the same period a year before).

    A range counts as a series of its own from year to year: `2023-01-01/P9M` has the frequency
    `01-01/P9M` and the number 2023.
    """
    period = parse_period(text)
    freq, start = period.freq, period.start
    if freq in _PER_YEAR:
        n = start.year * _PER_YEAR[freq] + (start.month - 1) // (12 // _PER_YEAR[freq])
        return text, freq, n, period.days, n - _PER_YEAR[freq]
    if freq == "R":
        return text, text[5:], start.year, period.days, start.year - 1
    n = _number(start, freq)
    return text, freq, n, period.days, _number(_year_before(period), freq)


def _number(day: date, freq: str) -> int:
    days = (day - _EPOCH).days
    return (days + 3) // 7 if freq == "W" else days  # 1970-01-01 was a Thursday: weeks begin on Mondays


def _year_before(period: Period) -> date:
    start, year = period.start, max(period.start.year - 1, 1)  # there is no year 0
    if period.freq == "W":
        week = start.isocalendar()
        year = max(week.year - 1, 1)
        last = date(year, 12, 28).isocalendar().week  # 28 December is always in the last week
        return date.fromisocalendar(year, min(week.week, last), 1)
    return start.replace(year=year, day=28 if (start.month, start.day) == (2, 29) else start.day)


def period_at(freq: str, n: int) -> str:
    """The period or hour with a number, as it is written."""
    match freq:
        case "A":
            return f"{n:04}"
        case "S" | "Q":
            year, part = divmod(n, _PER_YEAR[freq])
            return f"{year:04}-{freq}{part + 1}"
        case "M":
            return f"{n // 12:04}-{n % 12 + 1:02}"
        case "W":
            week = (_EPOCH + timedelta(days=n * 7 - 3)).isocalendar()
            return f"{week.year:04}-W{week.week:02}"
        case "D":
            return (_EPOCH + timedelta(days=n)).isoformat()
        case "H":
            return (datetime.combine(_EPOCH, datetime.min.time()) + timedelta(hours=n)).isoformat(
                timespec="minutes"
            )
    return f"{n:04}-{freq}"


def counted(freq: str, n: int) -> Text:
    """So many periods in words: `2 months`, `2个月`."""
    unit = _HOUR if freq == "H" else FREQUENCIES.get(freq, Text("period", "时期"))
    zh = unit.get("zh")
    return Text(f"{n} {unit.en}{'s' if n > 1 else ''}", f"{n}{'' if zh in ('年', '日') else '个'}{zh}")


def table_of(texts: Iterable[str]) -> str:
    """The periods as an SQL table `(_text, _freq, _n, _days, _back)`."""
    listed = [numbered(t) for t in texts]
    values = ", ".join(f"({literal(t)}, {literal(f)}, {n}, {d}, {b})" for t, f, n, d, b in listed)
    rows = f"values {values}" if listed else "select '', '', 0, 0, 0 where false"
    return f"(select * from ({rows}) t(_text, _freq, _n, _days, _back))"


def of_dates(column: str, freq: str, *, hours: bool) -> str:
    """The same columns as SQL over a date or a time, in a dataset's frequency."""
    if freq in _PER_YEAR:
        per = _PER_YEAR[freq]
        months = 12 // per

        def number(at: str) -> str:
            return f"year({at}) * {per} + (month({at}) - 1) // {months}"

        start = f"make_date(year({column}), (month({column}) - 1) // {months} * {months} + 1, 1)"
        days = f"date_diff('day', {start}, {start} + interval {months} month)"
    else:
        freq = freq if freq in ("W", "D") or (freq == "H" and hours) else "H" if hours else "D"

        def number(at: str) -> str:
            since = f"timestamp '1970-01-01', cast({at} as timestamp)"
            return {
                "W": f"cast(floor((date_diff('day', {since}) + 3) / 7) as bigint)",
                "D": f"date_diff('day', {since})",
                "H": f"date_diff('hour', {since})",
            }[freq]

        days = {"W": "7", "D": "1", "H": "0"}[freq]
    back = number(f"({column} - interval 1 year)")
    return f"{literal(freq)} as _freq, {number(column)} as _n, {days} as _days, {back} as _back"
