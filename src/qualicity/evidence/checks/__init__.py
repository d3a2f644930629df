"""Checks between rows, and between columns of a row, declared under `checks:` in a dataset's or an indicator's file.

Each kind between rows is one function in `KINDS`: one query over all that would stand, and the words for what it
finds. `limit` looks at each row of a file alone, beside the rules of its values. To add a kind: its model in
`qualicity.plan.checks`, its function here, its row in docs/datasets.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import duckdb

from qualicity.errors import Problem
from qualicity.evidence.checks import duplicates, limits, rates, series, sums
from qualicity.evidence.checks.look import Asked, Look
from qualicity.evidence.checks.standing import make_standing
from qualicity.evidence.checks.tell import tell
from qualicity.evidence.rows import RowProblem, RowsOfFile
from qualicity.evidence.rules import typed_columns
from qualicity.plan import Dataset, Indicator
from qualicity.plan.checks import Check, Limit
from qualicity.plan.fitting import concepts, fitted

KINDS: dict[str, Callable[[Look, Any], Asked]] = {
    "duplicates": duplicates.duplicates,
    "gaps": series.gaps,
    "growth": sums.growth,
    "jump": series.jump,
    "k_of_n": rates.k_of_n,
    "parts": sums.parts,
}

_OF_A_FIGURE = ("INDICATOR", "DEFINITION", "REF_AREA", "TIME_PERIOD", "OBS_VALUE")
"""The concepts of a dataset whose rows are published figures."""


def check_between_rows(
    db: duckdb.DuckDBPyConnection,
    rows: RowsOfFile,
    dataset: Dataset,
    indicators: Iterable[Indicator],
    stored: str | None = None,
) -> list[Problem]:
    """What a file's rows break of the checks of their dataset, and of the indicators that they are figures of.

    `stored` is SQL for the rows that stand already: a check looks at what would stand with the file's
    rows over them, and tells only of what a new or changed row takes part in. The file must have no errors
    of its own.
    """
    checks = list(_checks(dataset, indicators))
    if not checks or not rows.rows:
        return []
    look = Look(db, make_standing(db, rows, dataset, stored), rows, dataset)
    return [p for check in checks for p in tell(look, check, KINDS[check.kind](look, check))]


def check_within_rows(
    db: duckdb.DuckDBPyConnection, rows: RowsOfFile, dataset: Dataset, told: Sequence[Problem]
) -> list[RowProblem]:
    """What a file's rows, each looked at alone, break of the checks of their dataset.

    `told` are the errors of the file so far: a value that has one is not compared.
    """
    checks = [c for c in dataset.checks if isinstance(c, Limit)]
    schema = dataset.table_schema
    if not checks or schema is None or any(f.name not in rows.columns for f in schema.fields):
        return []
    look = Look(db, f"(select _record, {typed_columns(rows, schema)} from {rows.table})", rows, dataset)
    wrong = {(p.place.line, p.field) for p in told if isinstance(p, RowProblem) and p.field}
    return [
        p
        for check in checks
        for p in tell(look, check, limits.limit(look, check))
        if not p.field or wrong.isdisjoint((p.place.line, f) for f in (check.value, check.at_most))
    ]


def _checks(dataset: Dataset, indicators: Iterable[Indicator]) -> Iterator[Check]:
    for check in dataset.checks:
        if not isinstance(check, Limit):
            yield fitted(check, dataset)
    has = concepts(dataset)
    if all(c in has for c in _OF_A_FIGURE):
        for indicator in indicators:
            for check in indicator.checks:
                if all(name in has for _, name in check.names()):  # a check may need what this one lacks
                    yield fitted(check, dataset, indicator.id)


__all__ = ["KINDS", "check_between_rows", "check_within_rows"]
