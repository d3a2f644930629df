"""A repository's rows as a plan's observations, and those that can be no observation, set aside with the reason."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from qualicity.errors import Place, Problem, Text
from qualicity.release.opensdg import cells
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
class Coded:
    """A column of words as few words and many numbers: `words[codes[n]]` is that of row n."""

    words: list[str]
    codes: array[int]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Coded:
        """A column."""
        places = {t: n for n, t in enumerate(dict.fromkeys(texts))}
        return cls(list(places), array("i", list(map(places.__getitem__, texts))))

    @classmethod
    def same(cls, text: str, count: int) -> Coded:
        """A column in which the same stands in every row."""
        return cls([text], array("i", bytes(4 * count)))

    def texts(self) -> list[str]:
        """The words row by row."""
        return [self.words[n] for n in self.codes]


@dataclass(slots=True)
class Table:
    """Rows: columns of words, the line of each, and its value."""

    words: dict[str, Coded]
    lines: array[int]
    values: array[float]

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.lines)


@dataclass(slots=True)
class Taken:
    """What was read of one indicator's data files: rows taken as observations, rows set aside, and the series."""

    sources: list[Rows]
    taken: list[Table]
    aside: list[Table]
    series: list[Series]
    notes: list[Problem]


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
    notes = Notes()
    found = Taken(sources, [], [], [], notes.problems)
    units: dict[str, str] = {}
    for rows in sources:
        _take(inid, rows, options, found, units, notes)
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


def _joined(tables: Sequence[Table], names: Iterable[str]) -> Table:
    """Tables one below the other."""
    kept = dict.fromkeys(n for t in tables for n in t.words if not n.startswith(OWN))
    places: dict[str, dict[str, int]] = {n: {"": 0} for n in (*kept, *names)}
    codes: dict[str, array[int]] = {n: array("i") for n in places}
    lines, values = array("q"), array("d")
    for table in tables:
        for name, all_codes in codes.items():
            said, known = table.words.get(name), places[name]
            if said is None:
                all_codes.frombytes(bytes(4 * table.count))
            else:
                moved = [known.setdefault(w, len(known)) for w in said.words]
                all_codes.extend(array("i", list(map(moved.__getitem__, said.codes))))
        lines.extend(table.lines)
        values.extend(table.values)
    return Table({n: Coded(list(places[n]), codes[n]) for n in places}, lines, values)


def _take(inid: str, rows: Rows, options: Options, found: Taken, units: dict[str, str], notes: Notes) -> None:
    """The rows of one file."""
    length = len(rows.lines)
    years, texts = rows.column("Year"), rows.column("Value")
    numbers = {t: _value(t) for t in set(texts)}
    attributes = [h for h in rows.header if h in options.non_disaggregation or h in options.attributes]
    apart = [n for n in rows.header if n not in attributes and n not in ("Year", "Value")]
    names = tuple(cell_key(n) for n in apart)
    told = list(zip(*(rows.column(n) for n in apart), strict=True)) if apart else [()] * length
    of = {t: cell_text(names, t) for t in set(told)}
    cell = list(map(of.__getitem__, told))
    series = _series_of(inid, rows, options, found.series, units)
    periods = {t: period_of(t) for t in set(years)}
    good, left, whys = _sorted_out(rows, series, cell, periods, numbers)
    said: dict[str, Sequence[str]] = {
        "indicator": [s.indicator for s in series],
        "definition": [s.definition for s in series],
        "cell": cell,
        "period": [p[0] if (p := periods[y]) else "" for y in years],
        "year": years,
        "value_text": texts,
    }
    said |= {OWN + n: rows.column(n) for n in attributes if n not in ("Year", "Value")}
    found.taken.append(_table(inid, said, good, rows, [numbers[texts[n]] or 0.0 for n in good]))
    if left:
        aside = _table(inid, said, left, rows, [0.0] * len(left))
        aside.words["why"] = Coded.of(whys)
        found.aside.append(aside)
        _tell(rows, left, whys, notes)


def _sorted_out(
    rows: Rows,
    series: Sequence[Series],
    cell: Sequence[str],
    periods: Mapping[str, tuple[str, bool] | None],
    numbers: Mapping[str, float | None],
) -> tuple[Sequence[int], list[int], list[str]]:
    """The rows that are observations; the others, and why each is none."""
    years, texts = rows.column("Year"), rows.column("Value")
    if None not in periods.values() and None not in numbers.values():
        places = set(zip(map(id, series), cell, map(periods.__getitem__, years), strict=True))
        if len(places) == len(years):  # nothing to sort out
            for one, total in zip(series, cell, strict=True):
                one.rows += 1
                one.totals += not total
            return range(len(years)), [], []
    good, left, whys = [], [], []
    seen: dict[tuple[int, str, str], int] = {}
    for n, (year, text) in enumerate(zip(years, texts, strict=True)):
        period = periods[year]
        if numbers[text] is None:
            why = "no value" if text in cells.NOTHING else f"the value is no number: {text}"
        elif period is None:
            why = f"the year is no period: {year}"
        elif (first := seen.setdefault((id(series[n]), cell[n], period[0]), n)) != n:
            why = f"the same year and cell as line {rows.lines[first]}"
        else:
            good.append(n)
            series[n].rows += 1
            series[n].totals += not cell[n]
            continue
        left.append(n)
        whys.append(why)
    return good, left, whys


def _table(
    inid: str, said: Mapping[str, Sequence[str]], places: Sequence[int], rows: Rows, values: Sequence[float]
) -> Table:
    whole, count = len(places) == len(rows.lines), len(places)
    words = {n: Coded.of(column if whole else [column[p] for p in places]) for n, column in said.items()}
    words |= {"source_id": Coded.same(inid, count), "file": Coded.same(rows.file, count)}
    return Table(words, array("q", [rows.lines[p] for p in places]), array("d", values))


def _tell(rows: Rows, left: Sequence[int], whys: Sequence[str], notes: Notes) -> None:
    for n, why in zip(left, whys, strict=True):
        code = "duplicate" if why.startswith("the same") else "no-value" if why == "no value" else "no-figure"
        place = Place(rows.file, rows.lines[n])
        notes.add(code, place, Text(f"kept, but no figure: {why}", f"已保留，但不作为数值：{why}"))


def _value(text: str) -> float | None:
    value = cells.number(text) if text not in cells.NOTHING and cells.is_number(text) else None
    return value if value is not None and isfinite(value) else None


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
    inid: str, rows: Rows, options: Options, own: list[Series], of_unit: dict[str, str]
) -> list[Series]:
    """For each row the series of the plan that it belongs to; new ones are added to `own`."""
    units, multiples = rows.column(options.unit), rows.column("Unit multiplier")
    named, years = rows.column(options.series), rows.column("Year")
    keys = list(zip(units, multiples, named, years, strict=True))
    known: dict[tuple[str, str, str, str], Series] = {}
    for key in dict.fromkeys(keys):
        period = period_of(key[3])
        name = "" if key[2] in cells.NOTHING else key[2]
        known[key] = _one(inid, unit_of(key[0], key[1]), name, bool(period and period[1]), own, of_unit)
    return list(map(known.__getitem__, keys))


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
