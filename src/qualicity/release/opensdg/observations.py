"""A repository's rows as a plan's observations, and those that can be no observation, set aside with the reason."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from math import isfinite
from typing import Any

from qualicity.errors import Place, Text
from qualicity.release.opensdg import cells
from qualicity.release.opensdg.coded import Coded, Table, joined
from qualicity.release.opensdg.config import Options
from qualicity.release.opensdg.indicators import Rows
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.years import period_of

KEPT = (
    "indicator",
    "definition",
    "cell",
    "period",
    "value",
    "source_id",
    "file",
    "line",
    "year",
    "value_text",
)
_RESERVED = (*KEPT, "area", "authority", "released", "why")
"""The fields of every row; those of the columns that tell nothing apart come after."""
_UNIT = 60
"""A longer text is no unit but says something of one."""
OWN = ":"
"""What the names of the repository's own columns begin with, among the fields that every row has."""
_ONES = {"", "units", "unit", "number", "0", "1", "ones", "none"}
_PERCENT = {"%", "percent", "percentage", "percentage (%)", "percent (%)", "per cent", "percentages", "pt"}
SPLIT = "split-years"
PROGRESS = "Progress"
"""The column of figures that progress is measured by instead of values: it tells no groups apart."""
Period = tuple[str, bool] | None


@dataclass(slots=True)
class Series:
    """What one definition of one indicator of the plan is: its unit and series in the repository's words."""

    indicator: str
    definition: str
    source: str
    unit: str
    series: str
    split: bool
    rows: int = 0
    totals: int = 0


@dataclass(slots=True)
class Taken:
    """What was read of one indicator's data files: rows taken as observations, rows set aside, and the series."""

    sources: list[Rows]
    taken: list[Table]
    aside: list[Table]
    series: list[Series]


@dataclass(slots=True)
class Observed:
    """The rows of all indicators: as observations, and set aside (with `why`), and the series that they make.

    `columns` are the repository's columns that tell nothing apart, each with the name of its field.
    """

    columns: dict[str, str]
    taken: Table
    aside: Table
    series: dict[tuple[str, str], Series]


def slug(text: str) -> str:
    """Words as an id."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()
    return plain[:60].strip("-")


def ids_of(texts: Sequence[str], taken: Sequence[str] = ()) -> dict[str, str]:
    """An id for each text, no two alike."""
    ids: dict[str, str] = {}
    used = set(taken)
    for text in texts:
        base = slug(text) or "x"
        n, found = 1, base
        while found in used:
            n, found = n + 1, f"{base}-{n + 1}"
        used.add(found)
        ids[text] = found
    return ids


def cell_key(name: str) -> str:
    """A column's name as the cell of a breakdown has it."""
    return re.sub(r"[;=.%]", "-", name)


def cell_text(names: tuple[str, ...], texts: tuple[str, ...]) -> str:
    """The cell that a row is of: `Sex=Female;Age=15-24`; empty for a total."""
    return ";".join(
        f"{n}={t.replace('%', '%25').replace(';', '%3B')}"
        for n, t in zip(names, texts, strict=True)
        if t not in cells.NOTHING
    )


def take(inid: str, sources: list[Rows], options: Options) -> Taken:
    """The rows of one indicator's data files, as observations or set aside."""
    found = Taken(sources, [], [], [])
    units: dict[str, str] = {}
    for rows in sources:
        _take(inid, rows, options, found, units)
        rows.columns = []  # all of it stands in the tables
    return found


def gathered(all_taken: Iterable[Taken]) -> Observed:
    """The rows of all indicators in one table, and those set aside in another."""
    listed = list(all_taken)
    taken = [t for each in listed for t in each.taken]
    aside = [t for each in listed for t in each.aside]
    own = list(dict.fromkeys(n for t in (*taken, *aside) for n in t.words if n.startswith(OWN)))
    series = {(s.indicator, s.definition): s for each in listed for s in each.series}
    columns = ids_of([n.removeprefix(OWN) for n in own], _RESERVED)
    return Observed(columns, _joined(taken, own), _joined(aside, own), series)


