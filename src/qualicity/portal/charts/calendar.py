"""A year as weeks × weekdays: each day in the colour of its class, with the class's number in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qualicity.errors import Lang, Text
from qualicity.plan import Calendar
from qualicity.portal.charts.picture import Mark, Picture, markup, short, write
from qualicity.portal.charts.style import FAINT, HOLLOW, INK, SOFT
from qualicity.portal.charts.words import numeral, text_width

_CELL, _STEP, _LEFT, _TOP = 15, 17, 34, 22
WIDTH = _LEFT + 54 * _STEP
_FOOT = _TOP + 7 * _STEP + 26
_LINE = 22
_GOOD = ("#D3EAE6", "#86BFBD", "#4F9A9C")
_BAD = ("#F6DFAE", "#E5A550", "#B4512B", "#5C1A1D")
_DARK = {"#B4512B", "#5C1A1D"}
_WEEKDAYS = Text("Mon Tue Wed Thu Fri Sat Sun", "一 二 三 四 五 六 日")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its value and the place of its class, None where it has none."""

    day: date
    value: float | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Year:
    """The days of a year as a dataset knows them; days that it does not know are not among them."""

    year: int
    days: tuple[Day, ...]
    calendar: Calendar
    value_title: Text
    subject: Text

    @property
    def length(self) -> int:
        """How many days the year has."""
        return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days

    @property
    def counts(self) -> Counter[int]:
        """How many days are of each class, by its place."""
        return Counter(d.place for d in self.days if d.place is not None)

    @property
    def without(self) -> int:
        """How many days have no class."""
        return self.length - sum(self.counts.values())

    @property
    def good(self) -> int:
        """How many days are of a good class."""
        return sum(n for place, n in self.counts.items() if self.calendar.classes[place].good)


def calendar_chart(year: Year, lang: Lang) -> Picture:
    """The calendar of a year with its finding, its words and a row for each of its days."""
    title, told = finding(year), description(year)
    cells = {d.day: d for d in year.days}
    every = [date(year.year, 1, 1) + timedelta(n) for n in range(year.length)]
    by_class: dict[int | None, list[date]] = {}
    for day in every:
        by_class.setdefault(cells[day].place if day in cells else None, []).append(day)
    legend, height = _legend(year, lang)
    parts = [*_axes(year.year, lang)]
    for place, days in sorted(by_class.items(), key=lambda item: (item[0] is None, item[0])):
        parts.append(_cells(place, days, colours(year.calendar)))
    parts += [_borders(year.year), *legend]
    glue = "。" if lang == "zh" else ". "
    svg = markup((WIDTH, height), parts, title.get(lang) + glue + told.get(lang), lang)
    key = Text(
        "The number in a day is its class; hatched days have no value.", "格内数字为级别；斜线格无数值。"
    )
    marks = tuple(_mark(year, day, cells.get(day)) for day in every)
    return Picture(svg, title, key, told, [_row(year, day, cells.get(day)) for day in every], marks=marks)


def colours(calendar: Calendar) -> tuple[str, ...]:
    """A colour for each class: good ones cool, the others warm, each darker than the one before."""
    good = [n for n, c in enumerate(calendar.classes) if c.good]
    bad = [n for n, c in enumerate(calendar.classes) if not c.good]
    picked = dict(zip(good, _spread(_GOOD, len(good)), strict=True))
    picked |= dict(zip(bad, _spread(_BAD, len(bad)), strict=True))
    return tuple(picked[n] for n in range(len(calendar.classes)))


def _spread(ramp: Sequence[str], count: int) -> list[str]:
    """So many of a ramp's colours, in order; the last ones again where there are more classes than colours."""
    return [ramp[min(n, len(ramp) - 1)] for n in range(count)]


def finding(year: Year) -> Text:
    """`198 of 366 days of 2016 were good`; of those with a value, where some have none."""
    good, none, of = year.good, year.without, year.length - year.without
    word = year.calendar.good
    if not of:
        return Text(f"No day of {year.year} has a value", f"{year.year}年没有一天有数值")
    were = "was" if good == 1 else "were"
    if not none:
        return Text(
            f"{good} of {of} days of {year.year} {were} {word.en}",
            f"{year.year}年{of}天中有{good}天{word.get('zh')}",
        )
    lack = "day has" if none == 1 else "days have"
    return Text(
        f"{good} of the {of} days of {year.year} with a value {were} {word.en}; {none} {lack} none",
        f"{year.year}年有数值的{of}天中有{good}天{word.get('zh')}；另有{none}天无数值",
    )


def description(year: Year) -> Text:
    """The calendar in words: days by class, days that were not good by month, the highest value."""
    counts, classes = year.counts, year.calendar.classes
    en = ", ".join(f"{c.title.en} {counts[n]}" for n, c in enumerate(classes))
    zh = "，".join(f"{c.title.get('zh')}{counts[n]}天" for n, c in enumerate(classes))
    en = f"{year.subject.en}, a calendar of {year.year}. Days by class: {en}."
    zh = f"{year.subject.get('zh')}，{year.year}年日历。各级天数：{zh}。"
    bad = Counter(d.day.month for d in year.days if d.place is not None and not classes[d.place].good)
    if bad:
        en += f" Not {year.calendar.good.en}, by month: "
        en += ", ".join(f"{_MONTHS[m - 1]} {n}" for m, n in sorted(bad.items())) + "."
        zh += (
            f"非{year.calendar.good.get('zh')}天数（按月）："
            + "，".join(f"{m}月{n}天" for m, n in sorted(bad.items()))
            + "。"
        )
    valued = [d for d in year.days if d.value is not None]
    if valued:
        top = max(valued, key=lambda d: d.value or 0)
        said = numeral(top.value or 0)
        en += f" Highest value: {said.en} on {top.day.day} {_MONTHS[top.day.month - 1]}."
        zh += f"最高值：{top.day.month}月{top.day.day}日，{said.get('zh')}。"
    return Text(en, zh)


