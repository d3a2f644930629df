"""A repository's rows as a plan's observations, and those that can be no observation, set aside with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite

from qualicity.errors import Place, Text
from qualicity.release.opensdg import cells
from qualicity.release.opensdg.config import Options
from qualicity.release.opensdg.indicators import Indicator, Rows
from qualicity.release.opensdg.notes import Notes
from qualicity.release.opensdg.years import period_of

KEPT = ("indicator", "definition", "cell", "period", "value", "source_id", "file", "line", "year", "value_text")
"""The fields of every row; those of the columns that tell nothing apart come after."""
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
class Observed:
    """The rows of all indicators: as observations, and set aside (with `why`), and the series that they make."""

    columns: dict[str, str]
    taken: dict[str, list[object]] = field(default_factory=dict)
    aside: dict[str, list[object]] = field(default_factory=dict)
    series: dict[tuple[str, str], Series] = field(default_factory=dict)
    units: dict[str, dict[str, str]] = field(default_factory=dict)


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


@lru_cache(maxsize=200_000)
def cell_text(names: tuple[str, ...], texts: tuple[str, ...]) -> str:
    """The cell that a row is of: `Sex=Female;Age=15-24`; empty for a total."""
    return ";".join(
        f"{n}={t.replace('%', '%25').replace(';', '%3B')}" for n, t in zip(names, texts, strict=True) if t not in cells.NOTHING
    )


def observe(indicators: Mapping[str, Indicator], options: Options, notes: Notes) -> Observed:
    """All rows of all indicators."""
    names = dict.fromkeys(h for i in indicators.values() for rows in i.sources for h in rows.header)
    attributes = [n for n in names if (n in options.non_disaggregation or n in options.attributes) and n not in ("Year", "Value")]
    observed = Observed(ids_of(attributes, (*KEPT, "area", "authority", "released", "why")))
    for each in (*KEPT, *observed.columns.values()):
        observed.taken[each] = []
        observed.aside[each] = []
    observed.aside["why"] = []
    for indicator in indicators.values():
        for rows in indicator.sources:
            _take(indicator, rows, options, observed, notes)
    return observed


def _take(indicator: Indicator, rows: Rows, options: Options, observed: Observed, notes: Notes) -> None:
    """The rows of one file."""
    length = len(rows.lines)
    years, values = rows.column("Year"), rows.column("Value")
    numbers = {t: _value(t) for t in set(values)}
    apart = [n for n in rows.header if n not in observed.columns and n not in ("Year", "Value")]
    names = tuple(cell_key(n) for n in apart)
    told = [rows.column(n) for n in apart]
    found = [cell_text(names, t) for t in zip(*told, strict=True)] if told else [""] * length
    series = _series_of(indicator, rows, options, observed)
    indicator_ids, definitions = [s.indicator for s in series], [s.definition for s in series]
    periods = {t: period_of(t) for t in set(years)}
    whys: list[str] = []
    seen: dict[tuple[str, str, str, str], int] = {}
    for n in range(length):
        period, number = periods[years[n]], numbers[values[n]]
        why = ""
        if number is None:
            why = "no value" if values[n] in cells.NOTHING else f"the value is no number: {values[n]}"
        elif period is None:
            why = f"the year is no period: {years[n]}"
        else:
            key = (indicator_ids[n], definitions[n], found[n], period[0])
            if (first := seen.setdefault(key, rows.lines[n])) != rows.lines[n]:
                why = f"the same year and cell as line {first}"
        whys.append(why)
        if not why:
            series[n].rows += 1
            series[n].totals += not found[n]
    whole: dict[str, Sequence[object]] = {
        "indicator": indicator_ids,
        "definition": definitions,
        "cell": found,
        "period": [p[0] if (p := periods[y]) else "" for y in years],
        "value": [numbers[v] for v in values],
        "source_id": [indicator.id] * length,
        "file": [rows.file] * length,
        "line": rows.lines,
        "year": years,
        "value_text": values,
    }
    whole |= {field: rows.column(name) for name, field in observed.columns.items()}
    _share(whole, whys, observed)
    _tell(rows, whys, notes)


def _share(whole: Mapping[str, Sequence[object]], whys: Sequence[str], observed: Observed) -> None:
    if not any(whys):
        for name, column in whole.items():
            observed.taken[name] += column
        return
    good = [n for n, why in enumerate(whys) if not why]
    left = [n for n, why in enumerate(whys) if why]
    for name, column in whole.items():
        observed.taken[name] += [column[n] for n in good]
        observed.aside[name] += [column[n] for n in left]
    observed.aside["why"] += [whys[n] for n in left]


def _tell(rows: Rows, whys: Sequence[str], notes: Notes) -> None:
    for line, why in zip(rows.lines, whys, strict=True):
        if why:
            code = "duplicate" if why.startswith("the same") else "no-value" if why == "no value" else "no-figure"
            notes.add(code, Place(rows.file, line), Text(f"kept, but no figure: {why}", f"已保留，但不作为数值：{why}"))


def _value(text: str) -> float | None:
    value = cells.number(text) if text not in cells.NOTHING and cells.is_number(text) else None
    return value if value is not None and isfinite(value) else None


def unit_of(unit: str, multiplier: str) -> str:
    """A unit in the repository's words, with its multiplier; `%` where it says so in other words."""
    unit = "" if unit in cells.NOTHING else unit.strip()
    many = "" if multiplier.strip().lower() in _ONES or multiplier in cells.NOTHING else multiplier.strip()
    plain = "%" if unit.lower() in _PERCENT else unit
    return f"{plain or 'number'} ({many})" if many else plain


def _series_of(indicator: Indicator, rows: Rows, options: Options, observed: Observed) -> list[Series]:
    """For each row the series of the plan that it belongs to."""
    units, multiples = rows.column(options.unit), rows.column("Unit multiplier")
    named, years = rows.column(options.series), rows.column("Year")
    known: dict[tuple[str, str, str, str], Series] = {}
    found = []
    for key in zip(units, multiples, named, years, strict=True):
        series = known.get(key)
        if series is None:
            period = period_of(key[3])
            series = known[key] = _one(
                indicator.id, unit_of(key[0], key[1]), "" if key[2] in cells.NOTHING else key[2],
                bool(period and period[1]), observed,
            )  # fmt: skip
        found.append(series)
    return found


def _one(source: str, unit: str, name: str, split: bool, observed: Observed) -> Series:
    of_unit = observed.units.setdefault(source, {})
    if unit not in of_unit:
        of_unit[unit] = source if not of_unit else _free(f"{source}.{slug(unit) or 'unit'}", set(of_unit.values()))
    inid = of_unit[unit]
    base = (slug(name) or "series") if name else "published"
    own = {s.definition: s for s in observed.series.values() if s.indicator == inid}
    for s in own.values():
        if s.series == name and s.split == split:
            return s
    definition = _free(f"{base}-{SPLIT}" if split else base, set(own))
    series = Series(inid, definition, source, unit, name, split)
    observed.series[inid, definition] = series
    return series


def _free(wanted: str, taken: set[str]) -> str:
    n, found = 1, wanted
    while found in taken:
        n, found = n + 1, f"{wanted}-{n + 1}"
    return found


def rows_by_file(table: Iterator[tuple[str, int]]) -> dict[str, list[int]]:
    """The rows of each file in the order of their lines, by their places in a table of file and line."""
    found: dict[str, list[tuple[int, int]]] = {}
    for n, (file, line) in enumerate(table):
        found.setdefault(file, []).append((line, n))
    return {file: [n for _, n in sorted(listed)] for file, listed in found.items()}