def _joined(tables: Sequence[Table], own: Iterable[str]) -> Table:
    kept = dict.fromkeys(n for t in tables for n in t.words if not n.startswith(OWN))
    return joined(tables, (*kept, *own))


def _take(inid: str, rows: Rows, options: Options, found: Taken, units: dict[str, str]) -> None:
    """The rows of one file. What is said of a row is said once for all rows in which the same stands."""
    years, texts = Coded.of(rows.column("Year")), Coded.of(rows.column("Value"))
    attributes = [h for h in rows.header if h in options.non_disaggregation or h in options.attributes]
    if PROGRESS in rows.header and PROGRESS not in attributes and _numbers_only(rows.column(PROGRESS)):
        attributes.append(PROGRESS)
    apart = [n for n in rows.header if n not in attributes and n not in ("Year", "Value")]
    names = tuple(cell_key(n) for n in apart)
    cells_told = list(zip(*(rows.column(n) for n in apart), strict=True)) if apart else [()] * len(rows.lines)
    cell = Coded.of(cells_told).told(lambda each: cell_text(names, each))
    periods, numbers = years.told(period_of), texts.told(_value)
    series = _series_of(inid, rows, options, found.series, units, periods)
    good, left, whys = _sorted_out(rows, series, cell, periods, numbers)
    words: dict[str, Coded[str]] = {
        "indicator": series.told(lambda s: s.indicator),
        "definition": series.told(lambda s: s.definition),
        "cell": cell,
        "period": periods.told(lambda p: p[0] if p else ""),
        "year": years,
        "value_text": texts,
    }
    words |= {OWN + n: Coded.of(rows.column(n)) for n in attributes if n not in ("Year", "Value")}
    words |= {w: Coded.same(said, len(rows.lines)) for w, said in (("source_id", inid), ("file", rows.file))}
    values = array("d", [v or 0.0 for v in numbers.rows()])
    whole = Table(words, array("q", rows.lines), values)
    found.taken.append(whole.at(good) if left else whole)
    if left:
        aside = whole.at(left)
        aside.words["why"] = Coded.of(whys)
        found.aside.append(aside)


def _sorted_out(
    rows: Rows,
    series: Coded[Series],
    cell: Coded[str],
    periods: Coded[Period],
    numbers: Coded[float | None],
) -> tuple[Sequence[int], list[int], list[str]]:
    """The rows that are observations; the others, and why each is none."""
    good: Sequence[int] = range(len(rows.lines))
    left: list[int] = []
    whys: list[str] = []
    starts = periods.told(lambda p: p[0] if p else None)
    places = list(zip(series.told(id).apart(), cell.apart(), starts.apart(), strict=True))
    if None in periods.words or None in numbers.words or len(set(places)) < len(places):
        years, texts, good = rows.column("Year"), rows.column("Value"), []
        seen: dict[Any, int] = {}
        figures = map([v is not None for v in numbers.words].__getitem__, numbers.codes)
        known = map([p is not None for p in periods.words].__getitem__, periods.codes)
        for n, (place, figure, dated) in enumerate(zip(places, figures, known, strict=True)):
            if figure and dated and (first := seen.setdefault(place, n)) == n:
                good.append(n)
                continue
            left.append(n)
            if not figure:
                nothing = texts[n] in cells.NOTHING
                whys.append("no value" if nothing else f"the value is no number: {texts[n]}")
            elif not dated:
                whys.append(f"the year is no period: {years[n]}")
            else:
                whys.append(f"the same year and cell as line {rows.lines[first]}")
    _count(series, cell, good)
    return good, left, whys