def _row(year: Year, day: date, known: Day | None) -> dict[str, object]:
    place = known.place if known else None
    kind = year.calendar.classes[place] if place is not None else None
    return {
        "date": day.isoformat(),
        "value": known.value if known else None,
        "class": None if place is None else place + 1,
        "class_en": kind.title.en if kind else None,
        "class_zh": kind.title.zh if kind else None,
        "good": kind.good if kind else None,
    }


def _mark(year: Year, day: date, known: Day | None) -> Mark:
    x, y = _at(day)
    said = Text("no value", "无数值")
    if known and known.value is not None:
        number_, name = numeral(known.value), year.value_title
        said = Text(f"{name.en}: {number_.en}", f"{name.get('zh')}：{number_.get('zh')}")
    more = [said]
    if known and known.place is not None:
        kind = year.calendar.classes[known.place].title
        more.append(Text(f"{known.place + 1} {kind.en}", f"{known.place + 1} {kind.get('zh')}"))
    return Mark(x + _CELL / 2, y + _CELL / 2, Text(day.isoformat(), day.isoformat()), more=tuple(more))


# -- where things stand ------------------------------------------------------------------------------------


def _at(day: date) -> tuple[int, int]:
    """Left and top of a day's cell: weeks begin on Monday."""
    first = date(day.year, 1, 1).weekday()
    week, weekday = divmod((day - date(day.year, 1, 1)).days + first, 7)
    return _LEFT + week * _STEP, _TOP + weekday * _STEP


def _axes(year: int, lang: Lang) -> Iterator[str]:
    for n, name in enumerate(_WEEKDAYS.get(lang).split()):
        yield write(_LEFT - 6, _TOP + n * _STEP + 12, name, "end", size=10)
    for month in range(1, 13):
        x, _ = _at(date(year, month, 7))  # its first whole week
        yield write(x, _TOP - 8, f"{month}月" if lang == "zh" else _MONTHS[month - 1], fill=INK)


def _cells(place: int | None, days: Sequence[date], ramp: Sequence[str]) -> str:
    """The days of one class: all their cells as one path, all their numbers as a text for each weekday."""
    spots = [_at(day) for day in days]
    boxes = "".join(f"M{x} {y}h{_CELL}v{_CELL}h-{_CELL}z" for x, y in spots)
    if place is None:
        hatch = "".join(f"M{x} {y + _CELL}l{_CELL} -{_CELL}" for x, y in spots)
        return f'<path d="{boxes}{hatch}" fill="{HOLLOW}" stroke="{FAINT}" stroke-width="0.6"/>'
    colour = ramp[place]
    ink = HOLLOW if colour in _DARK else INK
    found = f'<path d="{boxes}" fill="{colour}"/>'
    for row in sorted({y for _, y in spots}):
        across = [x + 4.8 for x, y in spots if y == row]
        found += write(across, row + 11, str(place + 1) * len(across), fill=ink, size=9)
    return found


def _borders(year: int) -> str:
    """Thin lines between the months."""
    path = ""
    for month in range(2, 13):
        x, y = _at(date(year, month, 1))
        gap = (_STEP - _CELL) / 2
        left, top, bottom = x - gap, y - gap, _TOP + 7 * _STEP - gap
        path += f"M{short(left)} {short(bottom)}V{short(top)}"
        if y > _TOP:
            path += f"H{short(left + _STEP)}V{short(_TOP - gap)}"
    return f'<path d="{path}" stroke="{SOFT}" stroke-width="0.8"/>'


def _legend(year: Year, lang: Lang) -> tuple[list[str], float]:
    """The classes with colour, number, name and how many days they have, in lines; and where the drawing ends."""
    ramp, counts = colours(year.calendar), year.counts
    entries: list[tuple[str, str, str]] = [
        (colour, str(n + 1), f"{c.title.get(lang)} {counts[n]}")
        for n, (c, colour) in enumerate(zip(year.calendar.classes, ramp, strict=True))
    ]
    if year.without:
        entries.append((HOLLOW, "", f"{Text('no value', '无数值').get(lang)} {year.without}"))
    parts, x, y = [], float(_LEFT), float(_FOOT)
    for colour, mark, words in entries:
        width = _CELL + 6 + text_width(words, 12) + 18
        if x > _LEFT and x + width > WIDTH:
            x, y = float(_LEFT), y + _LINE
        box = f"M{short(x)} {short(y - 12)}h{_CELL}v{_CELL}h-{_CELL}z"
        if mark:
            ink = HOLLOW if colour in _DARK else INK
            parts.append(f'<path d="{box}" fill="{colour}"/>' + write(x + 4.8, y - 1, mark, fill=ink, size=9))
        else:
            parts.append(
                f'<path d="{box}M{short(x)} {short(y + 3)}l{_CELL} -{_CELL}" fill="{colour}" stroke="{FAINT}" '
                'stroke-width="0.6"/>'
            )
        parts.append(write(x + _CELL + 6, y, words, fill=INK))
        x += width
    return parts, y + 12
