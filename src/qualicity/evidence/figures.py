"""Rows that are finished figures, against the indicators that they claim to be."""

from __future__ import annotations

from collections import defaultdict

import duckdb

from qualicity.errors import Place, Problem, Text, did_you_mean
from qualicity.evidence.rows import RowsOfFile
from qualicity.evidence.sql import name
from qualicity.plan import UNITS, Dataset, PlanFolder


def check_figures(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, dataset: Dataset, folder: PlanFolder, *, own: bool = True
) -> list[Problem]:
    """Unknown indicators and definitions, and units that are not the indicator's, each told once.

    `own` says that the file is the plan's: then the plan may be what is wrong.
    """
    concepts = dataset.concepts
    columns = [concepts.INDICATOR, concepts.DEFINITION, concepts.UNIT_MEASURE]
    if concepts.INDICATOR is None or any(c is not None and c not in rows.columns for c in columns):
        return []
    selected = ", ".join(f"trim({name(c)})" if c else "null" for c in columns)
    query = f"select {selected}, min(_record), count(*) from {rows.table} group by all order by 4"
    problems: list[Problem] = []
    units: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for indicator, definition, unit, record, count in db.execute(query).fetchall():
        if not indicator:
            continue  # told as a missing value
        file = folder.indicators.get(indicator or "")
        if file is None:
            near = did_you_mean(indicator, folder.indicators)
            en, zh = f"unknown indicator '{indicator}'{near.en}", f"未知的指标“{indicator}”{near.zh}"
            problems.append(rows.problem(record, concepts.INDICATOR, "unknown-indicator", en, zh))
            continue
        listed = file.get("definitions")
        if file.data is None:
            continue  # told as a file that cannot be read
        known = [str(d.get("id")) for d in listed if isinstance(d, dict)] if isinstance(listed, list) else []
        if concepts.DEFINITION and definition not in known:
            near = did_you_mean(definition, known)
            en = f"indicator '{indicator}' has no definition '{definition}'{near.en}"
            zh = f"指标“{indicator}”没有口径“{definition}”{near.zh}"
            problems.append(rows.problem(record, concepts.DEFINITION, "unknown-definition", en, zh))
        if concepts.UNIT_MEASURE:
            first, n = units[indicator].get(unit, (record, 0))
            units[indicator][unit] = (min(first, record), n + count)
    for indicator, used in units.items():
        problems += _wrong_units(rows, concepts.UNIT_MEASURE, folder, indicator, used, own)
    return problems


def _wrong_units(
    rows: RowsOfFile,
    column: str | None,
    folder: PlanFolder,
    indicator: str,
    used: dict[str, tuple[int, int]],
    own: bool,
) -> list[Problem]:
    """When every row has another unit the indicator's file is to blame, else the rows that differ."""
    file = folder.indicators[indicator]
    said, more = file.get("unit"), folder.main.get("units")
    known = {*UNITS, *(more if isinstance(more, dict) else {})}
    if said not in known or set(used) == {said}:
        return []  # an unknown unit is told by the plan's own check
    place = file.place(("unit",))
    if own and said not in used and len(used) == 1:
        other, (_, n) = next(iter(used.items()))
        return [_indicator_unit(place, str(said), other, n, rows.shown)]
    return [
        rows.problem(
            record,
            column,
            "wrong-unit",
            f"unit '{unit}' in {n} row{'s' if n > 1 else ''}, but indicator '{indicator}' is in '{said}' ({place})",
            f"{n} 行的单位为“{unit}”，而指标“{indicator}”的单位为“{said}”（{place}）",
        )
        for unit, (record, n) in used.items()
        if unit != said
    ]


def _indicator_unit(place: Place, said: str, other: str, n: int, file: str) -> Problem:
    en = f"the unit is '{said}', but its {n} figure{'s' if n > 1 else ''} in {file} are in '{other}' (did you mean '{other}'?)"
    zh = f"单位为“{said}”，但 {file} 中的 {n} 个数值单位为“{other}”（是否指“{other}”？）"
    return Problem("error", place, "wrong-unit", Text(en, zh))