def _count(series: Coded[Series], cell: Coded[str], good: Sequence[int]) -> None:
    """Have each series know how many of its rows are observations, and how many of those are totals."""
    whole = len(good) == len(series.codes)
    of = series.codes if whole else [series.codes[n] for n in good]
    total = [not c for c in cell.words]
    totals = map(total.__getitem__, cell.codes if whole else [cell.codes[n] for n in good])
    for n, count in Counter(of).items():
        series.words[n].rows += count
    for n, count in Counter(compress(of, totals)).items():
        series.words[n].totals += count


def tell_aside(aside: Table, notes: Notes) -> None:
    """Have the notes say of each row that was set aside why it is no figure."""
    if not aside.count:
        return
    whys = aside.words["why"].told(_why)
    for file, line, (code, told) in zip(aside.words["file"].rows(), aside.lines, whys.rows(), strict=True):
        notes.add(code, Place(file, line), told)


def _why(said: str) -> tuple[str, Text]:
    code = "duplicate" if said.startswith("the same") else "no-value" if said == "no value" else "no-figure"
    return code, Text(f"kept, but no figure: {said}", f"已保留，但不作为数值：{said}")


def _numbers_only(texts: Sequence[str]) -> bool:
    return all(t in cells.NOTHING or _value(t) is not None for t in set(texts))


def _value(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in text and text.isascii() else None


def unit_of(unit: str, multiplier: str) -> str:
    """A unit in the repository's words, with its multiplier; `%` where it says so in other words."""
    unit = "" if unit in cells.NOTHING else unit.strip()
    many = "" if multiplier.strip().lower() in _ONES or multiplier in cells.NOTHING else multiplier.strip()
    plain = "%" if unit.lower() in _PERCENT else unit
    return f"{plain or 'number'} ({many})" if many else plain


def with_units(series: Iterable[Series], stated: Mapping[str, str]) -> None:
    """Units of series whose rows name none, from what the metadata states of their indicators."""
    for s in series:
        if not s.unit and (unit := stated.get(s.source, "").strip()) and len(unit) <= _UNIT:
            s.unit = unit_of(unit, "")


def _series_of(
    inid: str,
    rows: Rows,
    options: Options,
    own: list[Series],
    of_unit: dict[str, str],
    periods: Coded[Period],
) -> Coded[Series]:
    """For each row the series of the plan that it belongs to; new ones are added to `own`."""
    units, multiples = Coded.of(rows.column(options.unit)), Coded.of(rows.column("Unit multiplier"))
    series = Coded.of(rows.column(options.series))
    split = periods.told(lambda p: bool(p and p[1]))
    if all(len(each.words) == 1 for each in (units, multiples, series)) and len(set(split.words)) == 1:
        same = (units.words[0], multiples.words[0], series.words[0], split.words[0])
        keys = Coded.same(same, len(rows.lines))
    else:
        keys = Coded.of(list(zip(units.rows(), multiples.rows(), series.rows(), split.rows(), strict=True)))

    def named(key: tuple[str, str, str, bool]) -> Series:
        unit, multiple, name, is_split = key
        name = "" if name in cells.NOTHING else name
        return _one(inid, unit_of(unit, multiple), name, is_split, own, of_unit)

    return keys.told(named)


def _one(
    source: str, unit: str, name: str, split: bool, own: list[Series], of_unit: dict[str, str]
) -> Series:
    if unit not in of_unit:
        of_unit[unit] = (
            _free(f"{source}.{slug(unit) or 'unit'}", set(of_unit.values())) if of_unit else source
        )
    inid = of_unit[unit]
    for s in own:
        if (s.indicator, s.series, s.split) == (inid, name, split):
            return s
    base = (slug(name) or "series") if name else "published"
    definition = _free(
        f"{base}-{SPLIT}" if split else base, {s.definition for s in own if s.indicator == inid}
    )
    series = Series(inid, definition, source, unit, name, split)
    own.append(series)
    return series


def _free(wanted: str, taken: set[str]) -> str:
    n, found = 1, wanted
    while found in taken:
        n, found = n + 1, f"{wanted}-{n + 1}"
    return found
